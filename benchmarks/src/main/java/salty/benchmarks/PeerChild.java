package salty.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import salty.benchmarks.workload.Setting;

/** An engine in a process of its own, asked line by line; it sleeps while others run. */
final class PeerChild implements AutoCloseable {
    private final String engine;
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final Path log;

    PeerChild(String engine, Setting setting, List<String> ascended) throws IOException {
        this.engine = engine;
        this.log = Files.createDirectories(Installation.scratch()).resolve(engine + ".log");
        List<String> command = new ArrayList<>(Installation.peer(setting, "salty.benchmarks.peers.PeerProcess"));
        command.add(engine);
        command.addAll(ascended);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(setting.threads()));
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        this.process = builder.start();
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    String engine() {
        return engine;
    }

    /**
     * Its answer to one command.
     *
     * @throws IOException if the process ends instead, naming its log
     */
    String ask(String command) throws IOException {
        String answer = null;
        if (process.isAlive()) {
            questions.write(command);
            questions.newLine();
            questions.flush();
            answer = answers.readLine();
        }
        if (answer == null) {
            throw new IOException(engine + " ended at '" + command + "'; see " + log);
        }
        return answer;
    }

    /** An answer that is a list of numbers. */
    double[] askNumbers(String command) throws IOException {
        String answer = ask(command);
        return answer.isEmpty() ? new double[0]
                : Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                questions.close();
            }
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

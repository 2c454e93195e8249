package salty.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** PyTorch's times of the same work on the same machine, by the script beside {@code gpu.sh}. */
final class GpuPeer {
    private static final int SECONDS = 180;

    private GpuPeer() {}

    /**
     * Runs the script, which prints a line {@code name milliseconds} for each of its measurements.
     *
     * @param script null for no peer
     * @return milliseconds by name; empty where there is no Python, no PyTorch or no CUDA, which the log then says
     */
    static Map<String, Double> measure(Path script, boolean small, Consumer<String> log) {
        Map<String, Double> times = new HashMap<>();
        if (script == null) {
            return times;
        }
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        if (small) {
            command.add("--small");
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                log.accept("PyTorch took longer than " + SECONDS + " s and was stopped");
            }
            String said = new String(process.getInputStream().readAllBytes());
            for (String line : said.lines().toList()) {
                String[] words = line.split(" ");
                if (words.length == 2 && words[1].matches("[0-9.]+")) {
                    times.put(words[0], Double.valueOf(words[1]));
                }
            }
            log.accept(times.isEmpty() ? "no PyTorch figures: " + lastLine(said) : "PyTorch: " + times);
        } catch (IOException e) {
            log.accept("no PyTorch figures: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return times;
    }

    private static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
}

package salty.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Where figures come from: without these they mean nothing.
 *
 * @param processor its name, cores and vector extensions
 * @param memory    the machine's memory in GiB
 * @param system    operating system and version
 * @param jdk       vendor and version
 * @param commit    of the working folder, with {@code -dirty} where it has changes; {@code unknown} outside one
 * @param command   as it was typed
 * @param time      UTC
 */
public record Machine(String processor, double memory, String system, String jdk, String commit, String command,
                      String time) {

    /** This machine, now. */
    public static Machine here(String command) {
        return new Machine(cpuModel(), memoryGib(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor.version") + " " + Runtime.version(), workingCommit(), command,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String cpuModel() {
        String cpu = read("/proc/cpuinfo");
        String name = field(cpu, "model name", System.getProperty("os.arch"));
        String flags = " " + field(cpu, "flags", "") + " ";
        String vectors = flags.contains(" avx512f ") ? "AVX-512" : flags.contains(" avx2 ") ? "AVX2" : "";
        return name + ", " + Runtime.getRuntime().availableProcessors() + " cores" + (vectors.isEmpty() ? "" : ", ")
                + vectors;
    }

    private static double memoryGib() {
        String kilobytes = field(read("/proc/meminfo"), "MemTotal", "0 kB").split(" ")[0];
        return Math.round(Double.parseDouble(kilobytes) / (1 << 20) * 10) / 10.0;
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            return "";
        }
    }

    /** The value behind the first {@code name :} of a file under /proc. */
    private static String field(String text, String name, String fallback) {
        return text.lines().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(fallback);
    }

    private static String workingCommit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String text = new String(git.getInputStream().readAllBytes()).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}

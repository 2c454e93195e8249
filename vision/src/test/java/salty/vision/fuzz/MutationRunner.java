package salty.vision.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import com.sun.management.OperatingSystemMXBean;

/**
 * Feeds so many mutated inputs and counts: {@code MutationRunner TARGET COUNT [SEED [FOLDER]]}. Run it with {@code
 * -Xmx512m}. An input that breaks the promise is kept in FOLDER and the run goes on; one that takes more than five
 * seconds of processor time, or a minute on the clock (the machine may be busy with other things), ends it.
 */
public final class MutationRunner {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_ON_THE_CLOCK = Duration.ofMinutes(1);
    private static final int KEPT = 20;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final MutationTarget target;
    private final Path folder;
    private final AtomicLong began = new AtomicLong(-1);
    private volatile long beganOnTheClock;
    private volatile byte[] current;
    private long read;
    private long refused;
    private long broken;
    private long slowestNano;

    private MutationRunner(MutationTarget target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /**
     * Runs a target.
     *
     * @param args the target, the number of inputs, the random seed, the folder of inputs that break the promise
     */
    public static void main(String[] args) throws IOException {
        FuzzTarget target = FuzzTarget.valueOf(args[0].toUpperCase(Locale.ROOT));
        long count = Long.parseLong(args[1]);
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        boolean kept = run(target, count, seed, Path.of(args.length > 3 ? args[3] : "target/fuzz"));
        System.exit(kept ? 0 : 1);
    }

    /**
     * Runs a target and prints one line about it.
     *
     * @return whether every input was read or refused as promised
     */
    public static boolean run(MutationTarget target, long count, long seed, Path folder) throws IOException {
        MutationRunner runner = new MutationRunner(target, folder);
        // The first inputs load classes.
        target.seeds().forEach(target::feed);
        runner.watch();
        runner.run(new Mutator(target.seeds(), seed), count);
        System.out.println(runner.summary(seed));
        return runner.broken == 0;
    }

    private void watch() {
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                long start = began.get();
                if (start >= 0 && isTooLong(start) && began.get() == start) {
                    keep(current, "hang");
                    System.out.println(target.label() + ": an input takes more than 5 s");
                    Runtime.getRuntime().halt(1);
                }
                sleep();
            }
        });
    }

    private boolean isTooLong(long start) {
        return cpuNano() - start > LONGEST.toNanos()
                || System.nanoTime() - beganOnTheClock > LONGEST_ON_THE_CLOCK.toNanos();
    }

    private static long cpuNano() {
        return SYSTEM.getProcessCpuTime();
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Mutator mutator, long count) {
        for (long i = 0; i < count; i++) {
            current = mutator.next();
            long start = cpuNano();
            beganOnTheClock = System.nanoTime();
            began.set(start);
            try {
                if (target.feed(current)) {
                    read++;
                } else {
                    refused++;
                }
            } catch (AssertionError | RuntimeException e) {
                report(e);
            }
            slowestNano = Math.max(slowestNano, cpuNano() - start);
            began.set(-1);
        }
    }

    private void report(Throwable e) {
        broken++;
        if (broken <= KEPT) {
            keep(current, "broken" + broken);
            e.printStackTrace(System.out);
        }
    }

    private void keep(byte[] data, String name) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(target.label() + "-" + name), data);
        } catch (IOException e) {
            System.out.println("cannot keep the input: " + e.getMessage());
        }
    }

    private String summary(long seed) {
        return String.format(Locale.ROOT, "%s seed=%d inputs=%d read=%d refused=%d broken=%d slowest_ms=%d heap_mb=%d",
                target.label(), seed, read + refused + broken, read, refused, broken, slowestNano / 1_000_000,
                Runtime.getRuntime().maxMemory() >> 20);
    }
}

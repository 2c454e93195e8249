package salty.kernels.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A small pool that runs the tiles of one kernel on a few threads, the caller among them.
 *
 * <p>Tiles are handed out one by one from a shared counter, so that a thread which the system holds up delays nobody
 * but its own tile; which thread runs a tile never changes what it computes, so results do not depend on the number of
 * threads. Between the phases of a run the helpers spin, because waking a parked thread costs more than many a phase;
 * after {@value #SPIN_NANOS} ns without work they park.
 *
 * <p>Several programs may share a pool: whoever finds it busy runs its tiles alone. A task must not start another run.
 */
public final class Parallel implements AutoCloseable {
    private static final long SPIN_NANOS = 200_000;
    private static final int SPINS_PER_CLOCK_READ = 64;

    /** One kernel's work on tile {@code index}; {@code worker} in [0, threads) picks the scratch that no other uses. */
    @FunctionalInterface
    public interface Task {
        void run(int index, int worker);
    }

    private final Helper[] helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private Task task;
    private int count;
    private volatile boolean open;
    private volatile boolean closed;
    private volatile Throwable failure;

    /** @param threads how many work at once, the caller included; at least 1 */
    public Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": at least 1 is needed");
        }
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].start();
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs {@code task} for every index in [0, count) and returns when all are done; throws what the first failure
     * threw.
     */
    public void run(int count, Task task) {
        if (count <= 1 || helpers.length == 0 || !busy.compareAndSet(false, true)) {
            for (int i = 0; i < count; i++) {
                task.run(i, 0);
            }
            return;
        }
        this.task = task;
        this.count = count;
        failure = null;
        next.set(0);
        open = true;
        for (int i = 0; i < Math.min(helpers.length, count - 1); i++) {
            helpers[i].wake();
        }
        drain(0);
        open = false;
        while (inside.get() != 0) {
            Thread.onSpinWait();
        }
        Throwable thrown = failure;
        this.task = null;
        busy.set(false);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private void drain(int worker) {
        Task mine = task;
        int end = count;
        try {
            for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
                mine.run(i, worker);
            }
        } catch (RuntimeException | Error thrown) {
            next.set(end);
            failure = thrown;
        }
    }

    /** Lets the helpers end; a later {@link #run} runs in its caller alone. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private final class Helper extends Thread {
        private final int worker;
        private volatile boolean parked;

        Helper(int worker) {
            super("salty-vector-" + worker);
            this.worker = worker;
            setDaemon(true);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (!closed) {
                if (open && takePart()) {
                    idleSince = System.nanoTime();
                }
                for (int i = 0; i < SPINS_PER_CLOCK_READ && !open; i++) {
                    Thread.onSpinWait();
                }
                if (!open && System.nanoTime() - idleSince > SPIN_NANOS) {
                    parked = true;
                    if (!open && !closed) {
                        LockSupport.park(Parallel.this);
                    }
                    parked = false;
                    idleSince = System.nanoTime();
                }
            }
        }

        /** Counts itself in before looking whether the run is still open, as the caller closes it before it counts. */
        private boolean takePart() {
            inside.incrementAndGet();
            try {
                if (!open || next.get() >= count) {
                    return false;
                }
                drain(worker);
                return true;
            } finally {
                inside.decrementAndGet();
            }
        }
    }
}

package salty.vision.scan;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads that read pictures. A thread cannot be ended from outside, so one that a picture keeps busy beyond the
 * time limit is given up: another takes its place, and it may come back. Only so many are given up, for each keeps a
 * processor busy.
 */
final class WorkerPool implements AutoCloseable {

    static final int MOST_GIVEN_UP = 16;

    private final ThreadPoolExecutor pool;
    private int givenUp;

    WorkerPool(int threads) {
        pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon()
                .name("salty-decode-", 0).factory());
    }

    /** Has a file worked on, after those that were given before. */
    void execute(FileTask task) {
        pool.execute(task);
    }

    /**
     * Goes on without a thread.
     *
     * @throws IOException if too many are busy already
     */
    synchronized void giveUp() throws IOException {
        if (++givenUp >= MOST_GIVEN_UP) {
            throw new IOException(givenUp
                    + " pictures keep decoders busy beyond --max-seconds, and there is no stopping "
                    + "them; repeat the scan with --resume, which goes on behind them, and report them");
        }
        pool.setMaximumPoolSize(pool.getMaximumPoolSize() + 1);
        pool.setCorePoolSize(pool.getCorePoolSize() + 1);
    }

    /** A thread that was given up has come back: one too many. */
    synchronized void comeBack() {
        givenUp--;
        pool.setCorePoolSize(pool.getCorePoolSize() - 1);
        pool.setMaximumPoolSize(pool.getMaximumPoolSize() - 1);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

package salty.loader.scan;

/** How long a worker has been busy with one file. Waiting for memory, or for the scoring thread, does not count. */
final class WorkClock {

    private static final long PAUSED = Long.MIN_VALUE;

    private long worked;
    private long since = PAUSED;

    /** The worker begins, or goes on. */
    synchronized void start() {
        since = System.nanoTime();
    }

    /** The worker waits for others. */
    synchronized void pause() {
        worked = nano();
        since = PAUSED;
    }

    /** Nanoseconds of work until now. */
    synchronized long nano() {
        return since == PAUSED ? worked : worked + System.nanoTime() - since;
    }
}

package salty.vision.scan;

/**
 * How long a file keeps the scan busy, in wall time. A worker that waits for others pauses it, for a file is not slow
 * because others are. But once the scan itself waits for the file there is nobody else to wait for, and from the first
 * step on the clock runs whatever the worker does: so a file that makes no progress always comes to its limit.
 */
final class WorkClock {

    private boolean begun;
    private boolean working;
    private boolean awaited;
    private long counted;
    private long since;

    /** The worker begins, or goes on; or it waits for others. */
    synchronized void working(boolean now) {
        count();
        begun = true;
        working = now;
    }

    /** The scan waits for this file, or no longer. */
    synchronized void awaited(boolean now) {
        count();
        awaited = now;
    }

    /** Nanoseconds until now. */
    synchronized long nano() {
        count();
        return counted;
    }

    private void count() {
        long now = System.nanoTime();
        if (working || awaited && begun) {
            counted += now - since;
        }
        since = now;
    }
}

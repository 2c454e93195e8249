package salty.loader.scan;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory that pictures being decoded may take together: half of the heap. Each takes its share before it is decoded
 * and waits if there is none left, so a few large photographs at once do not end what one at a time would not.
 */
final class DecodeBudget {

    /** A codec's samples and ours, and the picture resized. */
    private static final int BYTES_A_PIXEL = 8;
    private static final int KILO = 1024;

    private final int kilobytes;
    private final Semaphore free;
    private final AtomicInteger lost = new AtomicInteger();

    DecodeBudget(long heapBytes) {
        kilobytes = (int) Math.min(Integer.MAX_VALUE, Math.max(1, heapBytes / 2 / KILO));
        free = new Semaphore(kilobytes, true);
    }

    /**
     * Takes the share of a picture, waiting for it if necessary.
     *
     * @return what to give back
     * @throws IllegalArgumentException if it is more than there will ever be
     */
    int take(long pixels) throws InterruptedException {
        long needed = Math.max(1, pixels * BYTES_A_PIXEL / KILO);
        do {
            if (needed > kilobytes - lost.get()) {
                throw new IllegalArgumentException(String.format("needs about %d MB to decode %d megapixels, half of this "
                        + "JVM's heap is %d MB%s; raise it with -Xmx", needed / KILO, pixels / 1_000_000,
                        kilobytes / KILO,
                        lost.get() == 0 ? "" : " and pictures that take too long hold " + lost.get() / KILO));
            }
        } while (!free.tryAcquire((int) needed, 1, TimeUnit.SECONDS));
        return (int) needed;
    }

    /** Counts on a share no longer, for its picture takes too long; a negative one is counted on again. */
    void lose(int share) {
        lost.addAndGet(share);
    }

    void giveBack(int share) {
        free.release(share);
    }
}

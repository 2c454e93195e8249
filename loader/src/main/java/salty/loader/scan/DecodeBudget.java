package salty.loader.scan;

import java.util.concurrent.Semaphore;

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
        if (needed > kilobytes) {
            throw new IllegalArgumentException(String.format("needs about %d MB to decode %d megapixels, half of this "
                    + "JVM's heap is %d MB; raise it with -Xmx", needed / KILO, pixels / 1_000_000, kilobytes / KILO));
        }
        free.acquire((int) needed);
        return (int) needed;
    }

    void giveBack(int share) {
        free.release(share);
    }
}

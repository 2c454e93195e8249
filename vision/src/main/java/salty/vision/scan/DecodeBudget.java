package salty.vision.scan;

import java.util.TreeSet;

/**
 * The memory that pictures being decoded may take together: half of the heap. Each takes its share before it is decoded
 * and waits if there is none left, so a few large photographs at once do not end what one at a time would not.
 *
 * <p><b>Why no two files can wait for each other.</b> Shares are given in the order of files: a file gets none before
 * every earlier one has had its share, or has left without one. So whoever holds a share is earlier than all that wait
 * for one, and the earliest unfinished file, when it waits, waits for nobody: all that is taken was given back. It then
 * needs two things more. A thread: the pool starts files in their order, so where any later file has one, so has
 * it. And room for its prepared frames: of those, {@link PreparedFrames} never refuses it any but its own, which the
 * scoring thread, who waits for this file alone, takes away. Nothing else in a worker waits. By induction every file ends.
 */
final class DecodeBudget {

    /** A codec's samples and ours, and the picture resized. */
    static final int BYTES_A_PIXEL = 8;

    private final long bytes;
    /** Files that may still ask, by their tickets. */
    private final TreeSet<Long> asking = new TreeSet<>();
    private long tickets;
    private long taken;
    private long lost;

    DecodeBudget(long heapBytes) {
        bytes = Math.max(1, heapBytes / 2);
    }

    /** A file's place in the order: that of the calls. */
    synchronized long enter() {
        asking.add(tickets);
        return tickets++;
    }

    /**
     * Takes the share of a picture, once every earlier file has had or needs none, and as much is free.
     *
     * @return what to give back, in bytes
     * @throws IllegalArgumentException if it is more than there will ever be
     */
    synchronized long take(long ticket, long pixels) throws InterruptedException {
        long needed = Math.max(1, pixels * BYTES_A_PIXEL);
        try {
            while (asking.first() != ticket || needed > bytes - taken) {
                refuseBeyond(needed, pixels);
                wait();
            }
            taken += needed;
            return needed;
        } finally {
            leave(ticket);
        }
    }

    private void refuseBeyond(long needed, long pixels) {
        if (needed > bytes - lost) {
            throw new IllegalArgumentException(String.format("needs about %d MB to decode %d megapixels, half of this "
                    + "JVM's heap is %d MB%s; raise it with -Xmx", needed >> 20, pixels / 1_000_000, bytes >> 20,
                    lost == 0 ? "" : " and pictures that take too long hold " + (lost >> 20)));
        }
    }

    /** The file takes no share any more: later ones need not wait for it. */
    synchronized void leave(long ticket) {
        asking.remove(ticket);
        notifyAll();
    }

    /** Counts on a share no longer, for its picture takes too long; a negative one is counted on again. */
    synchronized void lose(long share) {
        lost += share;
        notifyAll();
    }

    synchronized void giveBack(long share) {
        taken -= share;
        notifyAll();
    }
}

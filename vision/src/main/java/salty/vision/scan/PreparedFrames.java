package salty.vision.scan;

/**
 * How many frames lie ready to be scored, over all files. The file that is being scored may always add one as long as
 * it has few of its own; those behind it may while there is room for all.
 */
final class PreparedFrames {

    /** The frames of one file that lie ready, at most. */
    static final int MAX_PER_FILE = 16;

    private final int room;
    private int ready;
    private long scored;

    PreparedFrames(int room) {
        this.room = room;
    }

    /** Waits until a file may add a frame to those that it has ready. */
    synchronized void add(FileTask file) throws InterruptedException {
        while (file.ready() >= MAX_PER_FILE || ready >= room && file.ticket() != scored) {
            wait();
        }
        ready++;
    }

    /** A frame was taken away. */
    synchronized void remove(int frames) {
        ready -= frames;
        notifyAll();
    }

    /** From now on the scoring thread waits for this file's frames. */
    synchronized void score(FileTask file) {
        scored = file.ticket();
        notifyAll();
    }
}

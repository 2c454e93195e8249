package salty.vision.scan;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import salty.engine.graph.Shape;
import salty.loader.file.Sha256;
import salty.loader.image.Animation;
import salty.loader.image.Backdrop;
import salty.loader.image.RgbImage;

/**
 * One file on its way through a worker: read, hashed, decoded and preprocessed, frame by frame, into a short queue from
 * which the scoring thread takes. {@link PreparedFrames} makes the worker wait, so an animation's frames never pile up.
 * A file that takes too long is given up by the scoring thread, whatever its worker does.
 */
final class FileTask implements Runnable {

    /** What a worker sends. */
    sealed interface Message {
    }

    /** A frame before a backdrop, ready to be scored; {@code input} is {@code (h, w, c)}. */
    record Frame(int index, long timeMs, Backdrop backdrop, float[] input) implements Message {
    }

    /** The file's end: all its frames that are wanted were sent; -1 frames if there are more. */
    record End(String sha256, int width, int height, int frames) implements Message {
    }

    /** The file's end: it is known already what there is to say. */
    record Known(Answer answer) implements Message {
    }

    private static final int LOOK_EVERY_MS = 50;
    /** So long a file that the scan waits for may go without a thread; the machine may be busy. */
    private static final long MAX_SECONDS_TO_BEGIN = 60;

    private final PathName name;
    private final Workers workers;
    private final long ticket;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final WorkClock clock = new WorkClock();
    private volatile boolean stopped;
    private volatile long startNano;
    private volatile String sha256 = "";
    private volatile int width;
    private volatile int height;
    private Thread worker;
    private boolean begun;
    private boolean givenUp;
    private long share;
    private long lostShare;

    /** What all workers share. */
    record Workers(ImageSource source, ScanSettings settings, Shape picture, Optional<AnswerCache> cache,
                   DecodeBudget budget, PreparedFrames prepared, WorkerPool pool) {
    }

    /** Files are to be made in the order in which they are scored. */
    FileTask(PathName name, Workers workers) {
        this.name = name;
        this.workers = workers;
        this.ticket = workers.budget().enter();
        this.startNano = System.nanoTime();
    }

    /** The file's place in the order of all. */
    long ticket() {
        return ticket;
    }

    /** How many messages wait to be taken. */
    int ready() {
        return messages.size();
    }

    /**
     * The next message of the earliest file that has not ended, waiting for it as long as the time limit allows.
     *
     * @throws IOException if too many files keep their workers busy
     */
    Message take() throws InterruptedException, IOException {
        workers.prepared().score(this);
        clock.awaited(true);
        long since = System.nanoTime();
        try {
            while (true) {
                Message message = messages.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                if (message instanceof Frame) {
                    workers.prepared().remove(1);
                }
                if (message != null) {
                    return message;
                }
                if (clock.nano() > workers.settings().maxTime().toNanos() && messages.isEmpty()) {
                    giveUp();
                    return new Known(Answer.error(sha256, width, height, "takes longer than "
                            + seconds(workers.settings().maxTime().toMillis()) + " s (--max-seconds)"));
                }
                if (isUnbegun() && System.nanoTime() - since > MAX_SECONDS_TO_BEGIN * 1_000_000_000L) {
                    giveUp();
                    return new Known(Answer.error("", 0, 0, "no thread has begun to read it for "
                            + MAX_SECONDS_TO_BEGIN + " s"));
                }
            }
        } finally {
            clock.awaited(false);
        }
    }

    private static String seconds(long ms) {
        return ms % 1000 == 0 ? Long.toString(ms / 1000) : Double.toString(ms / 1e3);
    }

    /** Waits for the file no longer, whether its worker is at it, has not begun, or went without a word. */
    private synchronized void giveUp() throws IOException {
        givenUp = true;
        stopped = true;
        lostShare = share;
        workers.budget().lose(lostShare);
        workers.budget().leave(ticket);
        workers.prepared().remove(discard());
        if (worker != null) {
            worker.interrupt();
            workers.pool().giveUp();
        }
    }

    private int discard() {
        int frames = 0;
        for (Message message = messages.poll(); message != null; message = messages.poll()) {
            frames += message instanceof Frame ? 1 : 0;
        }
        return frames;
    }

    /** Tells the worker that no further frame is wanted. */
    void stop() {
        stopped = true;
    }

    /** Milliseconds since the worker began. */
    long elapsedMs() {
        return (System.nanoTime() - startNano) / 1_000_000;
    }

    private synchronized boolean isUnbegun() {
        return !begun;
    }

    /** Whether anyone waits for the work. */
    private synchronized boolean begin() {
        if (givenUp) {
            return false;
        }
        begun = true;
        worker = Thread.currentThread();
        startNano = System.nanoTime();
        clock.working(true);
        return true;
    }

    /** Whether anyone still waits for the end of the work. */
    private synchronized boolean end() {
        worker = null;
        clock.working(false);
        return !givenUp;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        Message last;
        try {
            last = work();
        } catch (InterruptedException e) {
            last = null;
        } catch (Throwable thrown) {
            last = new Known(Answer.error(sha256, width, height, Fault.line(thrown)));
        }
        workers.budget().leave(ticket);
        if (!end()) {
            workers.pool().comeBack();
            return;
        }
        if (last == null) {
            // The scan is over.
            Thread.currentThread().interrupt();
            return;
        }
        messages.add(last);
    }

    private Message work() throws InterruptedException {
        byte[] data = workers.source().read(name);
        sha256 = Sha256.hex(data);
        Optional<Answer> known = workers.cache().flatMap(cache -> cache.find(sha256));
        if (known.isPresent()) {
            return new Known(known.get());
        }
        ScanSettings settings = workers.settings();
        Animation animation = settings.decoder().frames(data, "");
        takeShare((long) animation.width() * animation.height() * (animation.isAnimated() ? 2 : 1));
        try {
            frames(animation, settings.frames());
        } finally {
            giveBackShare();
        }
        return new End(sha256, width, height, animation.hasNext() ? -1 : animation.taken());
    }

    private void takeShare(long pixels) throws InterruptedException {
        clock.working(false);
        long taken = workers.budget().take(ticket, pixels);
        clock.working(true);
        synchronized (this) {
            if (givenUp) {
                workers.budget().giveBack(taken);
                throw new InterruptedException("given up");
            }
            share = taken;
        }
    }

    private synchronized void giveBackShare() {
        workers.budget().lose(-lostShare);
        workers.budget().giveBack(share);
        share = 0;
        lostShare = 0;
    }

    private void frames(Animation animation, FrameChoice choice) throws InterruptedException {
        do {
            Animation.Frame frame = animation.next();
            if (frame.index() >= choice.maxFrames()) {
                throw new IllegalArgumentException("more than " + choice.maxFrames() + " frames (--max-frames)");
            }
            if (choice.takes(frame.index())) {
                for (Backdrop backdrop : frame.image().backdrops()) {
                    send(frame, backdrop);
                }
            }
        } while (choice.animations() && animation.hasNext() && !stopped);
    }

    private void send(Animation.Frame frame, Backdrop backdrop) throws InterruptedException {
        RgbImage image = frame.image().on(backdrop);
        width = image.width();
        height = image.height();
        Shape picture = workers.picture();
        float[] input = workers.settings().pipeline().apply(image, picture.dim(0), picture.dim(1), picture.dim(2));
        clock.working(false);
        workers.prepared().add(this);
        clock.working(true);
        synchronized (this) {
            if (givenUp) {
                workers.prepared().remove(1);
                throw new InterruptedException("given up");
            }
            messages.add(new Frame(frame.index(), frame.timeMs(), backdrop, input));
        }
    }
}

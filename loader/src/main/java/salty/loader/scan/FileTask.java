package salty.loader.scan;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import salty.engine.graph.Shape;
import salty.loader.Sha256;
import salty.loader.image.Animation;
import salty.loader.image.Backdrop;
import salty.loader.image.RgbImage;

/**
 * One file on its way through a worker: read, hashed, decoded and preprocessed, frame by frame, into a short queue from
 * which the scoring thread takes. A full queue makes the worker wait, so an animation's frames never pile up. A file
 * that takes too long is given up by the scoring thread, whatever its worker does.
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

    private static final int FRAMES_AHEAD = 16;
    private static final int LOOK_EVERY_MS = 50;

    private final PathName name;
    private final Workers workers;
    private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(FRAMES_AHEAD);
    private final WorkClock clock = new WorkClock();
    private volatile boolean stopped;
    private volatile long startNano;
    private volatile String sha256 = "";
    private volatile int width;
    private volatile int height;
    private Thread worker;
    private boolean givenUp;
    private int share;
    private int lostShare;

    /** What all workers share. */
    record Workers(ImageSource source, ScanSettings settings, Shape picture, Optional<AnswerCache> cache,
                   DecodeBudget budget, WorkerPool pool) {
    }

    FileTask(PathName name, Workers workers) {
        this.name = name;
        this.workers = workers;
    }

    /**
     * The next message, waiting for it as long as the time limit allows.
     *
     * @throws IOException if too many files keep their workers busy
     */
    Message take() throws InterruptedException, IOException {
        while (true) {
            Message message = messages.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            if (message != null) {
                return message;
            }
            if (clock.nano() > workers.settings().maxTime().toNanos() && giveUp()) {
                workers.pool().giveUp();
                return new Known(Answer.error(sha256, width, height, "takes longer than "
                        + seconds(workers.settings().maxTime().toMillis()) + " s (--max-seconds)"));
            }
        }
    }

    private static String seconds(long ms) {
        return ms % 1000 == 0 ? Long.toString(ms / 1000) : Double.toString(ms / 1e3);
    }

    /** Whether the worker is still at it, and no longer waited for. */
    private synchronized boolean giveUp() {
        if (worker == null) {
            return false;
        }
        givenUp = true;
        stopped = true;
        lostShare = share;
        workers.budget().lose(lostShare);
        worker.interrupt();
        return true;
    }

    /** Tells the worker that no further frame is wanted. */
    void stop() {
        stopped = true;
    }

    /** Milliseconds since the worker began. */
    long elapsedMs() {
        return (System.nanoTime() - startNano) / 1_000_000;
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        startNano = System.nanoTime();
        clock.start();
    }

    /** Whether anyone still waits for the end of the work. */
    private synchronized boolean end() {
        worker = null;
        return !givenUp;
    }

    @Override
    public void run() {
        begin();
        Message last;
        try {
            last = work();
        } catch (InterruptedException e) {
            last = null;
        } catch (Throwable thrown) {
            last = new Known(Answer.error(sha256, width, height, Fault.line(thrown)));
        }
        if (!end()) {
            workers.pool().comeBack();
            return;
        }
        if (last == null) {
            // The scan is over.
            Thread.currentThread().interrupt();
            return;
        }
        try {
            messages.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        clock.pause();
        int taken = workers.budget().take(pixels);
        clock.start();
        synchronized (this) {
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
        clock.pause();
        messages.put(new Frame(frame.index(), frame.timeMs(), backdrop, input));
        clock.start();
    }
}

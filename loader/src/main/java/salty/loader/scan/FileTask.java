package salty.loader.scan;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import salty.engine.graph.Shape;
import salty.loader.image.GifAnimation;
import salty.loader.image.RgbImage;

/**
 * One file on its way through a worker: read, hashed, decoded and preprocessed, frame by frame, into a short queue from
 * which the scoring thread takes. A full queue makes the worker wait, so an animation's frames never pile up.
 */
final class FileTask implements Runnable {

    /** What a worker sends. */
    sealed interface Message {
    }

    /** A frame ready to be scored; {@code input} is {@code (h, w, c)}. */
    record Frame(int index, long timeMs, float[] input) implements Message {
    }

    /** The file's end: all its frames were sent. */
    record End(String sha256, int width, int height, boolean animated) implements Message {
    }

    /** The file's end: it is known already what there is to say. */
    record Known(Answer answer) implements Message {
    }

    private static final int FRAMES_AHEAD = 16;

    private final PathName name;
    private final Workers workers;
    private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(FRAMES_AHEAD);
    private volatile boolean stopped;
    private volatile long startNano;
    private String sha256 = "";
    private int width;
    private int height;

    /** What all workers share. */
    record Workers(ImageSource source, ScanSettings settings, Shape picture, Optional<AnswerCache> cache,
                   DecodeBudget budget) {
    }

    FileTask(PathName name, Workers workers) {
        this.name = name;
        this.workers = workers;
    }

    /** The next message, waiting for it. */
    Message take() throws InterruptedException {
        return messages.take();
    }

    /** Tells the worker that no further frame is wanted. */
    void stop() {
        stopped = true;
    }

    /** Milliseconds since the worker began. */
    long elapsedMs() {
        return (System.nanoTime() - startNano) / 1_000_000;
    }

    @Override
    public void run() {
        startNano = System.nanoTime();
        Message last;
        try {
            last = work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (Throwable thrown) {
            last = new Known(Answer.error(sha256, width, height, Fault.line(thrown)));
        }
        try {
            messages.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Message work() throws InterruptedException {
        byte[] data = workers.source().read(name);
        sha256 = Hashes.sha256(data);
        Optional<Answer> known = workers.cache().flatMap(cache -> cache.find(sha256));
        if (known.isPresent()) {
            return new Known(known.get());
        }
        ScanSettings settings = workers.settings();
        boolean animation = settings.frames().animations() && GifAnimation.isGif(data);
        int share = workers.budget().take(settings.decoder().pixels(data, "") * (animation ? 2 : 1));
        try {
            if (animation) {
                animation(data);
            } else {
                send(0, 0, settings.decoder().decode(data, ""));
            }
        } finally {
            workers.budget().giveBack(share);
        }
        return new End(sha256, width, height, animation);
    }

    private void animation(byte[] data) throws InterruptedException {
        FrameChoice choice = workers.settings().frames();
        GifAnimation animation = GifAnimation.open(data, workers.settings().decoder().limits(), "");
        while (animation.hasNext() && !stopped) {
            GifAnimation.Frame frame = animation.next();
            if (frame.index() >= choice.maxFrames()) {
                throw new IllegalArgumentException("more than " + choice.maxFrames() + " frames (--max-frames)");
            }
            if (frame.index() % choice.every() == 0) {
                send(frame.index(), frame.timeMs(), frame.image());
            }
        }
    }

    private void send(int index, long timeMs, RgbImage image) throws InterruptedException {
        width = image.width();
        height = image.height();
        Shape picture = workers.picture();
        float[] input = workers.settings().pipeline().apply(image, picture.dim(0), picture.dim(1), picture.dim(2));
        messages.put(new Frame(index, timeMs, input));
    }
}

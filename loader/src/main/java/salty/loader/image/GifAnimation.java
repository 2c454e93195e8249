package salty.loader.image;

import java.io.IOException;
import salty.loader.image.GifStream.Disposal;

/**
 * An animated GIF's frames as they are seen: each drawn onto what the frames before it left (GIF89a, section 23).
 * Frames are decoded one by one; three canvases are held, however many frames there are.
 *
 * <p>What is cleared shows the frame's transparent colour, or, where it has none, the background colour: alpha is
 * dropped as elsewhere in this package, and as in Pillow. A frame is clipped at the screen, which the first one may
 * enlarge.
 */
public final class GifAnimation {

    /**
     * One frame as it is seen.
     *
     * @param index  counted from 0
     * @param timeMs when it appears, in milliseconds from the start
     * @param image  the whole canvas
     */
    public record Frame(int index, long timeMs, RgbImage image) {
    }

    private final String name;
    private final GifStream stream;
    private final int width;
    private final int height;
    private byte[] canvas;
    private GifStream.Frame upcoming;
    private int index;
    private long timeMs;

    private GifAnimation(String name, GifStream stream, GifStream.Frame first, int width, int height) {
        this.name = name;
        this.stream = stream;
        this.upcoming = first;
        this.width = width;
        this.height = height;
        this.canvas = new byte[3 * width * height];
    }

    /** Whether the data start as a GIF does. */
    public static boolean isGif(byte[] data) {
        return data.length >= 6 && data[0] == 'G' && data[1] == 'I' && data[2] == 'F' && data[3] == '8';
    }

    /**
     * Opens an animation.
     *
     * @param name what messages call it
     * @throws ImageFormatException if it is damaged up to its first frame, or larger than the limits
     */
    public static GifAnimation open(byte[] data, ImageLimits limits, String name) {
        try {
            GifStream stream = new GifStream(data);
            GifStream.Frame first = stream.next();
            if (first == null) {
                throw new ImageFormatException("GIF without a picture");
            }
            EncodedImage.Header size = new GifImage(stream, first).header();
            limits.checkPixels(size.width(), size.height());
            GifAnimation animation = new GifAnimation(name, stream, first, (int) size.width(), (int) size.height());
            animation.fill(first, 0, 0, animation.width, animation.height, Math.max(0, first.transparentIndex()));
            return animation;
        } catch (ImageFormatException e) {
            throw e.in(name);
        }
    }

    /** The width of every frame in pixels. */
    public int width() {
        return width;
    }

    /** The height of every frame in pixels. */
    public int height() {
        return height;
    }

    /** Whether there is another frame. */
    public boolean hasNext() {
        return upcoming != null;
    }

    /**
     * The next frame.
     *
     * @throws ImageFormatException if the file is damaged there
     */
    public Frame next() {
        GifStream.Frame frame = upcoming;
        try {
            byte[] before = frame.disposal() == Disposal.TO_PREVIOUS ? canvas.clone() : null;
            draw(frame);
            Frame seen = new Frame(index, timeMs, new RgbImage(width, height, canvas.clone()));
            if (before != null) {
                canvas = before;
            } else if (frame.disposal() == Disposal.TO_BACKGROUND) {
                clear(frame);
            }
            index++;
            timeMs += frame.delayMs();
            upcoming = stream.atEnd() ? null : stream.next();
            return seen;
        } catch (ImageFormatException e) {
            throw new ImageFormatException("frame " + index + ": " + e.getMessage()).in(name);
        } catch (IOException | RuntimeException e) {
            throw new ImageFormatException("frame " + index + ": corrupt GIF").in(name);
        }
    }

    private void draw(GifStream.Frame frame) throws IOException {
        if (frame.width() == 0 || frame.height() == 0) {
            return;
        }
        if ((long) frame.width() * frame.height() > (long) width * height) {
            throw new ImageFormatException("larger than the screen");
        }
        byte[] indices = frame.indices();
        int right = Math.min(frame.width(), width - frame.left());
        int bottom = Math.min(frame.height(), height - frame.top());
        for (int y = 0; y < bottom; y++) {
            for (int x = 0; x < right; x++) {
                int color = indices[y * frame.width() + x] & 0xff;
                // The first frame has nothing under it: its transparent pixels keep their palette colour.
                if (color != frame.transparentIndex() || index == 0) {
                    frame.put(color, canvas, 3 * ((frame.top() + y) * width + frame.left() + x));
                }
            }
        }
    }

    private void clear(GifStream.Frame frame) {
        fill(frame, frame.left(), frame.top(), frame.width(), frame.height(),
                frame.transparentIndex() >= 0 ? frame.transparentIndex() : stream.backgroundIndex());
    }

    private void fill(GifStream.Frame colors, int left, int top, int wide, int high, int color) {
        int right = Math.min(width, left + wide);
        int bottom = Math.min(height, top + high);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                colors.put(color, canvas, 3 * (y * width + x));
            }
        }
    }
}

package salty.loader.image;

import java.io.IOException;
import java.util.List;

/**
 * The frames of a file as they are stored, one by one, for {@link Animation} to compose. A still picture has one, as
 * large as its canvas.
 */
interface Layers {

    /** What becomes of a frame when its time is over. */
    enum Disposal { KEEP, TO_TRANSPARENT, TO_PREVIOUS }

    /**
     * One frame.
     *
     * @param left     its place on the canvas
     * @param top      its place on the canvas
     * @param image    its pixels, of which none lies outside the canvas; null if none lies inside
     * @param blend    whether it is drawn over the canvas by its alpha; else it replaces what was there
     * @param disposal what becomes of it
     * @param delayMs  how long it is shown
     */
    record Layer(int left, int top, RgbaImage image, boolean blend, Disposal disposal, long delayMs) {
    }

    /** Whether there is another frame, or a fault in its place. */
    boolean hasNext();

    /**
     * Decodes the next frame.
     *
     * @throws ImageFormatException if the file is damaged there
     */
    Layer next() throws IOException;

    /** Decodes a frame. */
    interface Decoding<F> {
        Layer of(F frame) throws IOException;
    }

    /** Decodes a still picture. */
    interface Still {
        RgbaImage image() throws IOException;
    }

    /** The one frame of a still picture. */
    static Layers still(Still picture) {
        return of(List.of(picture), null,
                only -> new Layer(0, 0, only.image(), false, Disposal.KEEP, 0));
    }

    /**
     * The frames of a container that was walked to its end.
     *
     * @param fault what comes after them; null if nothing is wrong
     */
    static <F> Layers of(List<F> frames, ImageFormatException fault, Decoding<F> decoding) {
        return new Layers() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < frames.size() || fault != null;
            }

            @Override
            public Layer next() throws IOException {
                if (next == frames.size()) {
                    throw fault;
                }
                return decoding.of(frames.get(next++));
            }
        };
    }
}

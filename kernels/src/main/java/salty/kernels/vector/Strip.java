package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The patches of a row of output pixels in one array, where neighbours share what they have in common. The image is
 * copied column by column, of each as much as the window is high:
 *
 * <pre>
 *   x  a b c d e         strip  a f k b g l c h m d i n e j o
 *      f g h i j                [ 1st patch     ]
 *      k l m n o                      [ 2nd patch     ]
 * </pre>
 *
 * so a patch is a run of floats in the order (kw, kh, c), and each pixel is copied kh times instead of kh * kw times.
 * With few channels that copying is what takes the time.
 */
final class Strip {
    /** From so many channels on the multiplications outweigh the copying. */
    private static final int CHANNELS = 8;
    /** A shorter row ends in too many unfilled tiles. */
    private static final int LEAST_PIXELS = 16;

    private Strip() {
    }

    /** Whether patches overlap so, and the image has few channels. */
    static boolean suits(ConvGeometry g) {
        return g.c() <= CHANNELS && g.groups() == 1 && g.dilationW() == 1 && g.kw() > 1 && g.outW() >= LEAST_PIXELS;
    }

    private static int columns(ConvGeometry g) {
        return (g.outW() - 1) * g.strideW() + g.kw();
    }

    /** Floats of a column of the image. */
    private static int pitch(ConvGeometry g) {
        return g.kh() * g.c();
    }

    /** Floats of a strip, and of so much more that whole vectors can be read where a patch ends. */
    static int length(ConvGeometry g) {
        return columns(g) * pitch(g) + COUNT;
    }

    /** Floats from one patch to the next. */
    static int step(ConvGeometry g) {
        return g.strideW() * pitch(g);
    }

    /** Where in a patch the first channel of tap (r, s) is. */
    static int tap(ConvGeometry g, int r, int s) {
        return (s * g.kh() + r) * g.c();
    }

    /** Copies what row {@code row} of the output, counted through the batch, reads of x. */
    static void gather(ConvGeometry g, int row, float[] x, float[] strip, int offset) {
        int image = row / g.outH();
        int top = row % g.outH() * g.strideH() - g.padTop();
        int columns = columns(g);
        int pitch = pitch(g);
        int first = Math.min(columns, g.padLeft());
        int end = Math.max(first, Math.min(columns, g.padLeft() + g.w()));
        int from = ((image * g.h() + top) * g.w() + first - g.padLeft()) * g.c();
        int rowStep = g.dilationH() * g.w() * g.c();
        int done = 0;
        if (g.kh() == 3 && g.c() <= COUNT && top >= 0 && top + 2 * g.dilationH() < g.h()) {
            done = Math.clamp((x.length - COUNT - from - 2 * rowStep) / g.c() + 1, 0, end - first);
            copyThreeRows(x, from, rowStep, g.c(), strip, offset + first * pitch, done);
        }
        for (int r = 0; r < g.kh(); r++) {
            int i = top + r * g.dilationH();
            boolean inside = i >= 0 && i < g.h();
            int to = offset + r * g.c();
            int copied = inside ? end - first - done : 0;
            zero(strip, to, pitch, g.c(), first);
            copy(x, from + r * rowStep + done * g.c(), g.c(), strip, to + (first + done) * pitch, pitch, copied);
            int filled = first + done + copied;
            zero(strip, to + filled * pitch, pitch, g.c(), columns - filled);
        }
    }

    /**
     * Copies columns of three rows a vector at a time, of which what is behind the last channel is overwritten by what
     * the strip has there. Vectors of four floats would do; but where two lengths meet in one process, code that C2
     * compiles early boxes what it loads and stores.
     */
    private static void copyThreeRows(float[] x, int from, int rowStep, int channels, float[] strip, int to,
                                      int columns) {
        for (int j = 0; j < columns; j++, from += channels, to += 3 * channels) {
            FloatVector.fromArray(SPECIES, x, from).intoArray(strip, to);
            FloatVector.fromArray(SPECIES, x, from + rowStep).intoArray(strip, to + channels);
            FloatVector.fromArray(SPECIES, x, from + 2 * rowStep).intoArray(strip, to + 2 * channels);
        }
    }

    private static void copy(float[] x, int from, int channels, float[] strip, int to, int pitch, int columns) {
        int c = 0;
        for (; c <= channels - COUNT; c += COUNT) {
            for (int j = 0; j < columns; j++) {
                FloatVector.fromArray(SPECIES, x, from + j * channels + c).intoArray(strip, to + j * pitch + c);
            }
        }
        for (; c < channels; c++) {
            for (int j = 0; j < columns; j++) {
                strip[to + j * pitch + c] = x[from + j * channels + c];
            }
        }
    }

    private static void zero(float[] strip, int to, int pitch, int channels, int columns) {
        for (int j = 0; j < columns; j++) {
            for (int c = 0; c < channels; c++) {
                strip[to + j * pitch + c] = 0;
            }
        }
    }
}

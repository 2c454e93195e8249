package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

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
public final class Strip {
    /** Channels of a photograph. */
    private static final int RGB = 3;
    /** From so many channels on the multiplications outweigh the copying. */
    private static final int CHANNELS = 8;
    /** A shorter row ends in too many unfilled tiles. */
    private static final int LEAST_PIXELS = 16;

    private Strip() {
    }

    /** Whether patches overlap so, and the image has few channels. */
    public static boolean suits(ConvGeometry g) {
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
        boolean whole = top >= 0 && top + (g.kh() - 1) * g.dilationH() < g.h();
        int done = whole && g.c() == RGB
                ? copyVectors(g, x, from, rowStep, strip, offset + first * pitch, end - first) : 0;
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

    /** Copies columns whose rows are all in the image, as far as whole vectors can be read, and says how many. */
    private static int copyVectors(ConvGeometry g, float[] x, int from, int rowStep, float[] strip, int to,
                                   int columns) {
        int last = x.length - COUNT - from - (g.kh() - 1) * rowStep;
        int copied = Math.clamp(Math.floorDiv(last, RGB) + 1, 0, columns);
        if (g.kh() == 3) {
            copyThreeRows(x, from, rowStep, strip, to, copied);
        } else {
            copyRows(x, from, rowStep, g.kh(), strip, to, copied);
        }
        return copied;
    }

    /**
     * Copies columns of three rows a vector at a time, of which what is behind the last channel is overwritten by what
     * the strip has there. Vectors of four floats would do; but where two lengths meet in one process, code that C2
     * compiles early boxes what it loads and stores. With channels that C2 knows it looks at the bounds before the
     * loop.
     */
    private static void copyThreeRows(float[] x, int from, int rowStep, float[] strip, int to, int columns) {
        for (int j = 0; j < columns; j++) {
            int at = to + 3 * RGB * j;
            FloatVector.fromArray(SPECIES, x, from + RGB * j).intoArray(strip, at);
            FloatVector.fromArray(SPECIES, x, from + rowStep + RGB * j).intoArray(strip, at + RGB);
            FloatVector.fromArray(SPECIES, x, from + 2 * rowStep + RGB * j).intoArray(strip, at + 2 * RGB);
        }
    }

    /** The same for any number of rows, which C2 does not know. */
    private static void copyRows(float[] x, int from, int rowStep, int rows, float[] strip, int to, int columns) {
        for (int j = 0; j < columns; j++) {
            int at = to + RGB * rows * j;
            int pixel = from + RGB * j;
            for (int r = 0; r < rows; r++) {
                FloatVector.fromArray(SPECIES, x, pixel).intoArray(strip, at + RGB * r);
                pixel += rowStep;
            }
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

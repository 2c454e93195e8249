package salty.loader.image;

import java.util.Arrays;

/**
 * One plane of a VP8 key frame, in whole macroblocks. Its first row and the four columns right of it are 127, its first
 * column is 129, as prediction takes what lies outside (RFC 6386, section 12.2).
 */
final class Vp8Plane {

    static final int BORDER = 1;
    private static final int RIGHT = 4;

    final int stride;
    final byte[] samples;

    Vp8Plane(int width, int height) {
        stride = BORDER + width + RIGHT;
        samples = new byte[stride * (BORDER + height)];
        Arrays.fill(samples, 0, stride, (byte) 127);
        for (int at = stride; at < samples.length; at += stride) {
            samples[at] = (byte) 129;
        }
    }

    int at(int x, int y) {
        return (BORDER + y) * stride + BORDER + x;
    }

    int get(int at) {
        return samples[at] & 0xff;
    }

    void put(int at, int value) {
        samples[at] = (byte) value;
    }

    static int clip(int value) {
        return value < 0 ? 0 : Math.min(value, 255);
    }

    /** Predicts a block of {@code size} squared: 0 from both sides, 1 from above, 2 from the left, 3 along both. */
    void predict(int x, int y, int size, int mode) {
        int at = at(x, y);
        for (int row = 0; row < size; row++) {
            int line = at + row * stride;
            switch (mode) {
                case 1 -> System.arraycopy(samples, at - stride, samples, line, size);
                case 2 -> Arrays.fill(samples, line, line + size, samples[line - 1]);
                case 3 -> {
                    for (int column = 0; column < size; column++) {
                        put(line + column, clip(get(line - 1) + get(at - stride + column) - get(at - stride - 1)));
                    }
                }
                default -> { }
            }
        }
        if (mode == 0) {
            flat(at, size, x > 0, y > 0);
        }
    }

    /** The mean of the sides that exist. */
    private void flat(int at, int size, boolean left, boolean above) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (left ? get(at + i * stride - 1) : 0) + (above ? get(at - stride + i) : 0);
        }
        int count = (left ? size : 0) + (above ? size : 0);
        byte mean = (byte) (count == 0 ? 128 : (sum + count / 2) / count);
        for (int row = 0; row < size; row++) {
            Arrays.fill(samples, at + row * stride, at + row * stride + size, mean);
        }
    }

    /**
     * Predicts a block of 4 x 4 by one of the ten modes of section 12.3.
     *
     * @param edge 13 samples: four at the left from below, the corner, eight above
     */
    void predictSmall(int at, int mode, int[] edge) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                put(at + y * stride + x, small(mode, x, y, edge));
            }
        }
    }

    /** Along the edge the left side counts down from 3, the corner is 4, above starts at 5. */
    private static int small(int mode, int x, int y, int[] e) {
        switch (mode) {
            case 0 -> {
                int sum = 4;
                for (int i = 0; i < 4; i++) {
                    sum += e[i] + e[5 + i];
                }
                return sum >> 3;
            }
            case 1 -> {
                return clip(e[3 - y] + e[5 + x] - e[4]);
            }
            case 2 -> {
                return blend(e, 5 + x);
            }
            case 3 -> {
                return y == 3 ? e[1] + 3 * e[0] + 2 >> 2 : blend(e, 3 - y);
            }
            case 4 -> {
                return x + y == 6 ? e[11] + 3 * e[12] + 2 >> 2 : blend(e, 6 + x + y);
            }
            case 5 -> {
                return blend(e, 4 + x - y);
            }
            case 6 -> {
                // Steep, down to the right: every second row starts a sample further left.
                int i = 2 * x - y;
                return i < -1 ? blend(e, 5 - y) : i == -1 ? blend(e, 4)
                        : (i & 1) == 0 ? mean(e, 4 + x - (y >> 1)) : blend(e, 4 + x - (y >> 1));
            }
            case 7 -> {
                // Steep, down to the left; its last two samples follow no rule.
                return x == 3 && y >= 2 ? blend(e, 8 + y)
                        : (y & 1) == 0 ? mean(e, 5 + x + (y >> 1)) : blend(e, 6 + x + (y >> 1));
            }
            case 8 -> {
                int i = 2 * y - x;
                return i < -1 ? blend(e, 3 + x) : i == -1 ? blend(e, 4)
                        : (i & 1) == 0 ? mean(e, 3 - y + (x >> 1)) : blend(e, 4 - y + (x >> 1));
            }
            default -> {
                int i = x + 2 * y;
                return i > 5 ? e[0] : i == 5 ? e[1] + 3 * e[0] + 2 >> 2
                        : (i & 1) == 0 ? mean(e, 2 - (i >> 1)) : blend(e, 2 - (i >> 1));
            }
        }
    }

    private static int blend(int[] e, int middle) {
        return e[middle - 1] + 2 * e[middle] + e[middle + 1] + 2 >> 2;
    }

    private static int mean(int[] e, int first) {
        return e[first] + e[first + 1] + 1 >> 1;
    }
}

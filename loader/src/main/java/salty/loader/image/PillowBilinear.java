package salty.loader.image;

import java.util.Arrays;

/**
 * Pillow's {@code resize(size, BILINEAR)} ({@code Resample.c}): a triangle filter in 8-bit fixed point, first along
 * the rows, then along the columns, rounded to 8 bits in between. The filter spans one source pixel either side when
 * enlarging and one destination pixel when shrinking.
 */
final class PillowBilinear {

    /** 32 bits, less 8 of the sample and 2 for overshoot of filters with negative lobes. */
    private static final int PRECISION_BITS = 22;

    private PillowBilinear() {}

    static RgbImage resize(RgbImage image, int width, int height) {
        RgbImage result = image;
        if (width != image.width()) {
            result = alongRows(result, Taps.of(image.width(), width));
        }
        if (height != image.height()) {
            result = alongColumns(result, Taps.of(image.height(), height));
        }
        return result;
    }

    /** For each destination position the first source position, and its fixed-point weights from there on. */
    private record Taps(int[] first, int[][] weights) {

        static Taps of(int in, int out) {
            double scale = (double) in / out;
            double support = Math.max(scale, 1);
            int[] first = new int[out];
            int[][] weights = new int[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(in, (int) (centre + support + 0.5));
                weights[i] = normalized(first[i], end, centre, 1 / support);
            }
            return new Taps(first, weights);
        }

        private static int[] normalized(int first, int end, double centre, double inverseSupport) {
            double[] triangle = new double[end - first];
            double sum = 0;
            for (int k = 0; k < triangle.length; k++) {
                triangle[k] = Math.max(0, 1 - Math.abs((k + first - centre + 0.5) * inverseSupport));
                sum += triangle[k];
            }
            int[] weights = new int[triangle.length];
            for (int k = 0; k < weights.length; k++) {
                weights[k] = (int) (0.5 + triangle[k] / sum * (1 << PRECISION_BITS));
            }
            return weights;
        }
    }

    private static RgbImage alongRows(RgbImage image, Taps taps) {
        int width = taps.first.length;
        byte[] in = image.rgb();
        byte[] out = new byte[3 * width * image.height()];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = 3 * y * image.width();
            for (int x = 0; x < width; x++) {
                at = pixel(in, row + 3 * taps.first[x], taps.weights[x], out, at);
            }
        }
        return new RgbImage(width, image.height(), out);
    }

    private static int pixel(byte[] in, int from, int[] weights, byte[] out, int at) {
        int red = 1 << (PRECISION_BITS - 1);
        int green = red;
        int blue = red;
        int i = from;
        for (int weight : weights) {
            red += (in[i] & 0xff) * weight;
            green += (in[i + 1] & 0xff) * weight;
            blue += (in[i + 2] & 0xff) * weight;
            i += 3;
        }
        out[at] = clip(red);
        out[at + 1] = clip(green);
        out[at + 2] = clip(blue);
        return at + 3;
    }

    private static RgbImage alongColumns(RgbImage image, Taps taps) {
        int height = taps.first.length;
        int stride = 3 * image.width();
        byte[] in = image.rgb();
        byte[] out = new byte[stride * height];
        int[] sums = new int[stride];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << (PRECISION_BITS - 1));
            int row = taps.first[y] * stride;
            for (int weight : taps.weights[y]) {
                for (int x = 0; x < stride; x++) {
                    sums[x] += (in[row + x] & 0xff) * weight;
                }
                row += stride;
            }
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = clip(sums[x]);
            }
        }
        return new RgbImage(image.width(), height, out);
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}

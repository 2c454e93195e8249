package salty.loader.image;

/**
 * Chroma with half the rows and all the columns (4:4:0, what turning a 4:2:2 photograph without recoding it leaves).
 *
 * <p>The JDK's libjpeg repeats such rows, where today's libjpeg-turbo, and so Pillow, blends neighbours 3:1
 * ({@code h1v2_fancy_upsample}); up to a dozen levels lie between. Repeated rows can be blended afterwards. A JDK built
 * with libjpeg-turbo has done it already, and is recognized by rows that differ.
 */
final class JpegRows {

    private JpegRows() {}

    /**
     * Blends the repeated rows of all components that have half the rows.
     *
     * @param samples {@code (height, width, components)}, changed in place
     * @param samplingFactors a component's horizontal factor in the high, its vertical one in the low four bits
     */
    static void smooth(byte[] samples, int width, int height, byte[] samplingFactors) {
        int widest = 0;
        int highest = 0;
        for (byte factors : samplingFactors) {
            widest = Math.max(widest, factors >> 4 & 15);
            highest = Math.max(highest, factors & 15);
        }
        for (int c = 0; c < samplingFactors.length; c++) {
            boolean halfHeight = (samplingFactors[c] >> 4 & 15) == widest && (samplingFactors[c] & 15) * 2 == highest;
            if (halfHeight && repeated(samples, c, samplingFactors.length, width, height)) {
                smooth(samples, c, samplingFactors.length, width, height);
            }
        }
    }

    private static boolean repeated(byte[] samples, int component, int stride, int width, int height) {
        int rowLength = width * stride;
        for (int y = 0; y + 1 < height; y += 2) {
            for (int at = y * rowLength + component, end = at + rowLength; at < end; at += stride) {
                if (samples[at] != samples[at + rowLength]) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void smooth(byte[] samples, int component, int stride, int width, int height) {
        int[] above = row(samples, component, stride, width, 0);
        int[] here = above;
        for (int y = 0; y < height; y += 2) {
            int[] below = y + 2 < height ? row(samples, component, stride, width, y + 2) : here;
            int at = y * width * stride + component;
            for (int x = 0; x < width; x++, at += stride) {
                samples[at] = (byte) (3 * here[x] + above[x] + 1 >> 2);
                if (y + 1 < height) {
                    samples[at + width * stride] = (byte) (3 * here[x] + below[x] + 2 >> 2);
                }
            }
            above = here;
            here = below;
        }
    }

    private static int[] row(byte[] samples, int component, int stride, int width, int y) {
        int[] row = new int[width];
        for (int x = 0, at = y * width * stride + component; x < width; x++, at += stride) {
            row[x] = samples[at] & 0xff;
        }
        return row;
    }
}

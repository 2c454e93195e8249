package salty.loader.image;

/** Pillow's nearest neighbour ({@code ImagingScaleAffine}): the pixel under the centre of the destination pixel. */
final class NearestPixel {

    private NearestPixel() {}

    static RgbImage resize(RgbImage image, int width, int height) {
        int[] columns = sources(image.width(), width);
        int[] rows = sources(image.height(), height);
        byte[] in = image.rgb();
        byte[] out = new byte[3 * width * height];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int row = 3 * rows[y] * image.width();
            for (int x = 0; x < width; x++, at += 3) {
                int from = row + 3 * columns[x];
                out[at] = in[from];
                out[at + 1] = in[from + 1];
                out[at + 2] = in[from + 2];
            }
        }
        return new RgbImage(width, height, out);
    }

    /**
     * {@code floor((i + 0.5) * in / out)} for each {@code i}. Pillow adds up the step instead of multiplying, which
     * rounds differently where a centre falls on the border of two pixels; so does this.
     */
    private static int[] sources(int in, int out) {
        int[] sources = new int[out];
        double step = (double) in / out;
        double centre = step * 0.5;
        for (int i = 0; i < out; i++) {
            sources[i] = Math.min((int) centre, in - 1);
            centre += step;
        }
        return sources;
    }
}

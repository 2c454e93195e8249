package salty.loader.image;

/**
 * Planes of half the size in chroma to RGB, as libwebp does: each pixel's chroma is the mean of the four around it,
 * weighed 9:3:3:1 ("fancy upsampling"), converted by BT.601's studio range in 14-bit fixed point.
 */
final class Vp8Color {

    private Vp8Color() {}

    static RgbImage toRgb(Vp8Plane luma, Vp8Plane blue, Vp8Plane red, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        int columns = width + 1 >> 1;
        int lastRow = (height + 1 >> 1) - 1;
        int[] u = new int[width];
        int[] v = new int[width];
        for (int y = 0; y < height; y++) {
            // Even rows lie nearer to the chroma row above them, odd ones to the one below.
            int near = y >> 1;
            int far = Math.clamp((y & 1) == 0 ? near - 1 : near + 1, 0, lastRow);
            upsample(blue, near, far, columns, u);
            upsample(red, near, far, columns, v);
            int at = 3 * y * width;
            for (int x = 0; x < width; x++, at += 3) {
                int bright = luma.get(luma.at(x, y)) * 19077 >> 8;
                rgb[at] = clip(bright + (v[x] * 26149 >> 8) - 14234);
                rgb[at + 1] = clip(bright - (u[x] * 6419 >> 8) - (v[x] * 13320 >> 8) + 8708);
                rgb[at + 2] = clip(bright + (u[x] * 33050 >> 8) - 17685);
            }
        }
        return new RgbImage(width, height, rgb);
    }

    /** A row of chroma at full width. The mean of four is rounded in two steps. */
    private static void upsample(Vp8Plane plane, int near, int far, int columns, int[] row) {
        int nearRow = plane.at(0, near);
        int farRow = plane.at(0, far);
        row[0] = 3 * plane.get(nearRow) + plane.get(farRow) + 2 >> 2;
        for (int x = 1; x < columns; x++) {
            int nearLeft = plane.get(nearRow + x - 1);
            int nearRight = plane.get(nearRow + x);
            int farLeft = plane.get(farRow + x - 1);
            int farRight = plane.get(farRow + x);
            int sum = nearLeft + nearRight + farLeft + farRight + 8;
            row[2 * x - 1] = (sum + 2 * (nearRight + farLeft) >> 3) + nearLeft >> 1;
            if (2 * x < row.length) {
                row[2 * x] = (sum + 2 * (nearLeft + farRight) >> 3) + nearRight >> 1;
            }
        }
        if ((row.length & 1) == 0) {
            row[row.length - 1] = 3 * plane.get(nearRow + columns - 1) + plane.get(farRow + columns - 1) + 2 >> 2;
        }
    }

    private static byte clip(int value) {
        return (byte) Math.clamp(value >> 6, 0, 255);
    }
}

package salty.vision.skin;

/**
 * The median over a square window, with a histogram that slides along each row (Huang, Yang and Tang, 1979): entering a
 * pixel costs one column. The window is clipped at the border; of an even number of values the lower middle one is
 * taken.
 */
final class MedianFilter {

    /** Values lie between plus and minus this. */
    private static final int RANGE = 256;

    private final int[] histogram = new int[2 * RANGE];
    private int count;
    private int median;
    private int below;

    private MedianFilter() {
    }

    /**
     * Filters a plane.
     *
     * @param values {@code (height, width)}, between -256 and 255
     * @param radius the window reaches so far to each side
     */
    static int[] apply(int[] values, int width, int height, int radius) {
        int[] filtered = new int[values.length];
        for (int y = 0; y < height; y++) {
            MedianFilter window = new MedianFilter();
            int top = Math.max(0, y - radius);
            int bottom = Math.min(height - 1, y + radius);
            for (int x = 0; x < Math.min(radius, width); x++) {
                window.column(values, width, x, top, bottom, 1);
            }
            for (int x = 0; x < width; x++) {
                if (x + radius < width) {
                    window.column(values, width, x + radius, top, bottom, 1);
                }
                if (x - radius - 1 >= 0) {
                    window.column(values, width, x - radius - 1, top, bottom, -1);
                }
                filtered[y * width + x] = window.find() - RANGE;
            }
        }
        return filtered;
    }

    private void column(int[] values, int width, int x, int top, int bottom, int sign) {
        for (int y = top; y <= bottom; y++) {
            int bin = values[y * width + x] + RANGE;
            histogram[bin] += sign;
            below += bin < median ? sign : 0;
        }
        count += sign * (bottom - top + 1);
    }

    /** Moves from the last median to the present one; {@code below} counts the values under it. */
    private int find() {
        int rank = (count - 1) / 2;
        while (below > rank) {
            median--;
            below -= histogram[median];
        }
        while (below + histogram[median] <= rank) {
            below += histogram[median];
            median++;
        }
        return median;
    }
}

package salty.loader.graph;

import java.util.Arrays;

/**
 * How an axis is resized: which old elements, with which shares, make a new one. The settings are those of ONNX'
 * Resize, which has TensorFlow's ways among its own.
 *
 * @param attributes {@code mode}, {@code coordinate_transformation_mode}, {@code nearest_mode} and so on
 * @param from       the old extent
 * @param to         the new extent
 * @param scale      new elements for one old one
 * @param start      where the region begins that is kept, as a share of the axis
 * @param end        where it ends
 */
public record Interpolation(Attributes attributes, int from, int to, double scale, double start, double end)
        implements Resampling.Shares {

    /** Whether nothing changes. */
    public boolean isIdentity() {
        return from == to && scale == 1 && start == 0 && end == 1;
    }

    @Override
    public void fill(int index, double[] shares) {
        double x = position(index);
        if (isCropped() && isOutside(x)) {
            return;
        }
        switch (attributes.text("mode", "nearest")) {
            case "nearest" -> shares[Math.clamp(nearest(x), 0, from - 1)] = 1;
            case "linear" -> spread(x, 1, shares);
            case "cubic" -> spread(x, 2, shares);
            case String other -> throw new IllegalArgumentException("interpolates by " + other
                    + ", which is not supported");
        }
    }

    /** 1 for new elements that lie within the old ones, 0 for those that get a value of their own. */
    public float[] inside() {
        float[] inside = new float[to];
        for (int i = 0; i < to; i++) {
            inside[i] = isOutside(position(i)) ? 0 : 1;
        }
        return inside;
    }

    private boolean isCropped() {
        return mode().equals("tf_crop_and_resize");
    }

    private boolean isOutside(double x) {
        return x < 0 || x > from - 1;
    }

    private String mode() {
        return attributes.text("coordinate_transformation_mode", "half_pixel");
    }

    /** Where a new element lies among the old ones. */
    private double position(int i) {
        double length = scale * from;
        return switch (mode()) {
            case "half_pixel" -> (i + .5) / scale - .5;
            case "half_pixel_symmetric" -> {
                double centre = from / 2.0;
                yield centre * (1 - to / length) + (i + .5) / scale - .5;
            }
            case "pytorch_half_pixel" -> length > 1 ? (i + .5) / scale - .5 : 0;
            case "align_corners" -> length == 1 ? 0 : i * (from - 1) / (length - 1);
            case "asymmetric" -> i / scale;
            case "tf_half_pixel_for_nn" -> (i + .5) / scale;
            case "tf_crop_and_resize" -> length > 1
                    ? start * (from - 1) + i * (end - start) * (from - 1) / (length - 1)
                    : .5 * (start + end) * (from - 1);
            case String other -> throw new IllegalArgumentException("has coordinates " + other
                    + ", which are not supported");
        };
    }

    private int nearest(double x) {
        return (int) switch (attributes.text("nearest_mode", "round_prefer_floor")) {
            case "round_prefer_floor" -> Math.ceil(x - .5);
            case "round_prefer_ceil" -> Math.floor(x + .5);
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            case String other -> throw new IllegalArgumentException("has the nearest_mode " + other
                    + ", which is not supported");
        };
    }

    /**
     * Shares by a kernel's height over the distance. Where the axis shrinks and antialias is set, the kernel is as much
     * wider.
     *
     * @param reach how far the kernel reaches to each side
     */
    private void spread(double x, int reach, double[] shares) {
        double narrow = attributes.flag("antialias") ? Math.min(1, scale) : 1;
        boolean excluded = attributes.flag("exclude_outside");
        double sum = 0;
        for (int i = (int) Math.floor(x - reach / narrow); i <= Math.ceil(x + reach / narrow); i++) {
            double share = kernel(Math.abs(x - i) * narrow, reach);
            if (i < 0 || i >= from) {
                share = excluded ? 0 : share;
            }
            shares[Math.clamp(i, 0, from - 1)] += share;
            sum += share;
        }
        double whole = sum;
        Arrays.setAll(shares, i -> shares[i] / whole);
    }

    /** A triangle, or Keys' cubic (1981, equation 4). */
    private double kernel(double d, int reach) {
        if (reach == 1) {
            return Math.max(0, 1 - d);
        }
        double a = attributes.real("cubic_coeff_a", -.75);
        return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }
}

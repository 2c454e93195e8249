package salty.loader.keras.layers;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A weight in a file, not read yet.
 *
 * @param name   its full name in the file
 * @param shape  its dimensions there
 * @param values reads it: little-endian float32, row-major
 */
public record StoredWeight(String name, int[] shape, Supplier<MemorySegment> values) {

    private static final Pattern SUFFIX = Pattern.compile("(_\\d+)?(:\\d+)?$");

    /**
     * What the weight is to its layer, by the last part of its name: {@code kernel}, {@code bias}, {@code gamma}, ....
     * Names of Keras 1 are translated; {@code running_std} is the variance there, whatever it is called.
     */
    public String role() {
        String last = name.substring(name.lastIndexOf('/') + 1);
        String bare = SUFFIX.matcher(last).replaceFirst("");
        return switch (bare) {
            case "W" -> "kernel";
            case "b" -> "bias";
            case "running_mean" -> "moving_mean";
            case "running_std", "running_var" -> "moving_variance";
            default -> keras1Role(bare);
        };
    }

    /** Keras 1 joins layer and role with an underscore: {@code convolution2d_1_W:0}. */
    private static String keras1Role(String bare) {
        for (String[] ending : new String[][] {{"_W", "kernel"}, {"_b", "bias"}, {"_gamma", "gamma"}, {"_beta", "beta"},
            {"_running_mean", "moving_mean"}, {"_running_std", "moving_variance"}, {"_alphas", "alpha"}}) {
            if (bare.endsWith(ending[0])) {
                return ending[1];
            }
        }
        return bare;
    }

    /** The shape as {@code (3, 3, 64, 128)}. */
    public String shapeText() {
        return shapeText(shape);
    }

    public static String shapeText(int[] shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}

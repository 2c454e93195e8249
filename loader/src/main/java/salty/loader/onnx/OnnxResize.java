package salty.loader.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Interpolation;
import salty.loader.graph.Known;
import salty.loader.graph.Resampling;
import salty.loader.graph.Value;

/** Resize with its modes, and the Upsample that it followed, axis by axis. */
final class OnnxResize {

    private OnnxResize() {
    }

    /** From version 11 on; in version 10 the scales were the second input, and pixels were asymmetric. */
    static Value resize(Call call) {
        if (call.version() < 11) {
            return upsample(call);
        }
        Value x = call.input(0);
        Attributes attributes = call.attributes();
        int[] axes = attributes.has("axes")
                ? Arrays.stream(attributes.wholes("axes")).mapToInt(x::axis).toArray()
                : IntStream.range(0, x.rank()).toArray();
        boolean sized = call.has(3) && call.known(3).size() > 0;
        double[] scales = sized ? scales(x, axes, call.known(3).reals(), policy(attributes))
                : call.known(2).reals();
        if (scales.length != axes.length) {
            throw new IllegalArgumentException("has " + scales.length + " scales for " + axes.length + " axes");
        }
        boolean cropped = attributes.text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize");
        double[] roi = cropped ? call.known(1).reals() : new double[2 * axes.length];
        if (roi.length != 2 * axes.length) {
            throw new IllegalArgumentException("has a region of " + roi.length + " bounds for " + axes.length
                    + " axes");
        }
        Value y = x;
        Value inside = null;
        for (int i = 0; i < axes.length; i++) {
            int from = x.dims()[axes[i]];
            boolean exact = sized && policy(attributes).equals("stretch");
            int to = exact ? (int) call.known(3).whole(i) : sized ? (int) Math.round(from * scales[i])
                    : (int) Math.floor(from * scales[i] + 1e-9);
            Interpolation axis = new Interpolation(attributes, from, to, scales[i],
                    cropped ? roi[i] : 0, cropped ? roi[axes.length + i] : 1);
            if (axis.isIdentity()) {
                continue;
            }
            y = Resampling.along(y, axes[i], Resampling.matrix(from, to, axis));
            if (cropped) {
                int[] along = new int[x.rank()];
                Arrays.fill(along, 1);
                along[axes[i]] = to;
                Value own = Known.reals(new int[] {to}, axis.inside()).reshaped(along);
                inside = inside == null ? own : Arithmetic.multiply(inside, own);
            }
        }
        if (inside == null) {
            return y;
        }
        Known one = Known.reals(new int[0], 1);
        Known outer = Known.reals(new int[0], (float) attributes.real("extrapolation_value", 0));
        return Arithmetic.add(Arithmetic.multiply(y, inside),
                Arithmetic.multiply(Arithmetic.subtract(one, inside), outer));
    }

    /** What was left of Resize' settings before version 11. */
    static Value upsample(Call call) {
        Value x = call.input(0);
        double[] scales = call.has(1) ? call.known(1).reals() : call.attributes().reals("scales");
        if (scales.length != x.rank()) {
            throw new IllegalArgumentException("has " + scales.length + " scales for " + x.rank() + " axes");
        }
        Attributes old = new Attributes(Map.of("mode", call.attributes().text("mode", "nearest"),
                "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"));
        Value y = x;
        for (int i = 0; i < scales.length; i++) {
            int from = x.dims()[i];
            int to = (int) Math.floor(from * scales[i] + 1e-9);
            Interpolation axis = new Interpolation(old, from, to, scales[i], 0, 1);
            y = axis.isIdentity() ? y : Resampling.along(y, i, Resampling.matrix(from, to, axis));
        }
        return y;
    }

    private static String policy(Attributes attributes) {
        return attributes.text("keep_aspect_ratio_policy", "stretch");
    }

    /** The factors that give the wanted sizes, or one for all axes where the ratio of sides is kept. */
    private static double[] scales(Value x, int[] axes, double[] sizes, String policy) {
        if (sizes.length != axes.length) {
            throw new IllegalArgumentException("has " + sizes.length + " sizes for " + axes.length + " axes");
        }
        double[] scales = IntStream.range(0, axes.length).mapToDouble(i -> sizes[i] / x.dims()[axes[i]]).toArray();
        if (!policy.equals("stretch")) {
            double one = policy.equals("not_larger") ? Arrays.stream(scales).min().orElse(1)
                    : Arrays.stream(scales).max().orElse(1);
            Arrays.fill(scales, one);
        }
        return scales;
    }
}

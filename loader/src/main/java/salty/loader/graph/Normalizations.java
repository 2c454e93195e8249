package salty.loader.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Window;

/** Batch, instance, group and layer normalization, and local response normalization. */
public final class Normalizations {

    private Normalizations() {
    }

    /**
     * A batch normalization as it runs after training: one product and one sum a channel, whose numbers are computed
     * here in float64 where the statistics are constants.
     *
     * @param parameters gamma, beta, mean and variance, vectors
     */
    public static Value batch(Call call, Value x, int axis, Value[] parameters, double epsilon) {
        String[] roles = {"gamma", "beta", "moving_mean", "moving_variance"};
        for (int i = 0; i < roles.length; i++) {
            if (parameters[i] instanceof Known known) {
                call.weight(roles[i], known.node());
            }
        }
        Value scale;
        Value shift;
        if (Arrays.stream(parameters).allMatch(Known.class::isInstance)) {
            double[][] p = Arrays.stream(parameters).map(value -> ((Known) value).reals()).toArray(double[][]::new);
            int channels = p[0].length;
            if (Arrays.stream(p).anyMatch(values -> values.length != channels)) {
                throw new IllegalArgumentException("has statistics of different lengths");
            }
            float[] scales = new float[channels];
            float[] shifts = new float[channels];
            for (int c = 0; c < channels; c++) {
                double factor = p[0][c] / Math.sqrt(p[3][c] + epsilon);
                scales[c] = (float) factor;
                shifts[c] = (float) (p[1][c] - p[2][c] * factor);
            }
            scale = Known.reals(new int[] {channels}, scales);
            shift = Known.reals(new int[] {channels}, shifts);
        } else {
            scale = Arithmetic.multiply(parameters[0], inverseRoot(parameters[3], epsilon));
            shift = Arithmetic.subtract(parameters[1], Arithmetic.multiply(parameters[2], scale));
        }
        return scaled(x, axis, scale, shift);
    }

    /** Normalises along axes by their own mean and variance. */
    public static Value normalised(Value x, int[] axes, double epsilon) {
        Value centred = Arithmetic.subtract(x, Reductions.mean(x, axes, true));
        Value variance = Reductions.mean(Arithmetic.multiply(centred, centred), axes, true);
        return Arithmetic.multiply(centred, inverseRoot(variance, epsilon));
    }

    /**
     * Normalises groups of channels of values {@code (n, c, ...)}, with a factor and a summand a channel.
     *
     * @param groups c of an instance normalization
     */
    public static Value group(Value x, int groups, Value scale, Value shift, double epsilon) {
        int[] dims = x.dims();
        int n = dims[0];
        if (groups < 1 || dims[1] % groups != 0) {
            throw new IllegalArgumentException("has " + groups + " groups of " + dims[1] + " channels");
        }
        Value grouped = x.reshaped(n, groups, Math.toIntExact(x.size() / n / groups));
        return scaled(normalised(grouped, new int[] {2}, epsilon).reshaped(dims), 1, scale, shift);
    }

    /** A product and a sum with vectors along an axis. */
    public static Value scaled(Value x, int axis, Value scale, Value shift) {
        int[] along = new int[x.rank()];
        Arrays.fill(along, 1);
        along[axis] = x.dims()[axis];
        return Arithmetic.add(Arithmetic.multiply(x, scale.reshaped(along)), shift.reshaped(along));
    }

    private static Value inverseRoot(Value variance, double epsilon) {
        return Arithmetic.map(variance, v -> Power.of(Affine.of(v, 1, (float) epsilon), -.5f));
    }

    /**
     * {@code x[c] / (bias + factor * sum of x^2 over the channels around c)^beta}; the sum is a 1x1 convolution with a
     * band of ones.
     *
     * @param before the channels before c that count
     * @param after  those after it
     */
    public static Node localResponse(Node x, int before, int after, double bias, double factor, double beta) {
        int channels = x.shape().dim(3);
        float[] band = new float[Math.multiplyExact(channels, channels)];
        for (int c = 0; c < channels; c++) {
            int to = c;
            IntStream.rangeClosed(Math.max(0, c - before), Math.min(channels - 1, c + after))
                    .forEach(other -> band[other * channels + to] = 1);
        }
        Node squares = Conv2d.of(Mul.of(x, x), Constant.of(Shape.of(1, 1, channels, channels), band),
                Window.valid(1, 1, 1));
        return Mul.of(x, Power.of(Affine.of(squares, (float) factor, (float) bias), (float) -beta));
    }
}

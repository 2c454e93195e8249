package salty.loader.image;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Constant;

/**
 * What a network remembers of the pictures that it was trained on. A batch normalisation keeps the mean of all it saw;
 * behind the first convolution that mean is, for filter {@code k}, {@code bias(k) + sum over c of mean(c) * w(c, k)},
 * where {@code w(c, k)} is the sum of the filter's weights for channel {@code c}. There are many more filters than
 * channels, so least squares gives the pixels' means back: near 120 where they were 0 to 255, near 0 where they were
 * centred.
 */
public final class TrainingPixels {
    private static final int MAX_CHANNELS = 4;
    /** The part of the means' sum of squares that the pixels' means have to explain. */
    private static final double FIT = 0.9;

    private TrainingPixels() {}

    /** The mean of each channel; empty where the first two layers with weights do not tell. */
    public static Optional<double[]> means(Model model) {
        Iterator<Layer> weighted = model.layers().values().stream().filter(layer -> layer.parameters() > 0).iterator();
        Layer first = weighted.hasNext() ? weighted.next() : null;
        Layer second = weighted.hasNext() ? weighted.next() : null;
        if (second == null || !first.type().equals("Conv2D") || first.output() != first.preactivation()
                || !second.weights().containsKey("moving_mean") || !reads(second.output(), first.output())) {
            return Optional.empty();
        }
        Tensor kernel = constant(first.weights(), "kernel");
        Tensor seen = constant(second.weights(), "moving_mean");
        int channels = kernel == null ? 0 : kernel.shape().dim(2);
        if (seen == null || channels != model.input().shape().dim(-1) || channels > MAX_CHANNELS
                || !seen.shape().equals(Shape.of(kernel.shape().dim(3)))) {
            return Optional.empty();
        }
        return solved(sums(kernel), withoutBias(seen, constant(first.weights(), "bias")));
    }

    /** Whether a normalisation, one product and one sum, is of this very value. */
    private static boolean reads(Node normalised, Node x) {
        return normalised.inputs().stream().anyMatch(scaled -> scaled.inputs().contains(x));
    }

    private static Tensor constant(Map<String, Node> weights, String name) {
        return weights.containsKey(name) && weights.get(name).op() instanceof Constant(Tensor value) ? value : null;
    }

    /** The sum of every filter's weights for every channel, {@code [filter][channel]}. */
    private static double[][] sums(Tensor kernel) {
        int channels = kernel.shape().dim(2);
        int filters = kernel.shape().dim(3);
        double[][] sums = new double[filters][channels];
        float[] values = kernel.toArray();
        for (int i = 0; i < values.length; i++) {
            sums[i % filters][i / filters % channels] += values[i];
        }
        return sums;
    }

    private static double[] withoutBias(Tensor means, Tensor bias) {
        double[] values = new double[means.shape().dim(0)];
        for (int i = 0; i < values.length; i++) {
            values[i] = means.get(i) - (bias == null ? 0 : bias.get(i));
        }
        return values;
    }

    /** The least-squares solution of {@code a x = b}, if it explains b. */
    private static Optional<double[]> solved(double[][] a, double[] b) {
        int n = a[0].length;
        double[][] normal = new double[n][n + 1];
        double whole = 0;
        for (int row = 0; row < a.length; row++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    normal[i][j] += a[row][i] * a[row][j];
                }
                normal[i][n] += a[row][i] * b[row];
            }
            whole += b[row] * b[row];
        }
        double[] x = eliminated(normal);
        double rest = 0;
        for (int row = 0; row < a.length; row++) {
            double error = b[row];
            for (int i = 0; i < n; i++) {
                error -= a[row][i] * x[i];
            }
            rest += error * error;
        }
        return whole > 0 && rest < (1 - FIT) * whole ? Optional.of(x) : Optional.empty();
    }

    /**
     * Gauss' elimination of a positive definite system, its right side the last column; NaN if it has no one solution.
     */
    private static double[] eliminated(double[][] system) {
        int n = system.length;
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = 0; row < n; row++) {
                double factor = row == pivot ? 0 : system[row][pivot] / system[pivot][pivot];
                for (int column = pivot; column <= n; column++) {
                    system[row][column] -= factor * system[pivot][column];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = system[i][n] / system[i][i];
        }
        return x;
    }
}

package salty.engine.train;

import java.util.Map;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;

/**
 * Batch normalisation while training (Ioffe and Szegedy, 2015, algorithm 1): each channel is normalised by the mean and
 * the biased variance of the batch, which the moving averages follow as in Keras 3:
 * <pre>
 *   y       = gamma (x - mean) / sqrt(variance + epsilon) + beta
 *   moving' = momentum moving + (1 - momentum) batch's
 * </pre>
 *
 * @param output y, of x's shape; differentiable through the batch's statistics
 * @param next   what the moving mean and variance become
 */
public record BatchNormalization(Node output, Map<Node, Node> next) {
    /**
     * @param gamma    the learned scale {@code (c)}
     * @param beta     the learned shift {@code (c)}
     * @param mean     the moving mean, an input {@code (c)}
     * @param variance the moving variance, an input {@code (c)}
     * @param momentum how much of a moving average stays, Keras' 0.99
     * @param epsilon  keeps the quotient finite, Keras' 0.001
     */
    public record Statistics(Node gamma, Node beta, Node mean, Node variance, double momentum, double epsilon) {}

    /** Normalises {@code (..., c)} along all axes but the last. */
    public static BatchNormalization training(Node x, Statistics layer) {
        Shape all = x.shape();
        Node mean = mean(x);
        Node centred = centred(x, mean);
        Node variance = variance(x, mean);
        Node inverse = Power.of(Affine.of(variance, 1, (float) layer.epsilon), -.5f);
        Node normal = Mul.of(centred, Broadcast.of(inverse, all));
        Node output = Mul.of(normal, Broadcast.channels(layer.gamma, all)).plus(Broadcast.channels(layer.beta, all));
        return new BatchNormalization(output, Map.of(
                layer.mean, followed(layer.mean, mean, layer.momentum),
                layer.variance, followed(layer.variance, variance, layer.momentum)));
    }

    /** The mean of each channel of {@code (..., c)}, its other axes of size 1. */
    static Node mean(Node x) {
        Shape all = x.shape();
        return Affine.of(Sum.of(x, IntStream.range(0, all.rank() - 1).toArray()), 1f / (all.size() / all.dim(-1)), 0);
    }

    /** The biased variance of each channel, in the shape of their means. */
    static Node variance(Node x, Node mean) {
        Node centred = centred(x, mean);
        return mean(Mul.of(centred, centred));
    }

    private static Node centred(Node x, Node mean) {
        return x.plus(Affine.of(Broadcast.of(mean, x.shape()), -1, 0));
    }

    /** What a moving average becomes. */
    static Node followed(Node moving, Node batch, double momentum) {
        return Affine.of(moving, (float) momentum, 0)
                .plus(Affine.of(Reshape.of(batch, moving.shape()), (float) (1 - momentum), 0));
    }
}

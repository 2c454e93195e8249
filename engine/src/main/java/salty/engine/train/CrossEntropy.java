package salty.engine.train;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Fill;
import salty.engine.op.LogSoftmax;
import salty.engine.op.Mul;
import salty.engine.op.Sum;

/**
 * Cross-entropy on logits, as Keras computes {@code categorical_crossentropy} and {@code binary_crossentropy} with
 * {@code from_logits=True}, {@code label_smoothing} and {@code class_weight}:
 * <pre>
 *   s[n,k]    = t[n,k] (1 - a) + a / classes
 *   weight[n] = sum over k of t[n,k] w[k]
 *   loss      = -1/n sum over n of weight[n] sum over k of s[n,k] ln softmax(z[n])[k]
 * </pre>
 * The mean is over the batch, not over the weights. A row of zero targets under class weights counts for nothing.
 *
 * @param smoothing    a, the share of a label that is spread over all classes, 0 for none
 * @param classWeights w, one a class; empty for equal ones
 */
public record CrossEntropy(float smoothing, List<Float> classWeights) {
    public CrossEntropy {
        classWeights = List.copyOf(classWeights);
        if (smoothing < 0 || smoothing >= 1) {
            throw new IllegalArgumentException("label smoothing must be at least 0 and below 1, got " + smoothing);
        }
    }

    /** Without smoothing and weights. */
    public CrossEntropy() {
        this(0, List.of());
    }

    /**
     * The loss of several classes.
     *
     * @param logits  z, {@code (n, classes)}, before the softmax
     * @param targets t, {@code (n, classes)}: one-hot labels
     * @return a scalar
     */
    public Node categorical(Node logits, Node targets) {
        int classes = logits.shape().dim(1);
        Node smoothed = Affine.of(targets, 1 - smoothing, smoothing / classes);
        Node losses = Sum.of(Mul.of(smoothed, LogSoftmax.of(logits)), 1);
        Node weighted = classWeights.isEmpty() ? losses : Mul.of(losses, weights(targets));
        return Affine.of(Sum.all(weighted), -1f / logits.shape().dim(0), 0);
    }

    /**
     * The loss of a single unit: that of two classes whose first has the logit 0, which is stable for any z.
     *
     * @param logits  z, {@code (n, 1)}, before the sigmoid
     * @param targets t, {@code (n, 1)}, 1 for the second class
     * @return a scalar
     */
    public Node binary(Node logits, Node targets) {
        Node zero = Fill.of(logits.shape(), 0);
        return categorical(Concat.of(List.of(zero, logits), 1),
                Concat.of(List.of(Affine.of(targets, -1, 1), targets), 1));
    }

    private Node weights(Node targets) {
        int classes = targets.shape().dim(1);
        if (classWeights.size() != classes) {
            throw new IllegalArgumentException("there are " + classes + " classes, got " + classWeights.size()
                    + " class weights");
        }
        float[] values = new float[classes];
        for (int i = 0; i < classes; i++) {
            values[i] = classWeights.get(i);
        }
        Node repeated = Broadcast.channels(Constant.of(Shape.of(classes), values), targets.shape());
        return Sum.of(Mul.of(targets, repeated), 1);
    }
}

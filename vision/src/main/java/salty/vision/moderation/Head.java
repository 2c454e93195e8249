package salty.vision.moderation;

import salty.engine.graph.Node;
import salty.engine.op.Op;
import salty.engine.op.Reshape;
import salty.engine.op.Sigmoid;
import salty.engine.op.Softmax;

/** How a classifier's outputs are to be read as probabilities. */
public enum Head {

    /** Two or more classes of which one is true: a softmax. */
    SOFTMAX,

    /** One output, a sigmoid: the probability of class 1; class 0 has the rest. */
    BINARY_SIGMOID,

    /** A sigmoid for each of several classes, which may be true together. */
    INDEPENDENT_SIGMOIDS;

    /**
     * The head of a model with this output {@code (n, outputs)}.
     *
     * @throws IllegalArgumentException if it ends in neither a softmax nor a sigmoid, so that its outputs are no
     *         probabilities
     */
    public static Head of(Node output) {
        Node last = output;
        while (last.op() instanceof Reshape) {
            last = last.inputs().getFirst();
        }
        Op op = last.op();
        int outputs = output.shape().dim(-1);
        if (output.shape().rank() == 2 && op instanceof Softmax && outputs > 1) {
            return SOFTMAX;
        }
        if (output.shape().rank() == 2 && op instanceof Sigmoid) {
            return outputs == 1 ? BINARY_SIGMOID : INDEPENDENT_SIGMOIDS;
        }
        throw new IllegalArgumentException("the model ends in " + op.name() + " of shape " + output.shape()
                + ", which gives no class probabilities; a verdict needs a softmax or a sigmoid head (n, classes)");
    }

    /** The number of classes behind so many outputs. */
    public int classes(int outputs) {
        return this == BINARY_SIGMOID ? 2 : outputs;
    }

    /**
     * The probability of each class.
     *
     * @param outputs what the network computed for one picture
     * @throws ArithmeticException if one is not a finite number
     */
    public float[] probabilities(float[] outputs) {
        for (float output : outputs) {
            if (!Float.isFinite(output)) {
                throw new ArithmeticException("the model's output is not a finite number (" + output + ")");
            }
        }
        return this == BINARY_SIGMOID ? new float[] {1 - outputs[0], outputs[0]} : outputs.clone();
    }
}

package salty.engine.train;

import salty.engine.graph.Node;
import salty.engine.op.Affine;
import salty.engine.op.Mul;
import salty.engine.op.Sum;

/** Mean squared error, {@code 1/size sum of (y - t)^2}, over all elements, as in Keras. */
public final class MeanSquaredError {
    private MeanSquaredError() {}

    /**
     * @param outputs y, of any shape
     * @param targets t, of that shape
     * @return a scalar
     */
    public static Node of(Node outputs, Node targets) {
        Node difference = outputs.plus(Affine.of(targets, -1, 0));
        return Sum.mean(Mul.of(difference, difference));
    }
}

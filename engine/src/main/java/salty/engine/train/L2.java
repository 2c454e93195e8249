package salty.engine.train;

import java.util.Collection;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Fill;
import salty.engine.op.Mul;
import salty.engine.op.Sum;

/** Keras' {@code regularizers.L2}: {@code factor * sum of w^2}, a summand of the loss. */
public final class L2 {
    private L2() {}

    /**
     * @param weights what is to stay small
     * @param factor  PyTorch's {@code weight_decay} is twice this
     * @return a scalar
     */
    public static Node penalty(Collection<Node> weights, float factor) {
        Node sum = Fill.of(Shape.SCALAR, 0);
        for (Node weight : weights) {
            sum = sum.plus(Sum.all(Mul.of(weight, weight)));
        }
        return Affine.of(sum, factor, 0);
    }
}

package salty.engine.train;

import java.util.LinkedHashMap;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Fill;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Sum;

/** Bounds gradients before an update. */
public sealed interface GradientClipping {
    /** The bounded gradients, by the same keys. */
    Map<Node, Node> clip(Map<Node, Node> gradients);

    /** Leaves them as they are. */
    record None() implements GradientClipping {
        @Override
        public Map<Node, Node> clip(Map<Node, Node> gradients) {
            return gradients;
        }
    }

    /** Every element into {@code [-limit, limit]}: Keras' {@code clipvalue}, PyTorch's {@code clip_grad_value_}. */
    record ByValue(float limit) implements GradientClipping {
        @Override
        public Map<Node, Node> clip(Map<Node, Node> gradients) {
            Map<Node, Node> clipped = new LinkedHashMap<>();
            gradients.forEach((parameter, gradient) -> clipped.put(parameter, Clip.of(gradient, -limit, limit)));
            return clipped;
        }
    }

    /**
     * All gradients by one factor, {@code min(1, limit / (norm + 1e-6))} with the norm of all of them together:
     * PyTorch's {@code clip_grad_norm_}, Keras' {@code global_clipnorm} up to the 1e-6.
     */
    record ByGlobalNorm(float limit) implements GradientClipping {
        @Override
        public Map<Node, Node> clip(Map<Node, Node> gradients) {
            Node squares = Fill.of(Shape.SCALAR, 0);
            for (Node gradient : gradients.values()) {
                squares = squares.plus(Sum.all(Mul.of(gradient, gradient)));
            }
            Node inverse = Power.of(Affine.of(Power.of(squares, .5f), 1, 1e-6f), -1);
            Node factor = Clip.of(Affine.of(inverse, limit, 0), 0, 1);
            Map<Node, Node> clipped = new LinkedHashMap<>();
            gradients.forEach((parameter, gradient) -> clipped.put(parameter,
                    Mul.of(gradient, Broadcast.scalar(factor, gradient.shape()))));
            return clipped;
        }
    }
}

package salty.engine.train;

import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Mul;
import salty.engine.op.Power;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1), as PyTorch computes it, and
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019), where weights also shrink by
 * themselves:
 * <pre>
 *   m' = beta1 m + (1 - beta1) g           c1' = 1 - beta1^t
 *   v' = beta2 v + (1 - beta2) g^2         c2' = 1 - beta2^t
 *   w' = (1 - rate decay) w - rate / c1' * m' / (sqrt(v' / c2') + epsilon)
 * </pre>
 * Keras puts epsilon beside {@code sqrt(v')} instead. The corrections are carried as {@code c' = beta c + 1 - beta}, so
 * that the step counter is part of the state and small t lose no digits.
 *
 * @param beta1   how much of the mean gradient stays
 * @param beta2   how much of the mean square stays
 * @param epsilon keeps the quotient finite
 * @param decay   AdamW's weight decay, 0 for Adam
 */
public record Adam(double beta1, double beta2, double epsilon, double decay) implements Optimiser {
    /** Keras' values. */
    public Adam() {
        this(.9, .999, 1e-7, 0);
    }

    @Override
    public double defaultRate() {
        return .001;
    }

    @Override
    public Transition update(Map<Node, Node> gradients, Node rate) {
        Transition transition = new Transition();
        Node c1 = correction(transition, "adam/first_correction", beta1);
        Node c2 = correction(transition, "adam/second_correction", beta2);
        Node corrected = Mul.of(rate, Power.of(c1, -1));
        Node unbias = Power.of(c2, -.5f);
        Node kept = Affine.of(rate, (float) -decay, 1);
        gradients.forEach((parameter, g) -> {
            Shape shape = parameter.shape();
            Node m = transition.state(Optimiser.stateName(parameter, "mean"), shape, 0);
            Node v = transition.state(Optimiser.stateName(parameter, "mean_square"), shape, 0);
            Node mean = transition.becomes(m,
                    Affine.of(m, (float) beta1, 0).plus(Affine.of(g, (float) (1 - beta1), 0)));
            Node square = transition.becomes(v,
                    Affine.of(v, (float) beta2, 0).plus(Affine.of(Mul.of(g, g), (float) (1 - beta2), 0)));
            Node root = Mul.of(Power.of(square, .5f), Broadcast.scalar(unbias, shape));
            Node direction = Mul.of(mean, Power.of(Affine.of(root, 1, (float) epsilon), -1));
            Node shrunk = decay == 0 ? parameter : Mul.of(parameter, Broadcast.scalar(kept, shape));
            transition.becomes(parameter, Optimiser.descend(shrunk, direction, corrected));
        });
        return transition;
    }

    private static Node correction(Transition transition, String name, double beta) {
        Node c = transition.state(name, Shape.SCALAR, 0);
        return transition.becomes(c, Affine.of(c, (float) beta, (float) (1 - beta)));
    }
}

package salty.engine.train;

import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.op.Affine;
import salty.engine.op.Mul;
import salty.engine.op.Power;

/**
 * RMSprop (Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012), PyTorch's formula:
 * <pre>
 *   v' = decay v + (1 - decay) g^2
 *   u' = momentum u + g / (sqrt(v') + epsilon)
 *   w' = w - rate u'
 * </pre>
 * Keras has epsilon under the root and 0.9 for decay.
 *
 * @param decay    how much of the mean square stays; PyTorch's {@code alpha}, Keras' {@code rho}
 * @param momentum 0 for none
 * @param epsilon  keeps the quotient finite
 */
public record RmsProp(double decay, double momentum, double epsilon) implements Optimiser {
    /** With Keras' decay and epsilon, without momentum. */
    public RmsProp() {
        this(.9, 0, 1e-7);
    }

    @Override
    public double defaultRate() {
        return .001;
    }

    @Override
    public Transition update(Map<Node, Node> gradients, Node rate) {
        Transition transition = new Transition();
        gradients.forEach((parameter, g) -> {
            Node v = transition.state(Optimiser.stateName(parameter, "mean_square"), parameter.shape(), 0);
            Node square = Affine.of(Mul.of(g, g), (float) (1 - decay), 0);
            Node next = transition.becomes(v, Affine.of(v, (float) decay, 0).plus(square));
            Node root = Affine.of(Power.of(next, .5f), 1, (float) epsilon);
            Node direction = Mul.of(g, Power.of(root, -1));
            if (momentum != 0) {
                Node u = transition.state(Optimiser.stateName(parameter, "velocity"), parameter.shape(), 0);
                direction = transition.becomes(u, Affine.of(u, (float) momentum, 0).plus(direction));
            }
            transition.becomes(parameter, Optimiser.descend(parameter, direction, rate));
        });
        return transition;
    }
}

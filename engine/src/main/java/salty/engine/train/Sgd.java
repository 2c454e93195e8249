package salty.engine.train;

import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.op.Affine;

/**
 * Stochastic gradient descent with momentum, PyTorch's formula (Sutskever et al., "On the importance of initialization
 * and momentum in deep learning", 2013, with the rate outside of the velocity):
 * <pre>
 *   u' = momentum u + g
 *   w' = w - rate u'                    plain
 *   w' = w - rate (g + momentum u')     Nesterov
 * </pre>
 * Keras keeps {@code v = -rate u}, which is the same as long as the rate does not change.
 *
 * @param momentum 0 for none
 * @param nesterov whether the gradient looks ahead
 */
public record Sgd(double momentum, boolean nesterov) implements Optimiser {
    @Override
    public double defaultRate() {
        return .01;
    }

    @Override
    public Transition update(Map<Node, Node> gradients, Node rate) {
        Transition transition = new Transition();
        gradients.forEach((parameter, g) -> {
            Node direction = g;
            if (momentum != 0) {
                Node u = transition.state(Optimiser.stateName(parameter, "velocity"), parameter.shape(), 0);
                Node next = transition.becomes(u, Affine.of(u, (float) momentum, 0).plus(g));
                direction = nesterov ? g.plus(Affine.of(next, (float) momentum, 0)) : next;
            }
            transition.becomes(parameter, Optimiser.descend(parameter, direction, rate));
        });
        return transition;
    }
}

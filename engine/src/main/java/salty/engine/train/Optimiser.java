package salty.engine.train;

import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Input;
import salty.engine.op.Mul;

/** How parameters follow their gradients. An optimiser is a rule; its state is carried by the program. */
public sealed interface Optimiser permits Sgd, RmsProp, Adam {
    /**
     * One update.
     *
     * @param gradients the gradient of every parameter, an {@link Input}
     * @param rate      the learning rate, a scalar
     */
    Transition update(Map<Node, Node> gradients, Node rate);

    /** The rate for which Keras ships this optimiser. */
    double defaultRate();

    /** {@code parameter - rate * direction}. */
    static Node descend(Node parameter, Node direction, Node rate) {
        Node step = Mul.of(direction, Broadcast.scalar(Affine.of(rate, -1, 0), direction.shape()));
        return parameter.plus(step);
    }

    /** The name of a state that belongs to a parameter: {@code fc1/kernel/velocity}. */
    static String stateName(Node parameter, String state) {
        return ((Input) parameter.op()).label() + "/" + state;
    }
}

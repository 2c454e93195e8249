package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * One primitive of the engine, complete in its file: what it computes (in the Javadoc), its shape rule and its
 * gradient rule. An op holds attributes, never data; backends give it loops. The rules are written in the same ops, so
 * a gradient is more graph and can be differentiated, simplified and planned like any other.
 */
public sealed interface Op permits Input, Constant, Fill, Unary, Binary, Conv2d, Conv2dInputGradient,
        Conv2dFilterGradient, MatMul, MaxPool2d, MaxPool2dGradient, AveragePool2d, AveragePool2dGradient, Sum,
        Broadcast, Reshape, Transpose, Reverse, Pad, Slice, Concat, Softmax, LogSoftmax {

    /**
     * The shape rule.
     *
     * @param inputs the inputs' shapes
     * @return the output's shape
     * @throws salty.engine.graph.ShapeException if they do not fit
     */
    Shape shape(List<Shape> inputs);

    /**
     * The gradient rule: the vector-Jacobian products of {@code y = op(x...)}.
     *
     * @param y  the node of this op
     * @param dy the adjoint of y, dL/dy, of y's shape
     * @return dL/dx for every input x, in order, each of that input's shape
     */
    List<Node> gradient(Node y, Node dy);

    /** The name used in messages. */
    default String name() {
        return getClass().getSimpleName();
    }
}

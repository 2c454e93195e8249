package salty.engine.graph;

import java.util.ArrayList;
import java.util.List;

import salty.engine.op.Add;
import salty.engine.op.Op;

/**
 * One value of the graph: an {@link Op} applied to other nodes. Immutable, and equal only to itself, so that a node
 * can be a key. Building a node is the type check: the op's shape rule runs in the constructor and throws, naming the
 * op and the shapes that do not fit.
 */
public final class Node {
    private final Op op;
    private final List<Node> inputs;
    private final Shape shape;

    private Node(Op op, List<Node> inputs) {
        this.op = op;
        this.inputs = List.copyOf(inputs);
        List<Shape> shapes = new ArrayList<>(inputs.size());
        for (Node input : inputs) {
            shapes.add(input.shape);
        }
        this.shape = op.shape(shapes);
    }

    /**
     * Applies an op.
     *
     * @throws ShapeException if the op's shape rule refuses the inputs
     */
    public static Node of(Op op, Node... inputs) {
        return new Node(op, List.of(inputs));
    }

    /** Applies an op to a list of inputs. */
    public static Node of(Op op, List<Node> inputs) {
        return new Node(op, inputs);
    }

    /** What computes this value. */
    public Op op() {
        return op;
    }

    /** What it is computed from, in the op's order. */
    public List<Node> inputs() {
        return inputs;
    }

    /** The {@code i}-th input. */
    public Node input(int i) {
        return inputs.get(i);
    }

    /** The extents of this value. */
    public Shape shape() {
        return shape;
    }

    /** The sum of two nodes of one shape; how adjoints of a shared value accumulate. */
    public Node plus(Node other) {
        return Add.of(this, other);
    }

    @Override
    public String toString() {
        return op + " -> " + shape;
    }
}

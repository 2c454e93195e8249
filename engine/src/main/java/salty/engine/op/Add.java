package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = a + b}.
 * <p>Gradient: {@code da = db = dy}.
 */
public record Add() implements Binary {
    /** Combines two values of one shape. */
    public static Node of(Node a, Node b) {
        return Node.of(new Add(), a, b);
    }

    @Override
    public double apply(double a, double b) {
        return a + b;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(dy, dy);
    }
}

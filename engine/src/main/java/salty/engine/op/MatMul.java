package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Matrix product {@code y = op(a) op(b)} of two matrices, each transposed first where its flag says so. A dense layer
 * is {@code MatMul.of(x, w)} with x {@code (n, in)} and Keras' w {@code (in, out)}.
 * <p>Gradients are products again: for {@code y = a b}, {@code da = dy b'} and {@code db = a' dy}.
 *
 * @param transposeA whether a is used transposed
 * @param transposeB whether b is used transposed
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
    /** The product {@code a b}. */
    public static Node of(Node a, Node b) {
        return of(a, b, false, false);
    }

    /** The product of a and b, transposed where the flags say so. */
    public static Node of(Node a, Node b, boolean transposeA, boolean transposeB) {
        return Node.of(new MatMul(transposeA, transposeB), a, b);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        if (a.rank() != 2 || b.rank() != 2) {
            throw new ShapeException(name(), inputs, "needs two matrices");
        }
        if (a.dim(transposeA ? 0 : 1) != b.dim(transposeB ? 1 : 0)) {
            throw new ShapeException(name(), inputs, "the inner extents " + a.dim(transposeA ? 0 : 1) + " and "
                    + b.dim(transposeB ? 1 : 0) + " differ");
        }
        return Shape.of(a.dim(transposeA ? 1 : 0), b.dim(transposeB ? 0 : 1));
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node a = y.input(0);
        Node b = y.input(1);
        return List.of(transposeA ? of(b, dy, transposeB, true) : of(dy, b, false, !transposeB),
                transposeB ? of(dy, a, true, transposeA) : of(a, dy, !transposeA, false));
    }
}

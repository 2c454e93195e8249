package salty.engine.reference;

import java.util.Arrays;
import java.util.List;

import salty.engine.graph.Shape;
import salty.engine.op.Concat;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;

/** Ops that move values without changing them, and the sum, which is the adjoint of one of them. */
final class Layout {
    private Layout() {}

    /** Visits one element: its row-major index in a shape and its offset under other strides. */
    private interface Visitor {
        void visit(int index, int offset);
    }

    static double[] broadcast(double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(ys, repeatingStrides(xs), 0, (i, offset) -> y[i] = x[offset]);
        return y;
    }

    static double[] sum(double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(xs, repeatingStrides(ys), 0, (i, offset) -> y[offset] += x[i]);
        return y;
    }

    static double[] transpose(Transpose op, double[] x, Shape xs, Shape ys) {
        int[] strides = op.axes().stream().mapToInt(axis -> xs.strides()[axis]).toArray();
        double[] y = new double[ys.intSize()];
        forEach(ys, strides, 0, (i, offset) -> y[i] = x[offset]);
        return y;
    }

    static double[] reverse(Reverse op, double[] x, Shape shape) {
        int[] strides = shape.strides();
        int last = 0;
        for (int axis : op.axes()) {
            last += (shape.dim(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        double[] y = new double[shape.intSize()];
        forEach(shape, strides, last, (i, offset) -> y[i] = x[offset]);
        return y;
    }

    static double[] pad(Pad op, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        Arrays.fill(y, op.value());
        forEach(xs, ys.strides(), start(op.before(), ys), (i, offset) -> y[offset] = x[i]);
        return y;
    }

    static double[] slice(Slice op, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(ys, xs.strides(), start(op.begin(), xs), (i, offset) -> y[i] = x[offset]);
        return y;
    }

    static double[] concat(Concat op, List<double[]> parts, List<Shape> shapes, Shape ys) {
        double[] y = new double[ys.intSize()];
        int start = 0;
        for (int p = 0; p < parts.size(); p++) {
            double[] part = parts.get(p);
            forEach(shapes.get(p), ys.strides(), start, (i, offset) -> y[offset] = part[i]);
            start += shapes.get(p).dim(op.axis()) * ys.strides()[op.axis()];
        }
        return y;
    }

    /** Strides that stay in place along axes of extent 1. */
    private static int[] repeatingStrides(Shape shape) {
        int[] strides = shape.strides();
        for (int axis = 0; axis < strides.length; axis++) {
            if (shape.dim(axis) == 1) {
                strides[axis] = 0;
            }
        }
        return strides;
    }

    /** The offset in {@code shape} of the element at {@code position}. */
    private static int start(List<Integer> position, Shape shape) {
        int start = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            start += position.get(axis) * shape.strides()[axis];
        }
        return start;
    }

    /** Visits every element of {@code shape} in row-major order, like the digits of an odometer. */
    private static void forEach(Shape shape, int[] strides, int start, Visitor visitor) {
        int[] position = new int[shape.rank()];
        int offset = start;
        for (int i = 0; i < shape.intSize(); i++) {
            visitor.visit(i, offset);
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                offset += strides[axis];
                if (++position[axis] < shape.dim(axis)) {
                    break;
                }
                offset -= shape.dim(axis) * strides[axis];
                position[axis] = 0;
            }
        }
    }
}

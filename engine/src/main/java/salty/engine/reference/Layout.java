package salty.engine.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

import salty.engine.graph.Shape;
import salty.engine.op.Concat;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;

/** Ops that move values without changing them, and the sum, which is the adjoint of one of them. */
final class Layout {
    private Layout() {}

    static double[] broadcast(double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        int[] strides = repeatingStrides(xs);
        for (int i = 0; i < y.length; i++) {
            y[i] = x[offset(i, ys, strides, axis -> 0)];
        }
        return y;
    }

    static double[] sum(double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        int[] strides = repeatingStrides(ys);
        for (int i = 0; i < x.length; i++) {
            y[offset(i, xs, strides, axis -> 0)] += x[i];
        }
        return y;
    }

    static double[] transpose(Transpose op, double[] x, Shape xs, Shape ys) {
        int[] strides = op.axes().stream().mapToInt(axis -> xs.strides()[axis]).toArray();
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[offset(i, ys, strides, axis -> 0)];
        }
        return y;
    }

    static double[] reverse(Reverse op, double[] x, Shape shape) {
        int[] strides = shape.strides();
        int last = 0;
        for (int axis : op.axes()) {
            last += (shape.dim(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[last + offset(i, shape, strides, axis -> 0)];
        }
        return y;
    }

    static double[] pad(Pad op, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        Arrays.fill(y, op.value());
        for (int i = 0; i < x.length; i++) {
            y[offset(i, xs, ys.strides(), op.before()::get)] = x[i];
        }
        return y;
    }

    static double[] slice(Slice op, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[offset(i, ys, xs.strides(), op.begin()::get)];
        }
        return y;
    }

    static double[] concat(Concat op, List<double[]> parts, List<Shape> shapes, Shape ys) {
        double[] y = new double[ys.intSize()];
        int begin = 0;
        for (int p = 0; p < parts.size(); p++) {
            int start = begin;
            for (int i = 0; i < parts.get(p).length; i++) {
                y[offset(i, shapes.get(p), ys.strides(), axis -> axis == op.axis() ? start : 0)] = parts.get(p)[i];
            }
            begin += shapes.get(p).dim(op.axis());
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

    /** Where the {@code index}-th element of {@code shape}, shifted along each axis, lies under other strides. */
    private static int offset(int index, Shape shape, int[] strides, IntUnaryOperator shift) {
        int offset = 0;
        for (int axis = strides.length - 1, rest = index; axis >= 0; axis--) {
            offset += (rest % shape.dim(axis) + shift.applyAsInt(axis)) * strides[axis];
            rest /= shape.dim(axis);
        }
        return offset;
    }
}

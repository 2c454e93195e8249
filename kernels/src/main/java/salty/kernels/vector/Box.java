package salty.kernels.vector;

import java.util.Arrays;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;

/**
 * A rule that says where every element of a row-major box comes from: element (i0, i1, ...) is
 * {@code x[offset + i0 * strides[0] + i1 * strides[1] + ...]}. A stride of 0 repeats, a negative one reverses, permuted
 * ones transpose; slices and pads differ in their offsets alone.
 */
record Box(int[] dims, int[] strides, int offset) {

    static Box broadcast(Node node) {
        Shape x = node.input(0).shape();
        int[] strides = x.strides();
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = x.dim(axis) == 1 ? 0 : strides[axis];
        }
        return new Box(node.shape().dims(), strides, 0);
    }

    static Box transpose(Node node) {
        int[] from = node.input(0).shape().strides();
        int[] strides = ((Transpose) node.op()).axes().stream().mapToInt(axis -> from[axis]).toArray();
        return new Box(node.shape().dims(), strides, 0);
    }

    static Box reverse(Node node) {
        int[] strides = node.shape().strides();
        int offset = 0;
        for (int axis : ((Reverse) node.op()).axes()) {
            offset += (node.shape().dim(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        return new Box(node.shape().dims(), strides, offset);
    }

    static Box slice(Node node) {
        int[] strides = node.input(0).shape().strides();
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += ((Slice) node.op()).begin().get(axis) * strides[axis];
        }
        return new Box(node.shape().dims(), strides, offset);
    }

    /** The rule backwards: where in the padded value the elements of the inner one go. */
    static Box padded(Node node) {
        int[] strides = node.shape().strides();
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += ((Pad) node.op()).before().get(axis) * strides[axis];
        }
        return new Box(node.input(0).shape().dims(), strides, offset);
    }

    /** The rule backwards: where in a joined value the elements of one part go. */
    static Box part(Node joined, Node part, int axis, int first) {
        int[] strides = joined.shape().strides();
        return new Box(part.shape().dims(), strides, first * strides[axis]);
    }

    int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** Elements of the innermost axis; 1 for a scalar. */
    int rowLength() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    private int rowStride() {
        return dims.length == 0 ? 1 : strides[strides.length - 1];
    }

    /** Where row {@code row} of the innermost axis begins. */
    private int rowStart(int row) {
        int at = offset;
        for (int axis = dims.length - 2; axis >= 0; axis--) {
            at += row % dims[axis] * strides[axis];
            row /= dims[axis];
        }
        return at;
    }

    /** Writes elements [from, from + count) of the box, in row-major order, to {@code y[at ..]}. */
    void copy(float[] x, float[] y, int at, int from, int count) {
        int length = rowLength();
        int stride = rowStride();
        int done = 0;
        while (done < count) {
            int row = (from + done) / length;
            int column = (from + done) % length;
            int run = Math.min(length - column, count - done);
            int source = rowStart(row) + column * stride;
            int to = at + done;
            if (stride == 0) {
                Arrays.fill(y, to, to + run, x[source]);
            } else if (stride == 1 && run >= 16) {
                System.arraycopy(x, source, y, to, run);
            } else {
                for (int i = 0; i < run; i++) {
                    y[to + i] = x[source + i * stride];
                }
            }
            done += run;
        }
    }

    /** Takes a value's elements [from, from + count), in row-major order, to where the rule puts them. */
    void scatter(float[] x, float[] y, int from, int count) {
        int length = rowLength();
        int done = 0;
        while (done < count) {
            int row = (from + done) / length;
            int column = (from + done) % length;
            int run = Math.min(length - column, count - done);
            System.arraycopy(x, from + done, y, rowStart(row) + column, run);
            done += run;
        }
    }
}

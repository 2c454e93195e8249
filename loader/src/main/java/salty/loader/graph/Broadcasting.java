package salty.loader.graph;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Broadcast;
import salty.engine.op.Fill;
import salty.engine.op.Reshape;

/**
 * Numpy's broadcasting, which ONNX and TensorFlow share: shapes are aligned at their last axes, and extents of 1
 * repeat. The larger value keeps the layout that it has; the smaller one is brought to it, a constant already here.
 */
final class Broadcasting {

    private Broadcasting() {
    }

    /** The extents of two values combined. */
    static int[] dims(int[] a, int[] b) {
        int[] longer = a.length >= b.length ? a : b;
        int[] shorter = longer == a ? b : a;
        int[] dims = longer.clone();
        for (int i = 0; i < shorter.length; i++) {
            int axis = longer.length - shorter.length + i;
            if (shorter[i] != dims[axis] && shorter[i] != 1 && dims[axis] != 1) {
                throw new IllegalArgumentException(Value.text(a) + " and " + Value.text(b)
                        + " cannot be repeated to one shape");
            }
            dims[axis] = dims[axis] == 1 ? shorter[i] : dims[axis];
        }
        return dims;
    }

    /** Combines two values, of which at least one is computed. */
    static Computed combined(Value a, Value b, BinaryOperator<Node> op) {
        int[] dims = dims(a.dims(), b.dims());
        boolean leftLeads = a instanceof Computed && (!(b instanceof Computed) || a.size() >= b.size());
        Computed leader = leading((Computed) (leftLeads ? a : b), dims);
        Node other = alike(leftLeads ? b : a, leader);
        return leader.with(leftLeads ? op.apply(leader.node(), other) : op.apply(other, leader.node()));
    }

    /** The value with all extents that come out. */
    private static Computed leading(Computed value, int[] dims) {
        if (Arrays.equals(value.dims(), dims)) {
            return value;
        }
        Computed padded = (Computed) value.reshaped(padded(value.dims(), dims.length));
        int[] order = padded.order();
        int[] target = IntStream.of(order).map(axis -> dims[axis]).toArray();
        return Computed.of(Broadcast.of(padded.arranged(order), Shape.of(target)), order);
    }

    /** A value, repeated as need be, in the layout of another that is as large as both together. */
    static Node alike(Value value, Computed leader) {
        Shape target = leader.node().shape();
        if (value instanceof Known known && known.isUniform()) {
            return Fill.of(target, (float) known.real(0));
        }
        int[] dims = padded(value.dims(), leader.rank());
        int rank = target.rank();
        int[] split = new int[rank];
        int[] position = new int[rank];
        Arrays.fill(position, -1);
        int at = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            for (int nodeAxis : leader.group(axis)) {
                position[nodeAxis] = at;
                split[at++] = dims[axis] == 1 ? 1 : target.dim(nodeAxis);
            }
        }
        for (int nodeAxis = 0; nodeAxis < rank; nodeAxis++) {
            if (position[nodeAxis] < 0) {
                position[nodeAxis] = at;
                split[at++] = 1;
            }
        }
        int[] small = IntStream.of(position).map(i -> split[i]).toArray();
        Node arranged = value.reshaped(split).arranged(position);
        return Broadcast.of(Reshape.of(arranged, Shape.of(small)), target);
    }

    private static int[] padded(int[] dims, int rank) {
        int[] padded = new int[rank];
        Arrays.fill(padded, 1);
        System.arraycopy(dims, 0, padded, rank - dims.length, dims.length);
        return padded;
    }
}

package salty.kernels.vector;

import java.util.Arrays;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.op.Constant;
import salty.engine.op.Fill;

/**
 * Where a kernel finds a value: among the buffers of its run, or in an array that never changes.
 *
 * @param index    its place among the group's inputs, if it has no array of its own
 * @param constant the array of a constant, else null
 */
record Operand(int index, float[] constant) {
    /** The operand that holds {@code node}, which is a constant or an input of the group. */
    static Operand of(Group group, Node node) {
        return switch (node.op()) {
            case Constant value -> new Operand(-1, value.value().toArray());
            case Fill fill -> {
                float[] values = new float[node.shape().intSize()];
                Arrays.fill(values, fill.value());
                yield new Operand(-1, values);
            }
            default -> new Operand(group.inputs().indexOf(node), null);
        };
    }

    float[] in(Buffer[] inputs) {
        return constant == null ? ArrayBuffer.of(inputs[index]) : constant;
    }
}

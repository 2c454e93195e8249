package salty.kernels.vector;

import java.util.Arrays;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.simd.Lanes;

/**
 * The bias of a convolution as its kernels read it: a run for every group of channels, filled up with zeros to whole
 * vectors. That of a constant is laid out once; one that learns, at each run, in scratch.
 *
 * @param constant the runs, or null where each run lays them out
 * @param operand  a float a channel, where each run lays them out
 * @param groups   of the convolution
 * @param columns  channels of a group
 */
record ConvBias(float[] constant, Operand operand, int groups, int columns) {
    /** @param bias a value that begins with a float a channel, or null for zeros */
    static ConvBias of(Group group, Node bias, ConvGeometry g) {
        Operand operand = bias == null ? null : Operand.of(group, bias);
        boolean learns = operand != null && operand.constant() == null;
        ConvBias laidOut = new ConvBias(null, operand, g.groups(), g.k() / g.groups());
        if (learns) {
            return laidOut;
        }
        float[] runs = new float[laidOut.length()];
        if (operand != null) {
            laidOut.layOut(operand.constant(), runs, 0);
        }
        return new ConvBias(runs, operand, laidOut.groups, laidOut.columns);
    }

    private int padded() {
        return Lanes.roundUp(columns);
    }

    private int length() {
        return groups * padded();
    }

    /** Floats of scratch that a run needs. */
    int scratch() {
        return constant == null ? length() : 0;
    }

    /** Where the runs are, once {@link #write} has been called. */
    float[] in(float[] scratch) {
        return constant == null ? scratch : constant;
    }

    /** The offset of the first run, if scratch for it begins at {@code scratchOffset}. */
    int at(int scratchOffset) {
        return constant == null ? scratchOffset : 0;
    }

    /** Lays out what learns. */
    void write(Buffer[] inputs, float[] scratch, int scratchOffset) {
        if (constant == null) {
            layOut(operand.in(inputs), scratch, scratchOffset);
        }
    }

    private void layOut(float[] bias, float[] runs, int offset) {
        for (int group = 0; group < groups; group++) {
            int to = offset + group * padded();
            System.arraycopy(bias, group * columns, runs, to, columns);
            Arrays.fill(runs, to + columns, to + padded(), 0);
        }
    }
}

package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Max pooling over NHWC images; vector lanes run along channels. */
final class MaxPool {
    private MaxPool() {
    }

    /** The largest of four pixels, {@code rowStride} and {@code columnStride} floats apart, for each of the channels. */
    static void window2x2(float[] x, int at, int rowStride, int columnStride, float[] y, int to, int channels) {
        int c = 0;
        for (; c <= channels - COUNT; c += COUNT) {
            FloatVector top = larger(FloatVector.fromArray(SPECIES, x, at + c),
                    FloatVector.fromArray(SPECIES, x, at + c + columnStride));
            FloatVector bottom = larger(FloatVector.fromArray(SPECIES, x, at + c + rowStride),
                    FloatVector.fromArray(SPECIES, x, at + c + rowStride + columnStride));
            larger(top, bottom).intoArray(y, to + c);
        }
        for (; c < channels; c++) {
            float top = larger(x[at + c], x[at + c + columnStride]);
            y[to + c] = larger(top, larger(x[at + c + rowStride], x[at + c + rowStride + columnStride]));
        }
    }

    private static FloatVector larger(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    private static float larger(float a, float b) {
        return b > a ? b : a;
    }
}

package salty.cli;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import salty.engine.graph.Tensor;
import salty.loader.hdf5.Hdf5File;

/** Golden values made by {@code make_parity.py}, which lies beside them. */
public final class Golden {
    /** Of {@link Run#VGG}. */
    public static final Path VGG = Path.of("../loader/src/test/resources/parity/vgg16_narrow.expected.h5");

    private Golden() {}

    /** All values of a dataset. */
    public static float[] read(Path file, String dataset) {
        MemorySegment data = Hdf5File.open(file).root().dataset(dataset).floats();
        float[] values = new float[(int) (data.byteSize() / 4)];
        MemorySegment.copy(data, Tensor.FLOAT, 0, values, 0, values.length);
        return values;
    }

    /** The L2 distance of two arrays relative to the length of the second; the distance itself where that is zero. */
    static double relativeDistance(float[] actual, float[] expected) {
        double distance = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(length > 0 ? distance / length : distance);
    }
}

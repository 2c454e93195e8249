package salty.benchmarks.workload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Vgg16;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** VGG16's weights: from a Keras file, or seeded. */
public final class Weights {
    private static final int CHUNK = 1 << 16;
    /** No kernel of VGG16's convolutions is larger: 3 x 3 x 512 x 512. */
    private static final long LARGEST_FILTER = 9L * 512 * 512;

    private Weights() {}

    /**
     * Normal draws of variance {@code 2 / fan-in} (He et al. 2015, "Delving deep into rectifiers"), which keep the
     * activations' size from layer to layer; biases of half a standard deviation. A layer's values depend on the seed,
     * its name and its shape alone.
     */
    public static Vgg16.Weights heNormal(long seed) {
        return (layer, weight, shape) -> {
            boolean bias = weight.equals("bias");
            double deviation = bias ? .5 : Math.sqrt(2.0 * shape.dim(-1) / shape.size());
            return normal(shape, deviation, seed * 31 + (layer + "/" + weight).hashCode());
        };
    }

    /** Zeros that share one small memory: enough to build and count the convolutional part. */
    public static Vgg16.Weights zeros() {
        MemorySegment zeros = Arena.ofAuto().allocate(4 * LARGEST_FILTER);
        return (layer, weight, shape) -> new Tensor(shape, zeros.asSlice(0, 4 * shape.size()));
    }

    /** The weights of a Keras HDF5 file, mapped: group by layer name, kernel and bias by their order. */
    public static Vgg16.Weights ofFile(Path path) {
        Hdf5File file = Hdf5File.open(path);
        Hdf5Group root = file.root().hasGroup("model_weights") ? file.root().group("model_weights") : file.root();
        return (layer, weight, shape) -> {
            Hdf5Group group = root.group(layer);
            String dataset = group.texts("weight_names").orElseThrow().get(weight.equals("kernel") ? 0 : 1);
            return new Tensor(shape, group.dataset(dataset).floats());
        };
    }

    /** Seeded normal draws; chunks have generators of their own, so that cores share the work. */
    public static Tensor normal(Shape shape, double deviation, long seed) {
        MemorySegment data = Arena.ofAuto().allocate(4 * shape.size(), 64);
        long chunks = (shape.size() + CHUNK - 1) / CHUNK;
        LongStream.range(0, chunks).parallel().forEach(chunk -> {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + chunk);
            long end = Math.min(shape.size(), (chunk + 1) * CHUNK);
            for (long i = chunk * CHUNK; i < end; i++) {
                data.set(Tensor.FLOAT, 4 * i, (float) (deviation * random.nextGaussian()));
            }
        });
        return new Tensor(shape, data);
    }
}

package salty.benchmarks.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Vgg16;

/** VGG16 as a list, for engines that are told layer by layer. */
final class Layers {
    private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    private static final int[] UNITS = {25088, 4096, 4096, 1000};
    private static final List<String> DENSE = List.of("fc1", "fc2", "predictions");

    /**
     * A layer with weights, ReLU behind all but the last.
     *
     * @param kernel {@code (3, 3, c, k)} or {@code (in, out)}
     * @param pooled whether a 2 x 2 max pool follows
     */
    record Weighted(String name, Tensor kernel, Tensor bias, boolean pooled) {
        boolean dense() {
            return kernel.shape().rank() == 2;
        }

        boolean last() {
            return name.equals("predictions");
        }
    }

    private Layers() {}

    /** All sixteen. */
    static List<Weighted> of(Vgg16.Weights weights) {
        List<Weighted> layers = new ArrayList<>();
        int channels = 3;
        for (int block = 0; block < BLOCKS.length; block++) {
            for (int i = 0; i < BLOCKS[block].length; i++) {
                int filters = BLOCKS[block][i];
                boolean pooled = i == BLOCKS[block].length - 1;
                layers.add(layer(weights, "block" + (block + 1) + "_conv" + (i + 1),
                        Shape.of(3, 3, channels, filters), pooled));
                channels = filters;
            }
        }
        for (int i = 0; i < DENSE.size(); i++) {
            layers.add(layer(weights, DENSE.get(i), Shape.of(UNITS[i], UNITS[i + 1]), false));
        }
        return layers;
    }

    /** A layer with the weights of that name; a square kernel is a convolution's. */
    static Weighted layer(Vgg16.Weights weights, String name, Shape kernel, boolean pooled) {
        return new Weighted(name, weights.get(name, "kernel", kernel),
                weights.get(name, "bias", Shape.of(kernel.dim(-1))), pooled);
    }

    /** Filters {@code (kh, kw, c, k)} as {@code (k, c, kh, kw)}, in native memory. */
    static Tensor channelsFirst(Tensor filters) {
        Shape s = filters.shape();
        int taps = s.dim(0) * s.dim(1);
        int c = s.dim(2);
        int k = s.dim(3);
        MemorySegment data = Arena.ofAuto().allocate(4 * s.size(), 64);
        for (int tap = 0; tap < taps; tap++) {
            for (int i = 0; i < c; i++) {
                for (int j = 0; j < k; j++) {
                    data.set(Tensor.FLOAT, 4L * ((j * c + i) * taps + tap), filters.get((tap * c + i) * (long) k + j));
                }
            }
        }
        return new Tensor(Shape.of(k, c, s.dim(0), s.dim(1)), data);
    }

    /** Images {@code (n, h, w, c)} as {@code (n, c, h, w)}: n copies of one. */
    static float[] channelsFirst(float[] image, int pixels, int batch) {
        int channels = image.length / pixels;
        float[] planes = new float[batch * image.length];
        for (int n = 0; n < batch; n++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int c = 0; c < channels; c++) {
                    planes[(n * channels + c) * pixels + pixel] = image[pixel * channels + c];
                }
            }
        }
        return planes;
    }
}

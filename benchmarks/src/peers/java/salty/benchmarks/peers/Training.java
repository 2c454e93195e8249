package salty.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import salty.benchmarks.peers.Layers.Weighted;
import salty.benchmarks.workload.Setting;
import salty.benchmarks.workload.Weights;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Vgg16;

/**
 * What is trained: a plain VGG-like network, a batch, and which layers learn. Every engine does the same step: forward,
 * softmax cross-entropy, backward, Adam with the rate of {@link #RATE}.
 *
 * @param input  of the first layer, {@code (n, h, w, c)}
 * @param layers in order, ReLU behind all but the last
 * @param frozen those that do not learn
 */
record Training(Shape input, List<Weighted> layers, Set<String> frozen) {
    static final float RATE = 1e-4f;
    static final float BETA1 = .9f;
    static final float BETA2 = .999f;
    static final float EPSILON = 1e-7f;

    /** The network that the command line of a peer calls so. */
    static Training of(String name, Setting setting) {
        Vgg16.Weights seeded = Weights.heNormal(5);
        return switch (name) {
            case "pocket" -> new Training(Shape.of(32, 64, 64, 3),
                    layers(seeded, 3, 64, new int[][] {{16}, {32}, {48, 48}, {64, 64}}, 64, 16), Set.of());
            case "vgg16_narrow" -> new Training(Shape.of(32, 64, 64, 3), layers(seeded, 3, 64,
                    new int[][] {{8, 8}, {16, 16}, {32, 32, 32}, {64, 64, 64}, {64, 64, 64}}, 64, 64, 10), Set.of());
            case "block5" -> new Training(Shape.of(8, 14, 14, 512), top(setting.weights(), seeded),
                    Set.of("fc1", "fc2"));
            default -> throw new IllegalArgumentException("no network '" + name
                    + "' to train; there are pocket, vgg16_narrow, block5");
        };
    }

    /** Blocks of 3x3 convolutions, each with a pool, then dense layers. */
    private static List<Weighted> layers(Vgg16.Weights weights, int channels, int side, int[][] blocks, int... units) {
        List<Weighted> layers = new ArrayList<>();
        int width = channels;
        for (int block = 0; block < blocks.length; block++) {
            for (int i = 0; i < blocks[block].length; i++) {
                layers.add(Layers.layer(weights, "block" + (block + 1) + "_conv" + (i + 1),
                        Shape.of(3, 3, width, blocks[block][i]), i == blocks[block].length - 1));
                width = blocks[block][i];
            }
        }
        width *= (side >> blocks.length) * (side >> blocks.length);
        for (int i = 0; i < units.length; i++) {
            layers.add(Layers.layer(weights, i == units.length - 1 ? "predictions" : "fc" + (i + 1),
                    Shape.of(width, units[i]), false));
            width = units[i];
        }
        return layers;
    }

    /** VGG16 from block5 on, whose inputs are kept from one epoch to the next, with a new head of two classes. */
    private static List<Weighted> top(Vgg16.Weights weights, Vgg16.Weights seeded) {
        List<Weighted> layers = new ArrayList<>(Layers.of(weights).stream()
                .filter(layer -> layer.name().startsWith("block5") || layer.name().startsWith("fc")).toList());
        layers.add(Layers.layer(seeded, "predictions", Shape.of(4096, 2), false));
        return layers;
    }

    boolean learns(Weighted layer) {
        return !frozen.contains(layer.name());
    }

    int classes() {
        return layers.getLast().kernel().shape().dim(1);
    }

    /** What enters the first layer: positive where it follows a ReLU. */
    float[] images() {
        float[] values = Weights.normal(input, 1, 77).toArray();
        for (int i = 0; i < values.length && input.dim(3) > 3; i++) {
            values[i] = Math.max(values[i], 0);
        }
        return values;
    }

    /** The class of each image of the batch. */
    int[] labels() {
        int[] labels = new int[input.dim(0)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % classes();
        }
        return labels;
    }

    /** The same as rows of zeros and a one. */
    float[] targets() {
        float[] rows = new float[input.dim(0) * classes()];
        for (int i = 0; i < input.dim(0); i++) {
            rows[i * classes() + labels()[i]] = 1;
        }
        return rows;
    }

    /** The batch with channels first, {@code (n, c, h, w)}. */
    float[] planes() {
        int size = input.intSize() / input.dim(0);
        int pixels = input.dim(1) * input.dim(2);
        float[] images = images();
        float[] planes = new float[images.length];
        for (int n = 0; n < input.dim(0); n++) {
            float[] image = new float[size];
            System.arraycopy(images, n * size, image, 0, size);
            System.arraycopy(Layers.channelsFirst(image, pixels, 1), 0, planes, n * size, size);
        }
        return planes;
    }

    /** A weight in an engine's own layout. */
    static Tensor kernel(Weighted layer) {
        return layer.dense() ? layer.kernel() : Layers.channelsFirst(layer.kernel());
    }
}

package salty.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small TF.js model, written layer by layer; its weights are drawn from a seed, -0.5 to 0.5. */
public final class TfjsModel {

    private final List<String> inputs = new ArrayList<>();
    private final List<String> layers = new ArrayList<>();
    private final List<String> entries = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(5);

    /** Adds an input of images {@code (n, size, size, channels)}. */
    public TfjsModel input(String name, int size, int channels) {
        inputs.add(name);
        return layer("InputLayer", name, "\"batch_input_shape\": [null, %d, %d, %d]".formatted(size, size, channels));
    }

    /**
     * Adds a layer.
     *
     * @param settings members of its configuration, as JSON
     * @param from     the layers that it is called on
     */
    public TfjsModel layer(String kind, String name, String settings, String... from) {
        String calls = from.length == 0 ? "" : Stream.of(from).map(layer -> "[\"" + layer + "\", 0, 0, {}]")
                .collect(Collectors.joining(", ", "[", "]"));
        layers.add("{\"class_name\": \"%s\", \"name\": \"%s\", \"config\": {\"name\": \"%s\"%s}, \"inbound_nodes\": [%s]}"
                .formatted(kind, name, name, settings.isEmpty() ? "" : ", " + settings, calls));
        return this;
    }

    /** Adds a convolution with a bias, as wide as the image before it, and its weights. */
    public TfjsModel conv(String name, String from, int size, int channels, int filters, String settings) {
        layer("Conv2D", name, "\"filters\": %d, \"kernel_size\": [%d, %d], \"padding\": \"same\", \"use_bias\": true%s"
                .formatted(filters, size, size, settings.isEmpty() ? "" : ", " + settings), from);
        return weight(name + "/kernel", size, size, channels, filters).weight(name + "/bias", filters);
    }

    /** Adds a dense layer with a bias and softmax, and its weights. */
    public TfjsModel dense(String name, String from, int channels, int units) {
        layer("Dense", name, "\"units\": %d, \"activation\": \"softmax\", \"use_bias\": true".formatted(units), from);
        return weight(name + "/kernel", channels, units).weight(name + "/bias", units);
    }

    /** Adds a weight {@code LAYER/ROLE} of some shape. */
    public TfjsModel weight(String name, int... shape) {
        entries.add("{\"name\": \"%s\", \"shape\": %s, \"dtype\": \"float32\"}".formatted(name, Arrays.toString(shape)));
        float[] drawn = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) random.nextDouble(-.5, .5);
        }
        values.add(drawn);
        return this;
    }

    /** Sets all values of the weight that was added last. */
    public TfjsModel of(float value) {
        Arrays.fill(values.getLast(), value);
        return this;
    }

    /**
     * Writes {@code model.json} and {@code weights.bin}.
     *
     * @return the folder
     */
    public Path write(Path folder, String... outputs) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.stream().mapToInt(each -> each.length).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(each -> {
            bytes.asFloatBuffer().put(each);
            bytes.position(bytes.position() + 4 * each.length);
        });
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("weights.bin"), bytes.array());
            Files.writeString(folder.resolve("model.json"), """
                    {"format": "layers-model", "modelTopology": {"keras_version": "2.15.0", "backend": "tensorflow",
                     "model_config": {"class_name": "Functional", "config": {"name": "small", "layers": [%s],
                      "input_layers": [%s], "output_layers": [%s]}}},
                     "weightsManifest": [{"paths": ["weights.bin"], "weights": [%s]}]}
                    """.formatted(String.join(",\n", layers), ends(inputs), ends(List.of(outputs)),
                    String.join(",\n", entries)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ends(List<String> names) {
        return names.stream().map(name -> "[\"" + name + "\", 0, 0]").collect(Collectors.joining(", "));
    }
}

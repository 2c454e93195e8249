package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.explain.FilterGradient;
import salty.engine.explain.GradCam;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/**
 * A whole network beside the values that {@code make_parity.py} computed for it with PyTorch in float64. Every backend
 * is held to them here, those of a GPU from another module.
 */
public final class GoldenNetwork {
    /** The networks there are. */
    public static final List<String> NAMES = List.of("vgg16_narrow", "mobilenet_like", "resnet_like", "inception_like");
    private static final Path FOLDER = Path.of("../loader/src/test/resources/parity");

    private final Path file;
    private final Hdf5Group golden;
    private final float[] images;

    /** @param name one of {@link #NAMES} */
    public GoldenNetwork(String name) {
        file = FOLDER.resolve(name + ".h5");
        golden = Hdf5File.open(FOLDER.resolve(name + ".expected.h5")).root();
        images = floats(golden.dataset("input"));
    }

    /** The outputs of all layers, of two images at once. */
    public void assertLayers(Backend backend) {
        Model model = KerasLoader.load(file, LoadOptions.DEFAULT.withBatch(2));
        Hdf5Group outputs = golden.group("outputs");
        List<Node> nodes = outputs.children().stream().map(layer -> model.layer(layer).output()).distinct().toList();
        try (Program program = Program.compile(backend, nodes)) {
            Map<Node, float[]> values = program.run(Map.of(model.input(), images));
            for (String layer : outputs.children()) {
                assertThat(relativeError(values.get(model.layer(layer).output()), floats(outputs.dataset(layer))))
                        .as(layer).isLessThan(2e-6);
            }
            String last = model.outputLayer().orElseThrow().name();
            assertThat(largestDifference(values.get(model.output()), floats(outputs.dataset(last))))
                    .as("probabilities").isLessThan(1e-6f);
        }
    }

    /** The gradients of filters with respect to two images at once. */
    public void assertGradients(Backend backend) {
        Model model = KerasLoader.load(file, LoadOptions.DEFAULT.withBatch(2));
        for (String layer : golden.group("gradient").children()) {
            Hdf5Group gradients = golden.group("gradient/" + layer);
            for (String channel : gradients.children()) {
                try (FilterGradient gradient = new FilterGradient(backend, model.input(), model.layer(layer).output(),
                        Integer.parseInt(channel))) {
                    assertThat(relativeError(gradient.run(images), floats(gradients.dataset(channel))))
                            .as(layer + "/" + channel).isLessThan(1e-5);
                }
            }
        }
    }

    /** The class activation maps of the first image. */
    public void assertClassActivationMaps(Backend backend) {
        Model model = KerasLoader.load(file);
        float[] first = Arrays.copyOf(images, images.length / 2);
        int target = (int) floats(golden.dataset("gradcam_class"))[0];
        for (String layer : golden.group("gradcam").children()) {
            try (GradCam cam = new GradCam(backend, model.input(), model.layer(layer).output(), model.output())) {
                assertThat(largestDifference(cam.run(first, target).map(), floats(golden.dataset("gradcam/" + layer))))
                        .as(layer).isLessThan(1e-5f);
            }
        }
    }

    private static float[] floats(Hdf5Dataset dataset) {
        return dataset.floats().toArray(Tensor.FLOAT);
    }

    private static float largestDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        return largest;
    }

    /** Of two all-zero arrays it is 0: the gradient of a dead filter has to be exactly zero. */
    private static double relativeError(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}

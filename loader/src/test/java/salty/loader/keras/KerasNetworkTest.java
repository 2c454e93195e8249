package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.Python;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5File;

/** Networks that are cut, headed, learned and written come back from their files as they were. */
class KerasNetworkTest {

    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final ModelCard CARD = new ModelCard(List.of("safe", "not \"safe\""), "tf", "pil-bilinear");

    @TempDir
    private Path folder;

    @Test
    void pocket_is_written_and_read_back() throws IOException {
        Path file = folder.resolve("pocket.h5");
        KerasNetwork network = KerasNetwork.fresh("pocket", 16, 7);
        network.write(file, CARD);

        assertThat(Files.size(file)).isLessThan(2_000_000);
        Model model = KerasLoader.load(file);
        assertThat(model.parameters()).isEqualTo(171_024);
        assertThat(model.layers()).containsKeys("block1_conv1", "block2_conv1", "block3_conv2", "block4_conv2", "fc1",
                "predictions");
        assertThat(KerasLoader.open(file, LoadOptions.DEFAULT).card()).contains(CARD);
        assertSameWeights(KerasNetwork.read(file), network);
    }

    @Test
    void the_same_seed_gives_the_same_bytes() throws IOException {
        Path first = folder.resolve("first.h5");
        Path second = folder.resolve("second.h5");
        KerasNetwork.fresh("pocket", 3, 1).write(first, CARD);
        KerasNetwork.fresh("pocket", 3, 1).write(second, CARD);
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg16_narrow", "mobilenet_like", "resnet_like"})
    void features_are_what_the_classifier_sees(String name) {
        KerasNetwork base = KerasNetwork.read(PARITY.resolve(name + ".h5"));
        String last = Map.of("vgg16_narrow", "fc2", "mobilenet_like", "drop", "resnet_like", "avg_pool").get(name);
        assertEquals(run(base.features().model(LoadOptions.DEFAULT), image(name)),
                run(base.model(LoadOptions.DEFAULT.withOutputs(last)), image(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg16_narrow", "mobilenet_like", "resnet_like", "inception_like"})
    void a_new_head_is_written_and_read_back(String name) throws IOException {
        KerasNetwork base = KerasNetwork.read(PARITY.resolve(name + ".h5")).features();
        Shape input = base.model(LoadOptions.DEFAULT).input().shape();
        KerasNetwork headed = base.withHead(input, new KerasNetwork.Head(2, true, .5f), 3);
        Path file = folder.resolve("headed.h5");
        headed.write(file, CARD);

        assertEquals(run(KerasLoader.load(file), image(name)), run(headed.model(LoadOptions.DEFAULT), image(name)));
        assertSameWeights(KerasNetwork.read(file), headed);
        String groups = Python.h5py("""
                import h5py, json, sys
                with h5py.File(sys.argv[1]) as f:
                    print(json.loads(f.attrs['model_config'])['class_name'], len(f['model_weights'].attrs['layer_names']),
                          f['model_weights/predictions/predictions/kernel:0'].shape[1], json.loads(f.attrs['salty_card'])['preprocessing'])
                """, file);
        assertThat(groups.strip()).matches("Sequential [3-5] 2 tf");
    }

    @Test
    void maps_are_averaged_or_laid_out() throws IOException {
        KerasNetwork base = KerasNetwork.fresh("pocket", 0, 1);
        Shape input = Shape.of(1, 32, 32, 3);
        Model averaged = base.withHead(input, new KerasNetwork.Head(2, true, 0), 1).model(LoadOptions.DEFAULT);
        Model flat = base.withHead(input, new KerasNetwork.Head(2, false, 0), 1).model(LoadOptions.DEFAULT);
        assertThat(averaged.layer("predictions").weights().get("kernel").shape()).isEqualTo(Shape.of(64, 2));
        assertThat(flat.layer("predictions").weights().get("kernel").shape()).isEqualTo(Shape.of(2 * 2 * 64, 2));
    }

    @Test
    void learned_weights_take_the_place_of_others() {
        KerasNetwork network = KerasNetwork.fresh("pocket", 2, 1);
        Tensor bias = Tensor.of(Shape.of(2), 3, 4);
        assertThat(network.learned(Map.of("predictions/bias", bias)).weights().get("predictions/bias")).isSameAs(bias);
        assertThatThrownBy(() -> network.learned(Map.of("fc9/bias", bias))).hasMessageContaining("no weight fc9/bias");
    }

    @Test
    void other_files_have_no_card() {
        assertThat(KerasLoader.open(PARITY.resolve("vgg16_narrow.h5"), LoadOptions.DEFAULT).card()).isEmpty();
    }

    private static void assertSameWeights(KerasNetwork actual, KerasNetwork expected) {
        Map<String, Tensor> weights = new HashMap<>(actual.weights());
        expected.weights().forEach((weight, tensor) -> assertThat(weights.remove(weight).toArray()).as(weight)
                .containsExactly(tensor.toArray()));
        assertThat(weights).isEmpty();
    }

    private static void assertEquals(float[] actual, float[] expected) {
        assertThat(actual).containsExactly(expected, within(1e-6f));
    }

    private static float[] image(String name) {
        float[] both = Hdf5File.open(PARITY.resolve(name + ".expected.h5")).root().dataset("input").floats()
                .toArray(Tensor.FLOAT);
        return Arrays.copyOf(both, both.length / 2);
    }

    private static float[] run(Model model, float[] image) {
        try (Backend backend = new ReferenceBackend(); Program program = Program.compile(backend, model.outputs())) {
            return program.run(Map.of(model.input(), image)).get(model.output());
        }
    }
}

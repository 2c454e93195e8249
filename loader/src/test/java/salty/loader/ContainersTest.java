package salty.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;

/** One network in every container that Keras and TF.js have; {@code make_containers.py} beside the files made them. */
class ContainersTest {

    private static final Path FOLDER = Path.of("src/test/resources/containers");

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"bare_names.h5", "numbered.h5", "frozen_bn.h5", "frozen_inner.h5", "chunked.h5",
            "float64.h5",
        "stored.keras", "deflated.keras", "tfjs/model.json", "tfjs", "model.weights.h5"})
    void every_container_gives_the_same_logits_to_the_bit(String file) {
        assertThat(logits(file)).isEqualTo(logits("full_names.h5"));
        assertThat(ModelLoader.open(FOLDER.resolve(file), options(file)).weightsSha256())
                .isEqualTo(ModelLoader.open(FOLDER.resolve("full_names.h5"), LoadOptions.DEFAULT).weightsSha256());
    }

    @ParameterizedTest
    @CsvSource({"tfjs_uint8, 0.2", "tfjs_uint16, 0.001", "tfjs_float16, 0.005"})
    void quantised_weights_are_close(String folder, float tolerance) {
        float[] expected = logits("full_names.h5");
        float[] actual = logits(folder);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThan(tolerance);
        }
        assertThat(actual).isNotEqualTo(expected);
    }

    @Test
    void a_nested_shared_model_shows_every_use_of_every_layer() {
        Model model = ModelLoader.load(FOLDER.resolve("full_names.h5"), LoadOptions.DEFAULT);
        assertThat(model.layers())
                .containsOnlyKeys("i1", "c1", "inner/i2", "inner/c2", "inner/bn", "inner", "inner:1/i2",
                "inner:1/c2", "inner:1/bn", "inner:1", "add", "flatten", "out");
        assertThat(model.parameters()).isEqualTo(112 + 148 + 16 + 2885);
        assertThat(model.layer("out").preactivation()).isNotSameAs(model.layer("out").output());
    }

    @Test
    void outputs_are_chosen_by_name() {
        Model model = ModelLoader.load(FOLDER.resolve("stored.keras"),
                LoadOptions.DEFAULT.withOutputs("c1", "inner/bn"));
        assertThat(model.outputs()).hasSize(2);
        assertThatThrownBy(() ->
                ModelLoader.load(FOLDER.resolve("stored.keras"), LoadOptions.DEFAULT.withOutputs("c7")))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("has no layer 'c7' to take as output; did you mean 'c1'?");
    }

    @Test
    void weights_without_names_of_layers_need_a_configuration() {
        assertThatThrownBy(() -> ModelLoader.load(FOLDER.resolve("model.weights.h5"), LoadOptions.DEFAULT))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("give the model's configuration with --config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.keras", "deflated.keras"})
    void an_archive_cut_anywhere_is_refused(String file) throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve(file));
        for (int size = 1; size < whole.length; size += 331) {
            Path cut = Files.write(temp.resolve("cut.keras"), Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> ModelLoader.load(cut, LoadOptions.DEFAULT)).as("the first %d bytes", size)
                    .isInstanceOf(ModelFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.keras", "deflated.keras"})
    void an_archive_with_a_changed_byte_is_refused_or_the_same(String file) throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve(file));
        for (int at = 0; at < whole.length; at += 97) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Path path = Files.write(temp.resolve("changed.keras"), changed);
            try {
                ModelLoader.load(path, LoadOptions.DEFAULT);
            } catch (ModelFormatException e) {
                assertThat(e.getMessage()).startsWith(path.toString());
            }
        }
    }

    @Test
    void a_shard_outside_the_models_folder_is_refused() throws IOException {
        String json = Files.readString(FOLDER.resolve("tfjs/model.json"))
                .replace("group1-shard1of", "../tfjs/group1-shard1of");
        Path path = Files.writeString(temp.resolve("model.json"), json);
        assertThatThrownBy(() -> ModelLoader.load(path, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("names a shard outside the model's folder: ../tfjs/group1-shard1of");
    }

    @Test
    void a_missing_or_short_shard_is_named() throws IOException {
        Path json = Files.copy(FOLDER.resolve("tfjs_float16/model.json"), temp.resolve("model.json"));
        assertThatThrownBy(() -> ModelLoader.load(json, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessage(json.resolveSibling("group1-shard1of1.bin").toAbsolutePath() + ": no such file");
        Files.write(temp.resolve("group1-shard1of1.bin"), new byte[100]);
        assertThatThrownBy(() -> ModelLoader.load(json, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessage(json + ": c1/kernel: lies beyond the end of the shards, which have 100 bytes; a shard is truncated");
    }

    /** A path may lead up and down again. */
    @Test
    void shards_lie_beside_their_model_however_its_path_is_written() {
        assertThat(logits("../containers/tfjs")).isEqualTo(logits("tfjs"));
    }

    @Test
    void a_TFjs_model_without_topology_is_refused() throws IOException {
        Path path = Files.writeString(temp.resolve("model.json"),
                "{\"format\": \"graph-model\", \"modelTopology\": {}}");
        assertThatThrownBy(() -> ModelLoader.load(path, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("modelTopology: is missing or holds neither a Keras model nor a graph");
    }

    private static LoadOptions options(String file) {
        return file.equals("model.weights.h5") ? LoadOptions.DEFAULT.withConfig(FOLDER.resolve("config.json"))
                : LoadOptions.DEFAULT;
    }

    private static float[] logits(String file) {
        Model model = ModelLoader.load(FOLDER.resolve(file), options(file));
        float[] image = new float[model.input().shape().intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i * 37 % 101) / 50f - 1;
        }
        Node logits = model.layer("out").preactivation();
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, List.of(logits))) {
            return program.run(Map.of(model.input(), image)).get(logits);
        }
    }
}

package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;

/** One network under all the names and spellings that Keras and TF.js have had for its parts. */
class SpellingsTest {

    private static final Path TFJS = Path.of("src/test/resources/containers/tfjs");

    @TempDir
    private Path folder;

    static Stream<Arguments> namesOfGroups() {
        return Stream.of(
                Arguments.of("Keras 3", "layers/dense", "layers/dense_1"),
                Arguments.of("Keras 2.15 on Windows", "layers\\dense", "layers\\dense_1"),
                Arguments.of("Keras 2.14", "_layer_checkpoint_dependencies/dense",
                        "_layer_checkpoint_dependencies/dense_1"),
                Arguments.of("Keras 2.14 on Windows", "_layer_checkpoint_dependencies\\dense",
                        "_layer_checkpoint_dependencies\\dense_1"),
                Arguments.of("Keras 2.13", "_layer_checkpoint_dependencies/dense",
                        "_layer_checkpoint_dependencies/dense_2"),
                Arguments.of("Keras 2.13 on Windows", "_layer_checkpoint_dependencies\\dense",
                        "_layer_checkpoint_dependencies\\dense_2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("namesOfGroups")
    void layers_are_found_under_every_name_that_an_archive_gives_them(String keras, String first, String second)
            throws IOException {
        assertThat(digest(weights(first, second, true), true)).as(keras)
                .isEqualTo(digest(weights("layers/dense", "layers/dense_1", true), true));
    }

    /** Python's truth: 1 is true; 0, None, nothing and an empty text are not. */
    @ParameterizedTest
    @CsvSource({"1, true", "1.0, true", "'\"yes\"', true", "'[0]', true", "true, true", "0, false", "0.0, false",
            "null, false", "'\"\"', false", "'[]', false", "false, false",
            "'{\"class_name\": \"__numpy__\", \"config\": {\"value\": true, \"dtype\": \"bool\"}}', true",
            "'{\"class_name\": \"__numpy__\", \"config\": {\"value\": 0, \"dtype\": \"int64\"}}', false"})
    void a_flag_is_what_Python_takes_for_true(String useBias, boolean biased) throws IOException {
        Path file = weights("layers/dense", "layers/dense_1", biased);
        assertThat(open(file, useBias, "3").weights()).hasSize(biased ? 4 : 2);
    }

    @ParameterizedTest
    @CsvSource({"'{\"class_name\": \"__numpy__\", \"config\": {\"value\": [3], \"dtype\": \"int64\"}}'", "3.0", "'[3]'",
            "'{\"class_name\": \"__tuple__\", \"items\": [3]}'"})
    void a_number_is_one_in_every_wrapping(String units) throws IOException {
        Path file = weights("layers/dense", "layers/dense_1", true);
        assertThat(open(file, "true", units).graph(LoadOptions.DEFAULT).output().shape().dim(-1)).isEqualTo(3);
    }

    @Test
    void an_archive_is_one_wherever_its_members_lie() throws IOException {
        byte[] stored = Files.readAllBytes(Path.of("src/test/resources/containers/stored.keras"));
        String expected = ModelLoader.open(Files.write(folder.resolve("plain.keras"), stored), LoadOptions.DEFAULT)
                .weightsSha256();
        int signature = indexOf(stored, new byte[] {(byte) 0x89, 'H', 'D', 'F'});
        for (int start : new int[] {1 << 12, 1 << 13, 1 << 15}) {
            Path moved = Files.write(folder.resolve("at" + start + ".keras"), padded(stored, signature, start));
            assertThat(indexOf(Files.readAllBytes(moved), new byte[] {(byte) 0x89, 'H', 'D', 'F'})).isEqualTo(start);
            assertThat(ModelLoader.open(moved, LoadOptions.DEFAULT).weightsSha256()).isEqualTo(expected);
        }
    }

    @Test
    void settings_of_TFjs_may_be_spelled_as_in_JavaScript() throws IOException {
        String json = Files.readString(TFJS.resolve("model.json"));
        String camel = json.replace("batch_input_shape", "batchInputShape").replace("use_bias", "useBias")
                .replace("kernel_size", "kernelSize").replace("data_format", "dataFormat")
                .replace("inbound_nodes", "inboundNodes").replace("class_name", "className");
        assertThat(camel).isNotEqualTo(json);
        assertThat(tfjs(camel)).isEqualTo(tfjs(json));
    }

    @Test
    void what_an_optimizer_left_is_passed_over() throws IOException {
        String json = Files.readString(TFJS.resolve("model.json"));
        Files.write(folder.resolve("optimizer.bin"), new byte[8]);
        int at = json.lastIndexOf(']', json.lastIndexOf('}'));
        String group = ", {\"paths\": [\"optimizer.bin\"], \"weights\": [{\"name\": \"iter\", \"shape\": [],"
                + " \"dtype\": \"int32\", \"group\": \"optimizer\"}, {\"name\": \"conv/kernel/m\", \"shape\": [1],"
                + " \"dtype\": \"float32\", \"group\": \"optimizer\"}]}";
        int manifest = json.indexOf("\"weightsManifest\"");
        int end = json.indexOf("}]}]", manifest);
        assertThat(end).as("the end of the manifest").isPositive().isLessThanOrEqualTo(at);
        assertThat(tfjs(json.substring(0, end + 3) + group + json.substring(end + 3))).isEqualTo(tfjs(json));
    }

    private String tfjs(String json) throws IOException {
        try (Stream<Path> files = Files.list(TFJS)) {
            for (Path shard : files.filter(file -> file.toString().endsWith(".bin")).toList()) {
                Path copy = folder.resolve(shard.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(shard, copy);
                }
            }
        }
        Path file = folder.resolve("model.json");
        Files.deleteIfExists(file);
        return ModelLoader.open(Files.writeString(file, json), LoadOptions.DEFAULT).weightsSha256();
    }

    private Path weights(String first, String second, boolean biased) throws IOException {
        NewGroup root = new NewGroup();
        for (String layer : List.of(first, second)) {
            float seed = layer.equals(first) ? 1 : 7;
            dataset(root, layer + "/vars/0", new long[] {3, 3}, 9, seed);
            if (biased) {
                dataset(root, layer + "/vars/1", new long[] {3}, 3, seed + .5f);
            }
        }
        Path file = folder.resolve("w" + Math.abs((first + second + biased).hashCode()) + ".weights.h5");
        Hdf5Writer.write(file, root);
        return file;
    }

    private static void dataset(NewGroup root, String path, long[] shape, int count, float from) {
        root.dataset(path, shape, out -> {
            ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                bytes.putFloat(from + i);
            }
            out.write(bytes.flip());
        });
    }

    private String digest(Path weights, boolean biased) throws IOException {
        return open(weights, Boolean.toString(biased), "3").weightsSha256();
    }

    private KerasModel open(Path weights, String useBias, String units) throws IOException {
        String dense = ", {\"class_name\": \"Dense\", \"config\": {\"name\": \"%s\", \"units\": " + units
                + ", \"use_bias\": " + useBias + "}}";
        Path config = Files.writeString(folder.resolve("config.json"), "{\"class_name\": \"Sequential\", \"config\":"
                + " {\"name\": \"s\", \"layers\": [{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"i\","
                + " \"batch_shape\": [null, 3]}}" + dense.formatted("a") + dense.formatted("b") + "]}}");
        return ModelLoader.open(weights, LoadOptions.DEFAULT.withConfig(config)).keras(LoadOptions.DEFAULT);
    }

    /** An archive whose HDF5 member begins at {@code start}: the extra field of its header is made longer. */
    private static byte[] padded(byte[] archive, int signature, int start) {
        ByteBuffer old = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        int header = lastIndexOf(archive, new byte[] {'P', 'K', 3, 4}, signature);
        int room = start - signature;
        int extra = Short.toUnsignedInt(old.getShort(header + 28));
        ByteBuffer made = ByteBuffer.allocate(archive.length + room).order(ByteOrder.LITTLE_ENDIAN);
        made.put(archive, 0, signature).position(start).put(archive, signature, archive.length - signature);
        made.putShort(header + 28, (short) (extra + room));
        int end = lastIndexOf(made.array(), new byte[] {'P', 'K', 5, 6}, made.capacity());
        int directory = made.getInt(end + 16) + room;
        made.putInt(end + 16, directory);
        for (int at = directory; at < end; at += 46 + made.getShort(at + 28) + made.getShort(at + 30)
                + made.getShort(at + 32)) {
            if (made.getInt(at + 42) > header) {
                made.putInt(at + 42, made.getInt(at + 42) + room);
            }
        }
        return made.array();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        return latin(bytes).indexOf(latin(part));
    }

    private static int lastIndexOf(byte[] bytes, byte[] part, int before) {
        return latin(bytes).lastIndexOf(latin(part), before);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

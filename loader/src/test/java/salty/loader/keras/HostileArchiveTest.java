package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;

/** {@code .keras} archives that lie: two members of a name, paths that lead out, sizes that are not so. */
class HostileArchiveTest {

    private static final String CONFIG = """
            {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [
              {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 2], "name": "i"}},
              {"module": "keras.layers", "class_name": "ReLU", "config": {"name": "r"}}]}}""";

    @TempDir
    private Path folder;

    private static Map<String, byte[]> members() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("metadata.json", "{\"keras_version\": \"3.10.0\"}".getBytes(StandardCharsets.UTF_8));
        members.put("config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
        members.put("model.weights.h5", Files.readAllBytes(Path.of("src/test/resources/hdf5/contiguous.h5")));
        return members;
    }

    private static byte[] zip(Map<String, byte[]> members, boolean deflated) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var member : members.entrySet()) {
                ZipEntry entry = new ZipEntry(member.getKey());
                if (!deflated) {
                    CRC32 crc = new CRC32();
                    crc.update(member.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(member.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(member.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void these_members_make_a_model() throws IOException {
        assertThat(ModelLoader.load(put(zip(members(), false)), LoadOptions.DEFAULT).name()).isEqualTo("s");
        assertThat(ModelLoader.load(put(zip(members(), true)), LoadOptions.DEFAULT).name()).isEqualTo("s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.weights.h5"})
    void a_member_that_is_missing_is_named(String name) throws IOException {
        Map<String, byte[]> members = members();
        members.remove(name);
        refused(zip(members, false), "without " + name);
    }

    @Test
    void weights_in_numpys_format_are_not_read() throws IOException {
        Map<String, byte[]> members = members();
        members.put("model.weights.npz", members.remove("model.weights.h5"));
        refused(zip(members, false), "model.weights.npz: is not read; save the model with its weights as HDF5");
    }

    @Test
    void two_members_of_one_name_are_refused() throws IOException {
        Map<String, byte[]> members = members();
        members.put("config.jsoN", "{}".getBytes(StandardCharsets.UTF_8));
        byte[] twice = new String(zip(members, false), StandardCharsets.ISO_8859_1)
                .replace("config.jsoN", "config.json")
                .getBytes(StandardCharsets.ISO_8859_1);
        refused(twice, "config.json: comes twice in the archive");
    }

    /** Nothing is unpacked to disk, so a path that leads out leads nowhere. */
    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/evil", "..\\evil", "assets/../../evil", "C:\\evil"})
    void members_with_paths_that_lead_out_are_written_nowhere(String name) throws IOException {
        Map<String, byte[]> members = members();
        members.put(name, new byte[] {1});
        Path file = put(zip(members, false));

        ModelLoader.load(file, LoadOptions.DEFAULT);

        assertThat(folder).isDirectoryContaining("glob:**/model.keras");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(folder.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void more_members_than_a_model_has_are_refused() throws IOException {
        Map<String, byte[]> members = members();
        for (int i = 0; i < 100; i++) {
            members.put("m" + i, new byte[0]);
        }
        refused(zip(members, false), "has 103 members, a .keras file a handful; the limit is 64");
    }

    @Test
    void a_member_that_lies_of_its_size_is_refused() throws IOException {
        byte[] deflated = zip(members(), true);
        int entry = entry(deflated, "model.weights.h5");
        refused(patched(deflated, entry + 24, Integer.MAX_VALUE), "pretends to grow from");
        refused(patched(deflated, entry + 24, 100), "does not inflate to the 100 bytes that it declares");
        refused(patched(deflated, entry + 24, -1), "pretends to grow from");
        refused(patched(deflated, entry + 20, Integer.MAX_VALUE), "lies outside the file");
        refused(patched(deflated, entry + 42, 1 << 30), "lies outside the file");
        refused(patched(deflated, entry + 16, 7), "its checksum is wrong");
    }

    @Test
    void a_member_that_grows_a_thousandfold_stops_at_its_declared_size() throws IOException {
        Map<String, byte[]> members = members();
        members.put("config.json", new byte[50 << 20]);
        refused(zip(members, true), "config.json");
    }

    @Test
    void encryption_and_other_compression_are_named() throws IOException {
        byte[] zip = zip(members(), false);
        int entry = entry(zip, "config.json");
        byte[] encrypted = zip.clone();
        encrypted[entry + 8] |= 1;
        refused(encrypted, "config.json: is encrypted");
        byte[] other = zip.clone();
        other[entry + 10] = 12;
        refused(other, "config.json: is compressed by method 12, expected stored or deflated");
    }

    @Test
    void a_comment_does_no_harm_and_a_prefix_is_refused() throws IOException {
        byte[] zip = zip(members(), false);
        byte[] commented = Arrays.copyOf(zip, zip.length + 5);
        commented[zip.length - 2] = 5;
        assertThat(ModelLoader.load(put(commented), LoadOptions.DEFAULT).name()).isEqualTo("s");

        byte[] prefixed = new byte[zip.length + 100];
        System.arraycopy(zip, 0, prefixed, 100, zip.length);
        refused(prefixed, "");
        System.arraycopy(zip, 0, prefixed, 0, 100);
        refused(prefixed, "");
    }

    @Test
    void members_that_overlap_are_two_views_of_the_same_bytes() throws IOException {
        byte[] zip = zip(members(), false);
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int weights = bytes.getInt(entry(zip, "model.weights.h5") + 42);
        refused(patched(zip, entry(zip, "config.json") + 42, weights), "config.json");
    }

    @Test
    void a_configuration_that_disagrees_with_the_weights_is_refused() throws IOException {
        Map<String, byte[]> members = members();
        members.put("config.json", CONFIG.replace("\"ReLU\", \"config\": {", "\"Dense\", \"config\": {\"units\": 3, ")
                .getBytes(StandardCharsets.UTF_8));
        refused(zip(members, false), "layers/dense: does not exist in the file");
    }

    @Test
    void a_configuration_above_its_limit_is_refused() throws IOException {
        Map<String, byte[]> members = members();
        members.put("config.json", ("\"" + "x".repeat(17 << 20) + "\"").getBytes(StandardCharsets.UTF_8));
        refused(zip(members, true), "config.json");
    }

    private Path put(byte[] zip) throws IOException {
        return Files.write(folder.resolve("model.keras"), zip);
    }

    private void refused(byte[] zip, String what) throws IOException {
        Path file = put(zip);
        assertThatThrownBy(() -> ModelLoader.load(file, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": ").hasMessageContaining(what);
    }

    /** Where the directory's entry of a member begins. */
    private static int entry(byte[] zip, String name) {
        int at = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf(name);
        return at - 46;
    }

    private static byte[] patched(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }
}

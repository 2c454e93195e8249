package salty.loader.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.graph.Tensor;
import salty.loader.file.ModelFormatException;

/** The traps of strangers' HDF5 files; the files are made by {@code make_hdf5.py} beside them. */
class Hdf5ReadingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"contiguous.h5, x", "contiguous_latest.h5, g/x", "user_block.h5, x"})
    void contiguous_float32_is_a_slice_of_the_mapped_file(String file, String path) {
        Hdf5Dataset x = open(file).dataset(path);
        assertThat(x.shape()).containsExactly(4, 6);
        MemorySegment floats = x.floats();
        assertThat(floats.isMapped()).isTrue();
        assertThat(floats.isReadOnly()).isTrue();
        assertThat(floats.toArray(Tensor.FLOAT)).isEqualTo(counting(.25f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f2_be", "f4", "f4_be", "f8", "f8_be", "i1", "u1", "i2", "u2_be", "i4", "i8",
            "u8_be"})
    void other_numbers_are_converted(String name) {
        assertThat(open("numbers.h5").dataset(name).floats().toArray(Tensor.FLOAT)).isEqualTo(counting(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip_shuffle", "plain", "fletcher32", "float16_gzip"})
    void chunks_are_put_together(String name) {
        assertThat(open("chunked.h5").dataset(name).floats().toArray(Tensor.FLOAT)).isEqualTo(counting(.25f));
    }

    @ParameterizedTest
    @CsvSource({"single", "single_gzip", "fixed", "fixed_gzip", "fixed_larger", "rows", "columns", "columns_larger",
            "both", "both_gzip", "implicit"})
    void every_index_of_chunks_finds_them(String name) {
        for (String file : List.of("indexes.h5", "indexes_v0.h5")) {
            assertThat(open(file).dataset(name).floats().toArray(Tensor.FLOAT)).as(file).isEqualTo(counting(.25f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"indexes.h5", "indexes_v0.h5"})
    void what_was_never_written_is_the_fill_value(String file) {
        float[] values = new float[24];
        Arrays.fill(values, 2.5f);
        assertThat(open(file).dataset("all_filled").floats().toArray(Tensor.FLOAT)).isEqualTo(values);
        values[0] = 1;
        assertThat(open(file).dataset("filled").floats().toArray(Tensor.FLOAT)).isEqualTo(values);
    }

    @Test
    void two_bytes_without_a_name_are_bfloat16() {
        assertThat(open("opaque.h5").dataset("bfloat16").floats().toArray(Tensor.FLOAT)).isEqualTo(counting(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unicode.h5", "unicode_latest.h5"})
    void names_are_UTF8(String file) {
        Hdf5Group layer = open(file).group("Свёртка");
        assertThat(layer.texts("weight_names")).contains(List.of("核/häuser", "é"));
        assertThat(layer.texts("variable")).contains(List.of("核/häuser", "é"));
        assertThat(layer.dataset("核/häuser").floats().toArray(Tensor.FLOAT)).isEqualTo(counting(.25f));
    }

    @Test
    void a_flipped_bit_in_an_index_with_checksums_is_found() throws IOException {
        byte[] bytes = resource("indexes.h5");
        for (String structure : List.of("FADB", "EAIB", "BTLF")) {
            byte[] damaged = bytes.clone();
            damaged[indexOf(bytes, structure.getBytes(StandardCharsets.US_ASCII), 0) + 15] ^= 4;
            Path path = Files.write(folder.resolve(structure + ".h5"), damaged);
            Hdf5Group root = Hdf5File.open(path).root();
            assertThatThrownBy(() -> root.children().forEach(name -> root.dataset(name).floats())).as(structure)
                    .isInstanceOf(ModelFormatException.class).hasMessageContaining("its checksum is wrong");
        }
    }

    @Test
    void strings_of_every_kind_are_read() {
        Hdf5Group root = open("strings.h5");
        assertThat(root.text("vlen")).contains("häuser");
        assertThat(root.text("fixed")).contains("fixed text");
        assertThat(root.texts("vlen_array")).contains(List.of("one", "two"));
        assertThat(root.texts("fixed_array")).contains(List.of("one", "three"));
        assertThat(root.texts("empty_array")).contains(List.of());
        assertThat(root.texts("absent")).isEmpty();
        assertThat(root.texts("names")).as("pieces up to the first gap").contains(List.of("a", "b", "c"));
    }

    @Test
    void an_attribute_of_another_kind_is_refused() {
        assertThatThrownBy(() -> open("strings.h5").text("number")).isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("strings.h5: attribute number: holds no strings but integers");
        assertThatThrownBy(() -> open("strings.h5").text("fixed_array"))
                .hasMessageEndingWith("attribute fixed_array: holds 2 strings where one was expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group/soft", "loop", "external", "group/group_soft/real"})
    void no_link_is_followed(String path) {
        assertThatThrownBy(() -> open("links.h5").dataset(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(path + ": is a soft or external link, which is never followed");
    }

    @Test
    void a_cycle_of_hard_links_is_walked_no_further_than_the_name_says() {
        assertThat(open("links.h5").group("group/cycle/cycle").dataset("real").shape()).containsExactly(4, 6);
        assertThatThrownBy(() -> open("links.h5").group("group" + "/cycle".repeat(40)))
                .hasMessageContaining("nested deeper");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "types.h5 | text | expected float",
        "types.h5 | compound | expected float",
        "types.h5 | bool | expected float",
        "types.h5 | complex | expected float",
        "opaque.h5 | float8 | has type opaque (float8, perhaps)",
        "opaque.h5 | wide | has type opaque",
        "opaque.h5 | tagged | has type opaque",
        "types.h5 | committed | expected float",
        "types.h5 | type | is not a dataset",
        "types.h5 | unwritten | has no data: it was created but never written",
        "types.h5 | unwritten_chunks | ",
        "external.h5 | outside | ",
        "virtual.h5 | virtual | ",
        "chunked.h5 | lzf | is compressed with filter",
        "chunked.h5 | shape_bomb | which a file of",
        "contiguous.h5 | x/y | does not exist in the file",
        "contiguous.h5 | y | does not exist in the file",
        "contiguous.h5 | ../x | is not a path of plain names",
        "contiguous.h5 | a//x | is not a path of plain names"})
    void what_is_no_plain_weight_is_refused(String file, String path, String message) {
        assertThatThrownBy(() -> open(file).dataset(path).floats()).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file + ": " + path).hasMessageContaining(message == null ? "" : message);
    }

    @Test
    void a_deflate_bomb_stops_at_the_size_of_its_chunk() throws IOException {
        byte[] bytes = resource("chunked.h5");
        int at = indexOf(bytes, new byte[] {0x78, 0x5e}, 0);
        assertThat(at).as("a zlib stream in the file").isPositive();
        java.util.zip.Deflater deflater = new java.util.zip.Deflater(9);
        deflater.setInput(new byte[4000]);
        deflater.finish();
        byte[] bomb = new byte[64];
        int size = deflater.deflate(bomb);
        System.arraycopy(bomb, 0, bytes, at, size);
        Path path = Files.write(folder.resolve("bomb.h5"), bytes);
        assertThatThrownBy(() -> Hdf5File.open(path).root().dataset("gzip_shuffle").floats())
                .hasMessageEndingWith("a chunk inflates to more than its shape holds")
                .isInstanceOf(ModelFormatException.class);
    }

    @Test
    void a_truncated_file_says_how_much_is_missing() throws IOException {
        byte[] bytes = resource("contiguous.h5");
        Path path = Files.write(folder.resolve("short.h5"), Arrays.copyOf(bytes, bytes.length - 40));
        assertThatThrownBy(() -> Hdf5File.open(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": truncated: its header says 2144 bytes, the file has 2104; download or copy it again");
    }

    @Test
    void bytes_after_the_end_do_no_harm() throws IOException {
        byte[] bytes = resource("contiguous.h5");
        Path path = Files.write(folder.resolve("long.h5"), Arrays.copyOf(bytes, bytes.length + 1000));
        assertThat(Hdf5File.open(path).root().dataset("x").floats().byteSize()).isEqualTo(96);
    }

    @Test
    void data_that_lie_outside_the_file_are_refused() throws IOException {
        byte[] bytes = resource("contiguous.h5");
        byte[] size = {96, 0, 0, 0, 0, 0, 0, 0};
        int at = indexOf(bytes, size, 200) - 8;
        bytes[at + 1] = 0x7f;
        Path path = Files.write(folder.resolve("outside.h5"), bytes);
        assertThatThrownBy(() -> Hdf5File.open(path).root().dataset("x").floats())
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("outside the file");
    }

    @Test
    void a_tree_that_contains_itself_is_refused() throws IOException {
        byte[] bytes = resource("contiguous.h5");
        int tree = indexOf(bytes, "TREE".getBytes(StandardCharsets.US_ASCII), 0);
        bytes[tree + 5] = 1;
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(tree + 32, tree);
        Path path = Files.write(folder.resolve("cycle.h5"), bytes);
        assertThatThrownBy(() -> Hdf5File.open(path).root().children()).isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("damaged HDF5: its structure contains itself");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "version https://git-lfs.github.com/spec/v1 | a git-lfs pointer, not the file itself; run `git lfs pull`",
        "<!DOCTYPE html><html> | an HTML page, not a model: the download failed; download it again",
        "'PK\u0003\u0004' | a zip archive; give the .keras file or the .h5 that is in it",
        "'\u001f\u008b\b' | gzip-compressed; run gunzip first",
        "{\"a\": 1} | a JSON text; a TF.js model is its model.json beside its weight files",
        "hello | a text",
        "'\u0080\u0004\u0095' | a Python pickle, which is never opened; save the model with Keras' model.save",
        "'\u0000\u0001\u0002' | of no kind that holds models"})
    void what_is_not_HDF5_is_named(String head, String message) throws IOException {
        Path path = Files.write(folder.resolve("model.h5"), head.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Hdf5File.open(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": not an HDF5 file, but " + message);
    }

    @Test
    void missing_empty_and_irregular_files_are_named() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.h5"));
        assertThatThrownBy(() -> Hdf5File.open(empty)).hasMessage(empty + ": is empty (0 bytes)");
        Path none = folder.resolve("none.h5");
        assertThatThrownBy(() -> Hdf5File.open(none)).hasMessage(none + ": no such file");
        assertThatThrownBy(() -> Hdf5File.open(folder)).hasMessage(folder + ": is a folder; give the model file in it");
    }

    private static Hdf5Group open(String resource) {
        return Hdf5File.open(path(resource)).root();
    }

    private static byte[] resource(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    private static Path path(String name) {
        return Path.of("src/test/resources/hdf5", name);
    }

    private static float[] counting(float step) {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * step;
        }
        return values;
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        for (int i = from; i <= bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}

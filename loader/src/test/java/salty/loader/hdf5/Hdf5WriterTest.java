package salty.loader.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salty.engine.graph.Tensor;
import salty.loader.Python;

class Hdf5WriterTest {

    @TempDir
    private Path folder;

    @Test
    void what_is_written_reads_back() throws IOException {
        Path path = folder.resolve("small.h5");
        Hdf5Writer.write(path, small());
        Hdf5Group root = Hdf5File.open(path).root();
        assertThat(root.text("model_config")).contains("{\"ä\": 1}");
        assertThat(root.texts("layer_names")).contains(List.of("conv", "pool", "a-longer-name"));
        assertThat(root.group("pool").texts("weight_names")).contains(List.of());
        Hdf5Dataset kernel = root.group("conv").dataset("conv/kernel:0");
        assertThat(kernel.shape()).containsExactly(2, 3);
        assertThat(kernel.floats().toArray(Tensor.FLOAT)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void h5py_reads_what_is_written() throws IOException {
        Path path = folder.resolve("small.h5");
        Hdf5Writer.write(path, small());
        assertThat(Python.h5py("""
                import h5py, sys
                f = h5py.File(sys.argv[1], 'r')
                print(f.attrs['model_config'], f.attrs['layer_names'].tolist(), f['pool'].attrs['weight_names'].shape)
                d = f['conv/conv/kernel:0']
                print(d.dtype, d.shape, d[()].ravel().tolist(), f['conv/scalar'][()])
                """, path)).isEqualToIgnoringNewLines("""
                {"ä": 1} [b'conv', b'pool', b'a-longer-name'] (0,)
                float32 (2, 3) [1.0, 2.0, 3.0, 4.0, 5.0, 6.0] 7.0
                """);
    }

    @Test
    void h5dump_accepts_every_structure() throws IOException {
        Path path = folder.resolve("small.h5");
        Hdf5Writer.write(path, small());
        assertThat(Python.h5dump(path)).contains("GROUP \"pool\"").contains("H5T_IEEE_F32LE").doesNotContain("error");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 256, 257, 2305})
    void a_group_of_any_number_of_children_keeps_them_all(int children) throws IOException {
        Path path = folder.resolve("wide.h5");
        NewGroup root = new NewGroup();
        for (int i = 0; i < children; i++) {
            root.dataset("weight_" + i, new long[0], DatasetContent.of(MemorySegment.ofArray(new float[] {i})));
        }
        Hdf5Writer.write(path, root);
        Hdf5Group read = Hdf5File.open(path).root();
        assertThat(read.children()).hasSize(children);
        assertThat(Python.h5py("""
                import h5py, sys
                f = h5py.File(sys.argv[1], 'r')
                print(len(f), all(f[f'weight_{i}'][()] == i for i in range(len(f))))
                """, path)).isEqualToIgnoringNewLines(children + " True");
    }

    @Test
    void a_string_beyond_64_KiB_is_kept_whole() throws IOException {
        Path path = folder.resolve("config.h5");
        String config = "x".repeat(1_000_003);
        Hdf5Writer.write(path, new NewGroup().text("model_config", config));
        assertThat(Hdf5File.open(path).root().text("model_config")).contains(config);
        assertThat(Python.h5py("import h5py, sys; print(len(h5py.File(sys.argv[1], 'r').attrs['model_config']))", path))
                .isEqualToIgnoringNewLines("1000003");
    }

    @Test
    void an_array_of_names_beyond_64_KiB_is_split_as_Keras_does() throws IOException {
        Path path = folder.resolve("names.h5");
        List<String> names = IntStream.range(0, 5000).mapToObj("a_layer_with_a_rather_long_name_%05d"::formatted)
                .toList();
        Hdf5Writer.write(path, new NewGroup().texts("layer_names", names));
        assertThat(Hdf5File.open(path).root().texts("layer_names")).contains(names);
        assertThat(Python.h5py("""
                import h5py, sys
                a = h5py.File(sys.argv[1], 'r').attrs
                print(sorted(a.keys()), sum(len(a[k]) for k in a))
                """, path)).isEqualToIgnoringNewLines("['layer_names0', 'layer_names1', 'layer_names2'] 5000");
    }

    @Test
    void a_failed_write_leaves_the_older_file_alone() throws IOException {
        Path path = folder.resolve("kept.h5");
        Hdf5Writer.write(path, small());
        byte[] before = Files.readAllBytes(path);
        NewGroup tooShort = new NewGroup()
                .dataset("x", new long[] {3}, DatasetContent.of(MemorySegment.ofArray(new float[2])));
        assertThatThrownBy(() -> Hdf5Writer.write(path, tooShort)).isInstanceOf(IOException.class)
                .hasMessage("a dataset of 12 bytes was given 8 bytes of values");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    private static NewGroup small() {
        NewGroup root = new NewGroup().text("model_config", "{\"ä\": 1}")
                .texts("layer_names", List.of("conv", "pool", "a-longer-name"));
        root.group("conv").texts("weight_names", List.of("conv/kernel:0"))
                .dataset("conv/kernel:0", new long[] {2, 3},
                        DatasetContent.of(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6})))
                .dataset("scalar", new long[0], DatasetContent.of(MemorySegment.ofArray(new float[] {7})));
        root.group("pool").texts("weight_names", List.of());
        return root;
    }
}

package salty.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasModel;
import salty.loader.keras.KerasWriter;
import salty.loader.keras.SeededWeights;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;

/** What is read can be written, and what is written is read the same. */
class WritersTest {

    private static final Path RESOURCES = Path.of("src/test/resources");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"containers/full_names.h5", "containers/frozen_inner.h5", "containers/numbered.h5",
        "containers/stored.keras", "containers/tfjs", "parity/mobilenet_like.h5", "parity/inception_like.h5"})
    void HDF5_keeps_every_bit(String name) throws IOException {
        KerasModel original = open(RESOURCES.resolve(name));
        Path written = folder.resolve("written.h5");
        KerasWriter.write(written, original);
        assertThat(open(written).weightsSha256()).isEqualTo(original.weightsSha256());
        assertThat(output(open(written))).isEqualTo(output(original));
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers/full_names.h5", "containers/stored.keras", "containers/tfjs",
        "parity/vgg16_narrow.h5", "parity/mobilenet_like.h5", "parity/resnet_like.h5", "parity/inception_like.h5"})
    void TFjs_keeps_every_bit(String name) throws IOException {
        KerasModel original = open(RESOURCES.resolve(name));
        TfjsWriter.write(folder.resolve("js"), original, Quantization.NONE);
        KerasModel written = open(folder.resolve("js"));
        assertThat(written.weightsSha256()).isEqualTo(original.weightsSha256());
        assertThat(output(written)).isEqualTo(output(original));
    }

    @ParameterizedTest
    @EnumSource(value = Quantization.class, names = {"FLOAT16", "UINT8", "UINT16"})
    void quantised_weights_stay_close(Quantization quantization) throws IOException {
        KerasModel original = open(RESOURCES.resolve("parity/resnet_like.h5"));
        TfjsWriter.write(folder.resolve("js"), original, quantization);
        float[] expected = output(original);
        float[] actual = output(open(folder.resolve("js")));
        float tolerance = quantization == Quantization.UINT8 ? .1f : .002f;
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThan(tolerance);
        }
    }

    @Test
    void TFjs_shards_are_of_4_MB_and_replace_an_older_model() throws IOException {
        Path seeded = folder.resolve("seeded.h5");
        SeededWeights.write(seeded, "mobilenetv2", 1);
        Path js = folder.resolve("js");
        for (int i = 0; i < 2; i++) {
            TfjsWriter.write(js, open(seeded), Quantization.NONE);
        }
        try (Stream<Path> files = Files.list(js)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("model.json",
                    "group1-shard1of4.bin", "group1-shard2of4.bin", "group1-shard3of4.bin", "group1-shard4of4.bin");
        }
        assertThat(Files.size(js.resolve("group1-shard1of4.bin"))).isEqualTo(4 << 20);
        assertThat(open(js).weightsSha256()).isEqualTo(open(seeded).weightsSha256());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(seeded, js);
        }
    }

    /** The rules by which Keras itself reads a file ({@code load_weights_from_hdf5_group}), on h5py. */
    @Test
    void Keras_own_rules_accept_the_file() throws IOException {
        Path written = folder.resolve("written.h5");
        KerasWriter.write(written, open(RESOURCES.resolve("containers/stored.keras")));
        assertThat(Python.h5py("""
                import h5py, json, sys
                f = h5py.File(sys.argv[1], 'r')
                text = lambda v: v.decode('utf-8') if hasattr(v, 'decode') else v
                config = json.loads(text(f.attrs['model_config']))
                g = f['model_weights']
                print(config['class_name'], text(f.attrs['keras_version']), text(g.attrs['backend']))
                for name in [text(n) for n in g.attrs['layer_names']]:
                    print(name, [(text(w), g[name][text(w)].shape) for w in g[name].attrs['weight_names']])
                """, written)).isEqualToIgnoringNewLines("""
                Functional 3.10.0 tensorflow
                i1 []
                c1 [('c1/kernel:0', (3, 3, 3, 4)), ('c1/bias:0', (4,))]
                inner [('c2/kernel:0', (3, 3, 4, 4)), ('c2/bias:0', (4,)), ('bn/gamma:0', (4,)), ('bn/beta:0', (4,)), \
                ('bn/moving_mean:0', (4,)), ('bn/moving_variance:0', (4,))]
                add []
                flatten []
                out [('out/kernel:0', (576, 5)), ('out/bias:0', (5,))]
                """);
    }

    @Test
    void models_of_Keras_1_are_not_written_as_TFjs() throws IOException {
        Path old = Fixtures.file("keras-files/dl4j-conv2d_reshape_theano_2.h5");
        assertThatThrownBy(() -> TfjsWriter.write(folder.resolve("js"), open(old), Quantization.NONE))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("load and save it with Keras 2 first");
        assertThat(folder.resolve("js")).doesNotExist();
    }

    @Test
    void operations_are_written_as_layers_to_TFjs_or_refused() throws IOException {
        KerasModel sum = open(Fixtures.file("keras-files/tinymaix-mnist_resnet.h5"));
        TfjsWriter.write(folder.resolve("js"), sum, Quantization.NONE);
        assertThat(output(open(folder.resolve("js")))).isEqualTo(output(sum));
        KerasModel scaling = open(RESOURCES.resolve("preprocessing/tf24.h5"));
        assertThatThrownBy(() -> TfjsWriter.write(folder.resolve("no"), scaling, Quantization.NONE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("math.truediv has no counterpart among Keras 2's layers");
    }

    private static KerasModel open(Path path) {
        return ModelLoader.open(path, LoadOptions.DEFAULT).keras(LoadOptions.DEFAULT);
    }

    private static float[] output(KerasModel opened) {
        Model model = opened.graph(LoadOptions.DEFAULT);
        float[] image = new float[model.input().shape().intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i * 37 % 101) / 50f - 1;
        }
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            return program.run(Map.of(model.input(), image)).get(model.output());
        }
    }
}

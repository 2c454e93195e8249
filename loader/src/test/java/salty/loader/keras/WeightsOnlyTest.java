package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.DatasetContent;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.networks.Architecture;
import salty.loader.keras.networks.KnownNetworks;
import salty.loader.keras.networks.Vgg;
import salty.loader.keras.weights.KerasOrder;

class WeightsOnlyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"vgg16, 138357544", "vgg19, 143667240", "alexnet, 60965224", "resnet50, 25636712",
            "mobilenetv2, 3538984",
        "inceptionv3, 23851784"})
    void the_known_networks_have_the_published_numbers_of_parameters(String name, long parameters) {
        assertThat(KnownNetworks.named(name).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"mobilenetv2, 3538984", "resnet50, 25636712", "inceptionv3, 23851784"})
    void seeded_weights_load_as_their_network(String name, long parameters) throws IOException {
        Path path = folder.resolve(name + ".h5");
        SeededWeights.write(path, name, 7);
        Model model = KerasLoader.load(path);
        assertThat(model.name()).isEqualTo(name);
        assertThat(model.parameters()).isEqualTo(parameters);
        assertThat(model.output().shape()).isEqualTo(Shape.of(1, 1000));
    }

    /** Keras gives weights to layers by their order; {@code make_order.py} beside the lists asked Keras for it. */
    @ParameterizedTest
    @ValueSource(strings = {"vgg19", "resnet50", "mobilenetv2", "inceptionv3"})
    void layers_are_in_the_order_in_which_Keras_reads_them(String name) throws IOException {
        List<String> keras = Files.readAllLines(Path.of("src/test/resources/keras-order", name + ".txt"));
        Architecture network = KnownNetworks.named(name);
        List<LayerConfig> ordered = KerasOrder.of(ConfigReader.read(name, network.config(), false));
        assertThat(ordered.stream().map(LayerConfig::name).filter(layer -> !network.weights().get(layer).isEmpty()))
                .containsExactlyElementsOf(keras);
    }

    @Test
    void the_same_seed_gives_the_same_bytes() throws IOException {
        SeededWeights.write(folder.resolve("a.h5"), "mobilenetv2", 1);
        SeededWeights.write(folder.resolve("b.h5"), "mobilenetv2", 1);
        SeededWeights.write(folder.resolve("c.h5"), "mobilenetv2", 2);
        assertThat(folder.resolve("a.h5")).hasSameBinaryContentAs(folder.resolve("b.h5"));
        assertThat(KerasLoader.open(folder.resolve("a.h5"), LoadOptions.DEFAULT).weightsSha256())
                .isNotEqualTo(KerasLoader.open(folder.resolve("c.h5"), LoadOptions.DEFAULT).weightsSha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pocket", "mobilenetv2"})
    void seeded_weights_carry_their_digest(String name) throws IOException {
        Path path = folder.resolve("a.h5");
        SeededWeights.write(path, name, 3);
        KerasModel model = KerasLoader.open(path, LoadOptions.DEFAULT);
        assertThat(ModelCard.digest(Hdf5File.open("a.h5", ModelBytes.map(path)).root()))
                .contains(model.weightsSha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s_W_1:0 %s_b_1:0", "%s/kernel:0 %s/bias:0", "kernel bias"})
    void VGG16_without_its_top_is_recognised_by_its_layers(String naming) throws IOException {
        Path path = folder.resolve("notop.h5");
        Hdf5Writer.write(path, vgg16NoTop(naming));
        Model model = KerasLoader.load(path, LoadOptions.DEFAULT.withImageSize(96, 96));
        assertThat(model.name()).isEqualTo("vgg16");
        assertThat(model.input().shape()).isEqualTo(Shape.of(1, 96, 96, 3));
        assertThat(model.output().shape()).isEqualTo(Shape.of(1, 3, 3, 512));
        assertThat(model.parameters()).isEqualTo(14_714_688);
        assertThat(model.layers()).hasSize(19).containsKeys("input_1", "block1_conv1", "block5_pool");
        assertThat(model.layer("block3_conv2").weights().get("bias").shape()).isEqualTo(Shape.of(256));
    }

    @Test
    void a_size_that_is_left_open_has_to_be_given() throws IOException {
        Path path = folder.resolve("notop.h5");
        Hdf5Writer.write(path, vgg16NoTop("%s/kernel:0 %s/bias:0"));
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("leaves its input's size open, [null,null,null,3]; say it with --image-size");
    }

    @Test
    void weights_of_no_known_network_say_what_to_do() throws IOException {
        NewGroup root = new NewGroup().texts("layer_names", List.of("mine"));
        root.group("mine").texts("weight_names", List.of("kernel")).dataset("kernel", new long[] {1}, zeros(1));
        Path path = folder.resolve("mine.h5");
        Hdf5Writer.write(path, root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": holds weights alone, of layers [mine], which are no network that is known; "
                        + "give the configuration that belongs to them (Keras' model.to_json()) with --config, "
                        + "or save the whole model (model.save)");
    }

    private static NewGroup vgg16NoTop(String naming) {
        NewGroup root = new NewGroup();
        Architecture net = Vgg.vgg16(0);
        root.texts("layer_names", List.copyOf(net.weights().keySet()));
        net.weights().forEach((layer, weights) -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                String name = naming.split(" ")[i].replace("%s", layer);
                names.add(name);
                int[] shape = weights.get(i).shape();
                long[] dims = new long[shape.length];
                long size = 1;
                for (int d = 0; d < dims.length; d++) {
                    dims[d] = shape[d];
                    size *= shape[d];
                }
                root.group(layer).dataset(name, dims, zeros(size));
            }
            root.group(layer).texts("weight_names", names);
        });
        return root;
    }

    private static DatasetContent zeros(long count) {
        return out -> {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(4 * count));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        };
    }
}

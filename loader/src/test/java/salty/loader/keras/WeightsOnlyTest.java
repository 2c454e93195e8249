package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.loader.ModelFormatException;
import salty.loader.hdf5.DatasetContent;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;

class WeightsOnlyTest {

    @TempDir
    private Path folder;

    @Test
    void the_known_networks_have_the_published_numbers_of_parameters() {
        assertThat(KnownNetworks.named("vgg16").parameters()).isEqualTo(138_357_544);
        assertThat(KnownNetworks.named("vgg19").parameters()).isEqualTo(143_667_240);
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
                        + "save the whole model (model.save)");
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

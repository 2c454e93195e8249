package salty.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;

import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;

/** VGG16 as its paper and Keras count it; the weights are never touched, so none are needed. */
class ModelTest {
    private static final Model VGG16 = Vgg16.classifier(1, 1000, ModelTest::untouched);

    @Test
    void vgg16HasThePublishedNumberOfParameters() {
        assertThat(VGG16.parameters()).isEqualTo(138_357_544);
        assertThat(Vgg16.features(Shape.of(1, 224, 224, 3), ModelTest::untouched).parameters()).isEqualTo(14_714_688);
    }

    @Test
    void layersHaveKerasNamesAndShapes() {
        assertThat(VGG16.layers().keySet()).startsWith("input_1", "block1_conv1", "block1_conv2", "block1_pool")
                .endsWith("block5_pool", "flatten", "fc1", "fc2", "predictions").hasSize(23);
        assertThat(VGG16.layer("block5_conv3").output().shape()).isEqualTo(Shape.of(1, 14, 14, 512));
        assertThat(VGG16.layer("fc1").weights().get("kernel").shape()).isEqualTo(Shape.of(25088, 4096));
        assertThat(VGG16.outputLayer().orElseThrow().preactivation().shape()).isEqualTo(Shape.of(1, 1000));
    }

    @Test
    void aMissingLayerSuggestsTheNearest() {
        assertThatThrownBy(() -> VGG16.layer("block5conv3"))
                .hasMessage("model vgg16 has no layer 'block5conv3'; did you mean 'block5_conv3'?");
    }

    /** Address space that no test reads, so that half a gigabyte costs nothing. */
    private static Tensor untouched(String layer, String weight, Shape shape) {
        return new Tensor(shape, MemorySegment.NULL.reinterpret(4 * shape.size(), Arena.global(),
                null));
    }
}

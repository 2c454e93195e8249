package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Preprocessing gives the floats of Keras' NumPy statements, to the last bit. */
class PreprocessingTest {

    private static final FloatImage LEVELS = FloatImage.of(Golden.image(Golden.array("preprocess/levels")));

    @ParameterizedTest
    @EnumSource
    void givesTheFloatsOfKeras(Preprocessing preprocessing) {
        Npy expected = Golden.array("preprocess/" + preprocessing.label());

        assertThat(preprocessing.apply(LEVELS)).isEqualTo(expected.values());
    }

    @Test
    void caffeTurnsToBgrBeforeItSubtracts() {
        FloatImage red = new FloatImage(1, 1, new float[] {255, 0, 0});

        assertThat(Preprocessing.CAFFE.apply(red)).containsExactly(-103.939f, -116.779f, 255 - 123.68f);
    }

    @Test
    void aGreyNetworkGetsOneChannel() {
        RgbImage white = new RgbImage(2, 1, new byte[] {-1, -1, -1, 0, 0, 0});

        float[] input = new ImagePipeline(Crop.NONE, Resize.KERAS_NEAREST, Preprocessing.UNIT).apply(white, 1, 2, 1);

        assertThat(input).containsExactly(1, 0);
    }

    @Test
    void colourConventionsDoNotFitAGreyNetwork() {
        assertThatThrownBy(() -> ImagePipeline.KERAS_CAFFE.apply(new RgbImage(1, 1, new byte[3]), 28, 28, 1))
                .hasMessage("preprocessing 'caffe' is for three colour channels; a grey input takes tf, unit or none");
    }

    @Test
    void otherChannelCountsNeedATensor() {
        assertThatThrownBy(() -> ImagePipeline.KERAS_CAFFE.apply(new RgbImage(1, 1, new byte[3]), 28, 28, 4))
                .hasMessage("a picture gives 1 or 3 channels, the network wants 4; give it a .npy tensor");
    }

    @Test
    void thePipelineResizesThenPreprocesses() {
        RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});

        float[] input = ImagePipeline.KERAS_CAFFE.apply(image, 1, 1, 3);

        assertThat(input).containsExactly(6 - 103.939f, 5 - 116.779f, 4 - 123.68f);
    }

    @Test
    void unknownNamesListTheKnown() {
        assertThatThrownBy(() -> Preprocessing.byLabel("imagenet"))
                .hasMessage("no preprocessing called 'imagenet'; there are caffe, tf, torch, unit, none, yahoo");
        for (Preprocessing preprocessing : Preprocessing.values()) {
            assertThat(Preprocessing.byLabel(preprocessing.label())).isSameAs(preprocessing);
        }
    }
}

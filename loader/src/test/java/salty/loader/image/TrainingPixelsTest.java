package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.loader.Fixtures;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;

class TrainingPixelsTest {

    private static final int FILTERS = 16;

    @Test
    void the_means_of_the_channels_come_back_from_what_the_filters_saw() {
        double[] found = TrainingPixels.means(model(new double[] {123, 117, 104}, 2)).orElseThrow();
        assertThat(found[0]).isCloseTo(123, offset(6.0));
        assertThat(found[1]).isCloseTo(117, offset(6.0));
        assertThat(found[2]).isCloseTo(104, offset(6.0));
    }

    @Test
    void statistics_that_no_pixels_explain_tell_nothing() {
        assertThat(TrainingPixels.means(model(new double[3], 100))).isEmpty();
        assertThat(TrainingPixels.means(model(new double[3], 0))).as("as a network begins").isEmpty();
    }

    @Test
    void trained_networks_remember_their_pictures() {
        double[] cifar = means("mlcommons-pretrainedResnet.h5");
        assertThat(cifar).as("CIFAR-10 has 125, 123 and 114").hasSize(3);
        assertThat(cifar[0]).isCloseTo(125.3, offset(10.0));
        assertThat(cifar[1]).isCloseTo(123.0, offset(10.0));
        assertThat(cifar[2]).isCloseTo(113.9, offset(10.0));
        double[] mnist = means("tinymaix-mnist_resnet.h5");
        assertThat(mnist).as("MNIST has 0.1307").hasSize(1);
        assertThat(mnist[0]).isCloseTo(0.1307, offset(0.02));
    }

    private static double[] means(String file) {
        return TrainingPixels.means(ModelLoader.load(Fixtures.file("keras-files/" + file), LoadOptions.DEFAULT))
                .orElseThrow();
    }

    /** A convolution and a batch normalisation that saw pixels of these means, each filter's mean off by some noise. */
    private static Model model(double[] means, double noise) {
        Random random = new Random(4);
        float[] kernel = new float[9 * 3 * FILTERS];
        float[] bias = new float[FILTERS];
        float[] seen = new float[FILTERS];
        for (int k = 0; k < FILTERS; k++) {
            bias[k] = noise == 0 ? 0 : (float) random.nextGaussian();
            seen[k] = bias[k] + (float) (noise * random.nextGaussian());
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) random.nextGaussian() / 2;
            seen[i % FILTERS] += (float) (kernel[i] * means[i / FILTERS % 3]);
        }
        Node image = Input.of("image", Shape.of(1, 8, 8, 3));
        Node convolved = Affine.of(image, 2, 0);
        Node normalised = Add.of(Mul.of(convolved, convolved), convolved);
        Map<String, Node> weights = new LinkedHashMap<>();
        weights.put("kernel", Constant.of(Shape.of(3, 3, 3, FILTERS), kernel));
        weights.put("bias", Constant.of(Shape.of(FILTERS), bias));
        Map<String, Layer> layers = new LinkedHashMap<>();
        layers.put("c", new Layer("c", "Conv2D", convolved, convolved, weights));
        layers.put("n", new Layer("n", "BatchNormalization", normalised, normalised,
                Map.of("moving_mean", Constant.of(Shape.of(FILTERS), seen))));
        return new Model("m", List.of(image), layers, List.of(normalised));
    }
}

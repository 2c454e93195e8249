package salty.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.AveragePool2d;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Window;
import salty.engine.reference.ReferenceBackend;

/** Explanations of networks so small that the answer is known: bright squares excite filter 0, dark ones filter 1. */
class ExplainTest {
    private static final int SIZE = 8;
    private final Backend backend = new ReferenceBackend();
    private final Node image = Input.of("image", Shape.of(1, SIZE, SIZE, 1));
    private final Node layer = Relu.of(Add.of(
            Conv2d.of(image, Constant.of(Shape.of(1, 1, 1, 3), 1, -1, 0), Window.valid(1, 1, 1)),
            Broadcast.channels(Constant.of(Shape.of(3), 0, 0, -1), Shape.of(1, SIZE, SIZE, 3))));
    private final Node logits = MatMul.of(
            Reshape.of(AveragePool2d.of(layer, Window.valid(SIZE, SIZE, 1)), Shape.of(1, 3)),
            Constant.of(Shape.of(3, 2), 1, -1, 0, 1, 0, 0));

    @Test
    void ascentBrightensUntilTheBound() {
        FilterAscent.Bounds bounds = new FilterAscent.Bounds(0.25f, new float[] {-2}, new float[] {2});
        try (FilterAscent ascent = FilterAscent.of(backend, image, layer, 0, bounds)) {
            FilterAscent.Result result = ascent.run(filled(0.5f), 100);
            assertThat(result.image()).containsOnly(2f);
            assertThat(result.scoreStart()).isEqualTo(0.5f);
            assertThat(result.scoreEnd()).isEqualTo(2f);
            assertThat(result.dead()).isFalse();
        }
    }

    @Test
    void oneStepGoesTheRateInRootMeanSquare() {
        FilterAscent.Bounds bounds = new FilterAscent.Bounds(0.25f, new float[] {-2}, new float[] {2});
        try (FilterAscent ascent = FilterAscent.of(backend, image, layer, 0, bounds)) {
            assertThat(ascent.run(filled(0.5f), 1).image()[0]).isBetween(0.74f, 0.75f);
        }
    }

    @Test
    void aFilterWithoutGradientIsDeadAndLeavesTheStart() {
        FilterAscent.Bounds bounds = new FilterAscent.Bounds(1, new float[] {-2}, new float[] {2});
        try (FilterAscent ascent = FilterAscent.of(backend, image, layer, 2, bounds)) {
            FilterAscent.Result result = ascent.run(filled(0.5f), 5);
            assertThat(result.dead()).isTrue();
            assertThat(result.image()).containsOnly(0.5f);
        }
    }

    @Test
    void theMapLiesOnWhatSpeaksForTheClass() {
        float[] pixels = filled(-0.5f);
        pixels[3 * SIZE + 4] = 2;
        pixels[3 * SIZE + 5] = 1;
        try (GradCam cam = new GradCam(backend, image, layer, logits)) {
            GradCam.Result result = cam.run(pixels, 0);
            assertThat(result.hasEvidence()).isTrue();
            assertThat(result.map()[3 * SIZE + 4]).isEqualTo(1);
            assertThat(result.map()[3 * SIZE + 5]).isEqualTo(0.5f);
            assertThat(result.map()[0]).isZero();
            assertThat(result.outputs()).hasSize(2);
        }
    }

    @Test
    void aMapWithoutPositiveEvidenceIsAllZero() {
        try (GradCam cam = new GradCam(backend, image, layer, logits)) {
            GradCam.Result result = cam.run(filled(1), 1);
            assertThat(result.hasEvidence()).isFalse();
            assertThat(result.map()).containsOnly(0f);
        }
    }

    @Test
    void aMapNeedsImages() {
        assertThatThrownBy(() -> new GradCam(backend, image, logits, logits))
                .hasMessage("a class activation map needs a layer (1, h, w, k), got (1, 2)");
    }

    @Test
    void theGradientOfOneFilter() {
        try (FilterGradient gradient = new FilterGradient(backend, image, layer, 1)) {
            float[] pixels = filled(0.5f);
            pixels[7] = -1;
            float[] expected = new float[SIZE * SIZE];
            expected[7] = -1f / (SIZE * SIZE);
            assertThat(gradient.run(pixels)).containsExactly(expected);
        }
    }

    @Test
    void activationsOfSeveralLayersInOneRun() {
        try (Activations activations = new Activations(backend, image, List.of(layer, logits))) {
            Map<Node, float[]> values = activations.run(filled(3));
            assertThat(values.get(logits)).containsExactly(3, -3);
            assertThat(values.get(layer)[0]).isEqualTo(3);
        }
    }

    private static float[] filled(float value) {
        float[] pixels = new float[SIZE * SIZE];
        Arrays.fill(pixels, value);
        return pixels;
    }
}

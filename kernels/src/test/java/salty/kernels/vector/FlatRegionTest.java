package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.PoolTies;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.engine.reference.Reference;
import salty.kernels.vector.simd.MaxPool;

/**
 * In a flat region the pixels under a pool's window are equal and the first takes the gradient. A photograph's white
 * background is such a region, and rounding must not route its gradients at random.
 */
class FlatRegionTest {
    private static final int SIZE = 16;
    private static final int CHANNELS = 16;

    @Test
    void ofEqualPixelsTheFirstTakesTheGradientWhereConvolutionsAreDirect() {
        Node image = Input.of("image", Shape.of(1, SIZE, SIZE, CHANNELS));
        Node filter = Constant.of(Shape.of(3, 3, CHANNELS, CHANNELS), Numbers.random(5, 9 * CHANNELS * CHANNELS, 1));
        Node pooled = MaxPool2d.of(Conv2d.of(image, filter, Window.valid(3, 3, 1)), Window.valid(2, 2, 2));
        Node gradient = Gradients.of(Sum.all(pooled), image);
        float[] flat = new float[SIZE * SIZE * CHANNELS];
        Arrays.fill(flat, 0.7f);
        double[] exact = new double[flat.length];
        Arrays.fill(exact, 0.7f);
        double[] expected = Reference.evaluate(List.of(gradient), Map.of(image, exact)).get(gradient);

        try (VectorBackend backend = new VectorBackend(2, true, BackendOptions.MANY_RUNS);
                Program program = Program.compile(backend, List.of(gradient))) {
            float[] actual = program.run(Map.of(image, flat)).get(gradient);
            assertThat(Numbers.distance(actual, expected)).as(program.explain()).isLessThan(2e-6);
            assertThat(program.explain()).doesNotContain("winograd");
        }
    }

    @Test
    void pixelsThatWinogradsRoundingToldApartStillTie() {
        float[] x = {1, 1.000001f, 1.0000005f, 0.9999999f};
        float[] dx = new float[4];
        MaxPool.gradient2x2(x, 0, 2, 1, new float[] {5}, 0, PoolTies.ROUNDING, false, dx, 1);
        assertThat(dx).containsExactly(5, 0, 0, 0);
        MaxPool.gradient2x2(x, 0, 2, 1, new float[] {5}, 0, 0, false, dx, 1);
        assertThat(dx).containsExactly(0, 5, 0, 0);
    }
}

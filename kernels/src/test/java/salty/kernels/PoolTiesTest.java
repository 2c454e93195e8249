package salty.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Sum;
import salty.engine.op.Tanh;
import salty.engine.op.Window;

/** One rule for ties under a max pool, on every backend, however its convolutions are computed. */
class PoolTiesTest {
    static List<String> backends() {
        return Backends.names();
    }

    /** 0.500002 is 2^-18 above 0.5, and greater: it takes the gradient. */
    @ParameterizedTest
    @MethodSource("backends")
    void theGreaterOfTwoNearlyEqualPixelsTakesTheGradient(String name) {
        for (int size : new int[] {2, 3}) {
            Node image = Input.of("image", Shape.of(1, size, size, 1));
            Node pooled = MaxPool2d.of(Tanh.of(image), Window.valid(size, size, size));
            Node gradient = Gradients.of(Sum.all(pooled), image);
            float[] x = new float[size * size];
            x[0] = .5f;
            x[1] = .500002f;
            for (BackendOptions options : List.of(BackendOptions.DEFAULT, BackendOptions.DEFAULT.withDirect())) {
                float[] dx = run(name, options, image, gradient, x);
                assertThat(dx[0]).as("%s, direct %s", name, options.direct()).isZero();
                assertThat(dx[1]).isBetween(.786f, .787f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void ofEqualPixelsTheFirstTakesTheGradient(String name) {
        Node image = Input.of("image", Shape.of(1, 2, 2, 1));
        Node gradient = Gradients.of(Sum.all(MaxPool2d.of(image, Window.valid(2, 2, 2))), image);
        for (float value : new float[] {1, 0, -1, Float.POSITIVE_INFINITY}) {
            float[] dx = run(name, BackendOptions.DEFAULT, image, gradient, new float[] {-2, value, value, value});
            assertThat(dx).as("%s of %s", name, value).containsExactly(0, 1, 0, 0);
        }
    }

    private static float[] run(String name, BackendOptions options, Node image, Node gradient, float[] x) {
        try (Backend backend = Backends.open(name, options, line -> { });
                Program program = Program.compile(backend, List.of(gradient))) {
            return program.run(Map.of(image, x)).get(gradient);
        }
    }
}

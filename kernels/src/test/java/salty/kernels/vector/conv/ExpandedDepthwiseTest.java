package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.reference.Reference;
import salty.kernels.vector.Numbers;
import salty.kernels.vector.VectorBackend;
import salty.kernels.vector.simd.Lanes;

/** An expansion and the window over it are one kernel, which computes what the reference does. */
class ExpandedDepthwiseTest {
    private static final int HEIGHT = 9;

    @ParameterizedTest(name = "{0} x {1} to {2} channels, stride {3}, padding {4} before, {5} behind")
    @CsvSource({"3, 8, 16, 1, 1, 1", "9, 5, 48, 1, 1, 1", "70, 3, 32, 1, 1, 1", "10, 160, 64, 1, 2, 2",
            "6, 8, 112, 1, 0, 0", "8, 16, 48, 2, 0, 1", "8, 16, 80, 2, 1, 0", "131, 3, 16, 2, 0, 0",
            "7, 200, 144, 2, 1, 1", "5, 8, 16, 2, 0, 0"})
    void agreesWithTheReferenceForAnyNumberOfThreads(int width, int c, int k, int stride, int before, int behind) {
        Node image = Input.of("image", Shape.of(2, HEIGHT, width, c));
        Node y = Clip.of(window(Clip.of(expanded(image, k), 0, 2), stride, before, behind), -1, 1.5f);
        float[] one = run(image, y, 1);
        assertThat(run(image, y, 2)).isEqualTo(one);
        assertThat(run(image, y, 3)).isEqualTo(one);
    }

    @Test
    void needNotHaveWholePanelsOfChannels() {
        Node image = Input.of("image", Shape.of(1, HEIGHT, HEIGHT, 8));
        run(image, window(Relu.of(expanded(image, 3 * Lanes.COUNT)), 1, 1, 1), 2);
    }

    @Test
    void endsInAnyPointwiseNodes() {
        Node image = Input.of("image", Shape.of(1, HEIGHT, HEIGHT, 8));
        Node scale = Constant.of(Shape.of(1, 1, 1, 48), Numbers.random(5, 48, 1));
        Node y = window(Relu.of(expanded(image, 48)), 1, 1, 1);
        run(image, y, 2);
        run(image, Relu.of(y), 2);
        run(image, Mul.of(Clip.of(y, 0, 6), Broadcast.of(scale, y.shape())), 2);
    }

    @Test
    void doesWithoutClampAndBias() {
        Node image = Input.of("image", Shape.of(1, HEIGHT, HEIGHT, 8));
        Node expanded = Conv2d.of(image, filter(1, 1, 8, 48), Window.valid(1, 1, 1));
        run(image, Conv2d.of(expanded, filter(3, 3, 1, 48), Window.valid(3, 3, 1), 48), 2);
    }

    @Test
    void leavesAnExpansionAloneThatOthersReadToo() {
        Node image = Input.of("image", Shape.of(1, HEIGHT, HEIGHT, 8));
        Node expanded = Relu.of(expanded(image, 48));
        Node y = Add.of(window(expanded, 1, 1, 1), expanded);
        try (VectorBackend backend = new VectorBackend(2); Program program = Program.compile(backend, List.of(y))) {
            assertThat(program.explain()).doesNotContain("in strips");
        }
    }

    private static Node expanded(Node x, int k) {
        return biased(Conv2d.of(x, filter(1, 1, x.shape().dim(3), k), Window.valid(1, 1, 1)));
    }

    private static Node window(Node x, int stride, int before, int behind) {
        int k = x.shape().dim(3);
        return biased(Conv2d.of(x, filter(3, 3, 1, k),
                new Window(3, 3, stride, stride, 1, 1, before, behind, before, behind), k));
    }

    private static Node filter(int height, int width, int c, int k) {
        Shape shape = Shape.of(height, width, c, k);
        return Constant.of(shape, Numbers.random(k + height, shape.intSize(), Math.sqrt(1.0 / height / width / c)));
    }

    private static Node biased(Node x) {
        Node bias = Constant.of(Shape.of(1, 1, 1, x.shape().dim(3)), Numbers.random(3, x.shape().dim(3), 1));
        return Add.of(x, Broadcast.of(bias, x.shape()));
    }

    /** Runs it as one kernel, and compares. */
    private static float[] run(Node image, Node y, int threads) {
        float[] x = Numbers.random(6, image.shape().intSize(), 1);
        double[] exact = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            exact[i] = x[i];
        }
        double[] expected = Reference.evaluate(List.of(y), Map.of(image, exact)).get(y);
        try (VectorBackend backend = new VectorBackend(threads);
                Program program = Program.compile(backend, List.of(y))) {
            assertThat(program.explain()).contains("1 kernels", "in strips");
            float[] actual = program.run(Map.of(image, x)).get(y);
            assertThat(Numbers.distance(actual, expected)).as(program.explain()).isLessThan(1e-6);
            return actual;
        }
    }
}

package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.reference.Reference;

/** For a few runs nothing is prepared: filters are packed from where they lie, in memory or in a mapped file. */
class FewRunsTest {
    private static final int SIZE = 9;

    @ParameterizedTest
    @CsvSource({"3, 16, 1, 3", "16, 26, 1, 3", "24, 70, 1, 1", "40, 50, 2, 3", "12, 33, 3, 5"})
    void convolvesWithFiltersPackedInTheRun(int c, int k, int groups, int window) {
        Node image = Input.of("image", Shape.of(1, SIZE, SIZE, c));
        float[] weights = Numbers.random(5, window * window * c / groups * k, 1);
        MemorySegment lying = Arena.ofAuto().allocate(4L * weights.length, 4);
        MemorySegment.copy(weights, 0, lying, ValueLayout.JAVA_FLOAT, 0, weights.length);
        Node filter = Constant.of(new Tensor(Shape.of(window, window, c / groups, k), lying));
        Node rectified = Relu.of(Conv2d.of(image, filter, Window.valid(window, window, 1), groups));
        float[] x = Numbers.random(6, SIZE * SIZE * c, 1);
        double[] exact = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            exact[i] = x[i];
        }
        double[] expected = Reference.evaluate(List.of(rectified), Map.of(image, exact)).get(rectified);

        try (VectorBackend backend = new VectorBackend(2, false, 1);
                Program program = Program.compile(backend, List.of(rectified))) {
            for (int run = 0; run < 2; run++) {
                assertThat(Numbers.distance(program.run(Map.of(image, x)).get(rectified), expected))
                        .as(program.explain()).isLessThan(2e-6);
            }
            assertThat(program.explain()).doesNotContain("winograd");
        }
    }
}

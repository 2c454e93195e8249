package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import salty.benchmarks.workload.LayerGraph;
import salty.benchmarks.workload.Weights;
import salty.engine.compile.Work;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Window;

class WorkTest {
    @Test
    void countsTwoOperationsForEachMultiplyAddOfADirectConvolution() {
        Node x = Input.of("x", Shape.of(2, 9, 7, 5));
        Node filter = Input.of("filter", Shape.of(3, 3, 5, 6));
        Work work = Work.of(Conv2d.of(x, filter, Window.valid(3, 3, 1)));
        assertThat(work.flops()).isEqualTo(2.0 * 2 * 7 * 5 * 6 * 3 * 3 * 5);
        assertThat(work.bytes()).isEqualTo(4.0 * (2 * 9 * 7 * 5 + 3 * 3 * 5 * 6 + 2 * 7 * 5 * 6));
    }

    @Test
    void countsTheInnerExtentOfATransposedProduct() {
        Node a = Input.of("a", Shape.of(3, 4));
        Node b = Input.of("b", Shape.of(3, 5));
        assertThat(Work.of(MatMul.of(a, b, true, false)).flops()).isEqualTo(2.0 * 4 * 3 * 5);
    }

    @Test
    void countsAsManyOperationsBackwardAsForwardAndTheReluBetween() {
        LayerGraph layer = LayerGraph.of("block4_conv2", Weights.zeros());
        double convolution = 2.0 * 28 * 28 * 512 * 9 * 512;
        assertThat(Work.of(layer.forward()).flops()).isCloseTo(convolution, within(.001 * convolution));
        assertThat(Work.of(layer.backward()).flops()).isCloseTo(convolution, within(.001 * convolution));
    }

    @Test
    void agreesWithThePublishedMultiplyAddsOfVgg16() {
        double convolutions = Work.of(LayerGraph.features(Weights.zeros()).output()).flops() / 2;
        assertThat(convolutions).isCloseTo(15.35e9, within(.02e9));
    }
}

package salty.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2dGradient;

class LayerGraphTest {
    @Test
    void namesTheConvolutionsAndPoolsInOrder() {
        assertThat(LayerGraph.names()).hasSize(18).startsWith("block1_conv1", "block1_conv2", "block1_pool")
                .endsWith("block5_conv3", "block5_pool");
    }

    @Test
    void cutsTheLayerBeforeAway() {
        Node forward = LayerGraph.of("block2_conv1", Weights.zeros()).forward();
        assertThat(inputs(forward)).singleElement().extracting(Node::shape).hasToString("(1, 112, 112, 64)");
        assertThat(Graph.order(List.of(forward)).stream().filter(node -> node.op() instanceof Conv2d)).hasSize(1);
    }

    @Test
    void doesNotRunForwardAgainToRunBackward() {
        Node backward = LayerGraph.of("block2_conv1", Weights.zeros()).backward();
        assertThat(Graph.order(List.of(backward))).noneMatch(node -> node.op() instanceof Conv2d);
        assertThat(inputs(backward)).hasSize(2);
        assertThat(backward.shape()).hasToString("(1, 112, 112, 64)");
    }

    @Test
    void routesThroughAPoolByItsInput() {
        Node backward = LayerGraph.of("block1_pool", Weights.zeros()).backward();
        assertThat(Graph.order(List.of(backward))).anyMatch(node -> node.op() instanceof MaxPool2dGradient);
        assertThat(inputs(backward)).hasSize(2);
    }

    private static List<Node> inputs(Node output) {
        return Graph.order(List.of(output)).stream().filter(node -> node.op() instanceof Input).toList();
    }
}

package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.autodiff.Gradients;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.engine.op.Sum;
import salty.engine.reference.ReferenceBackend;

/** Batch normalisation in training mode: output, gradients and moving averages as PyTorch has them. */
class BatchNormalizationTest {
    @Test
    void normalisesByTheBatchAndMovesTheAverages() {
        Shape shape = Shape.of(3, 4, 5, 6);
        Map<String, Node> in = new HashMap<>();
        List.of("x", "dy").forEach(name -> in.put(name, Input.of(name, shape)));
        List.of("gamma", "beta", "mean", "variance").forEach(name -> in.put(name, Input.of(name, Shape.of(6))));
        BatchNormalization norm = BatchNormalization.training(in.get("x"), new BatchNormalization.Statistics(
                in.get("gamma"), in.get("beta"), in.get("mean"), in.get("variance"), .9, 1e-3));
        Node loss = Sum.all(Mul.of(norm.output(), in.get("dy")));
        List<Node> wrt = List.of(in.get("x"), in.get("gamma"), in.get("beta"));
        Map<Node, Node> gradients = Gradients.of(loss, wrt);

        Map<String, Node> expected = Map.of("norm_y", norm.output(), "norm_dx", gradients.get(in.get("x")),
                "norm_dgamma", gradients.get(in.get("gamma")), "norm_dbeta", gradients.get(in.get("beta")),
                "norm_next_mean", norm.next().get(in.get("mean")),
                "norm_next_variance", norm.next().get(in.get("variance")));
        Map<Node, float[]> values = new HashMap<>();
        in.forEach((name, node) -> values.put(node, Golden.get("norm_" + name)));
        try (Program program = Program.compile(new ReferenceBackend(), List.copyOf(expected.values()))) {
            Map<Node, float[]> results = program.run(values);
            expected.forEach((name, node) -> assertThat(results.get(node)).as(name)
                    .containsExactly(Golden.get(name), within(1e-5f)));
        }
    }
}

package salty.kernels.vector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Input;
import salty.engine.reference.Reference;

/** Runs what has no vector kernel by the reference's plain loops: correct, slow, and named so in explanations. */
final class ReferenceFallback {
    private ReferenceFallback() {
    }

    static Kernel prepare(Group group) {
        List<Node> outside = group.inputs();
        Map<Node, Node> copies = new HashMap<>();
        List<Node> leaves = new ArrayList<>();
        for (Node node : outside) {
            Node leaf = Input.of("value", node.shape());
            leaves.add(leaf);
            copies.put(node, leaf);
        }
        for (Node node : group.nodes()) {
            copies.put(node, Node.of(node.op(),
                    node.inputs().stream().map(input -> copies.getOrDefault(input, input)).toList()));
        }
        Node result = copies.get(group.output());
        return new VectorKernel(group + " by the scalar reference", 0,
                (inputs, output, scratch) -> run(leaves, result, inputs, output));
    }

    private static void run(List<Node> leaves, Node result, Buffer[] inputs, float[] output) {
        Map<Node, double[]> values = new HashMap<>();
        for (int i = 0; i < leaves.size(); i++) {
            float[] value = ArrayBuffer.of(inputs[i]);
            double[] wide = new double[leaves.get(i).shape().intSize()];
            for (int j = 0; j < wide.length; j++) {
                wide[j] = value[j];
            }
            values.put(leaves.get(i), wide);
        }
        double[] wide = Reference.evaluate(List.of(result), values).get(result);
        for (int j = 0; j < wide.length; j++) {
            output[j] = (float) wide[j];
        }
    }
}

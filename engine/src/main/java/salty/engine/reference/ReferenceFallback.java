package salty.engine.reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Input;

/**
 * Runs what a backend has no kernel for by the reference's plain loops, whatever memory the backend has: correct, slow,
 * and named so in explanations. So a new op runs everywhere as soon as it is specified.
 */
public final class ReferenceFallback implements Kernel {
    private final String description;
    private final List<Node> leaves = new ArrayList<>();
    private final Node result;

    /** Readies the loops for the nodes of a group. */
    public ReferenceFallback(Group group) {
        description = group + " by the scalar reference";
        Map<Node, Node> copies = new HashMap<>();
        for (Node node : group.inputs()) {
            Node leaf = Input.of("value", node.shape());
            leaves.add(leaf);
            copies.put(node, leaf);
        }
        for (Node node : group.nodes()) {
            copies.put(node, Node.of(node.op(),
                    node.inputs().stream().map(input -> copies.getOrDefault(input, input)).toList()));
        }
        result = copies.get(group.output());
    }

    @Override
    public void run(Buffer[] inputs, Buffer output, Buffer scratch) {
        Map<Node, double[]> values = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            float[] value = new float[leaves.get(i).shape().intSize()];
            inputs[i].read(value);
            double[] wide = new double[value.length];
            for (int j = 0; j < wide.length; j++) {
                wide[j] = value[j];
            }
            values.put(leaves.get(i), wide);
        }
        double[] wide = Reference.evaluate(List.of(result), values).get(result);
        float[] narrow = new float[wide.length];
        for (int j = 0; j < wide.length; j++) {
            narrow[j] = (float) wide[j];
        }
        output.write(narrow);
    }

    @Override
    public String describe() {
        return description;
    }
}

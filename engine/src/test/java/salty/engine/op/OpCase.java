package salty.engine.op;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;

/**
 * One example of an op, or of ops that backends like to fuse. It serves as finite-difference gradient test, as
 * agreement test of every backend, and as benchmark.
 *
 * @param name   what it shows
 * @param output the value
 * @param low    the least value of its inputs
 * @param high   the greatest
 */
public record OpCase(String name, Node output, double low, double high) {

    /** An example whose inputs lie in [-1, 1]. */
    static OpCase of(String name, Node output) {
        return new OpCase(name, output, -1, 1);
    }

    /** The inputs that the output depends on. */
    public List<Node> inputs() {
        return Graph.order(List.of(output)).stream().filter(node -> node.op() instanceof Input).toList();
    }

    /** Seeded float32 values for every input. */
    public Map<Node, float[]> values(long seed) {
        Random random = new Random(seed);
        Map<Node, float[]> values = new LinkedHashMap<>();
        for (Node input : inputs()) {
            float[] value = new float[input.shape().intSize()];
            for (int i = 0; i < value.length; i++) {
                value[i] = (float) (low + (high - low) * random.nextDouble());
            }
            values.put(input, value);
        }
        return values;
    }

    /**
     * How many products or summands an output element has at most; rounding errors of float32 grow with its root.
     */
    public long reductionLength() {
        long length = 1;
        for (Node node : Graph.order(List.of(output))) {
            long summands = switch (node.op()) {
                case Conv2d conv -> node.input(1).shape().size() / node.shape().dim(3);
                case Conv2dInputGradient conv -> node.input(1).shape().size() / node.shape().dim(3);
                case Conv2dFilterGradient conv -> node.input(1).shape().size() / node.shape().dim(3);
                case MatMul product -> node.input(0).shape().dim(product.transposeA() ? 0 : 1);
                case Sum sum -> node.input(0).shape().size() / node.shape().size();
                default -> 1;
            };
            length = Math.max(length, summands);
        }
        return length;
    }

    @Override
    public String toString() {
        return name;
    }
}

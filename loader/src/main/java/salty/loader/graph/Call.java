package salty.loader.graph;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import salty.engine.graph.Node;

/** A node of a foreign graph and what its inputs have become. */
public final class Call {

    private final ForeignNode node;
    private final List<Value> inputs;
    private final int version;
    private final int batch;
    private final Map<String, Node> weights = new LinkedHashMap<>();
    private Node preactivation;

    /**
     * @param inputs  null where an optional one is left out
     * @param version of the operators' definitions
     * @param batch   the number of images, where the file was made for one and runs with another; else 0
     */
    Call(ForeignNode node, List<Value> inputs, int version, int batch) {
        this.node = node;
        this.inputs = inputs;
        this.version = version;
        this.batch = batch;
    }

    /** The node's settings. */
    public Attributes attributes() {
        return node.attributes();
    }

    /** The operator's type. */
    public String type() {
        return node.type();
    }

    /** The version of the operators' definitions: ONNX' operator set. */
    public int version() {
        return version;
    }

    /** The number of images, where the file was made for one and runs with another; else 0. */
    public int batch() {
        return batch;
    }

    /** The number of results that the node names. */
    public int results() {
        return node.outputs().size();
    }

    /** The number of inputs that the node names. */
    public int count() {
        return inputs.size();
    }

    /** Whether there is an i-th input. */
    public boolean has(int i) {
        return i < inputs.size() && inputs.get(i) != null;
    }

    /** The i-th input. */
    public Value input(int i) {
        if (!has(i)) {
            throw new IllegalArgumentException("has no input " + i);
        }
        return inputs.get(i);
    }

    /** All inputs. */
    public List<Value> inputs() {
        for (int i = 0; i < inputs.size(); i++) {
            input(i);
        }
        return inputs;
    }

    /** The i-th input, which has to be known. */
    public Known known(int i) {
        if (input(i) instanceof Known known) {
            return known;
        }
        throw new IllegalArgumentException("needs its input " + i + " ('" + node.inputs().get(i)
                + "') to be a constant, but it is computed from the model's input");
    }

    /** The numbers of the i-th input, which has to be known: axes, extents, bounds. */
    public int[] integers(int i) {
        return Arrays.stream(known(i).wholes()).mapToInt(Call::clamped).toArray();
    }

    /** Bounds are written as the greatest number that there is, to mean the end. */
    private static int clamped(long value) {
        return (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Notes a weight of the layer that this node is. */
    public Node weight(String role, Node weight) {
        weights.put(role, weight);
        return weight;
    }

    /** Applies the layer's activation and notes what it was applied to. */
    public Value activated(Computed value, UnaryOperator<Node> activation) {
        preactivation = value.node();
        return value.with(activation.apply(value.node()));
    }

    Map<String, Node> weights() {
        return weights;
    }

    /** What the layer's activation was applied to; null where it has none. */
    Node preactivation() {
        return preactivation;
    }
}

package salty.loader.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import salty.engine.compile.Simplify;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Concat;
import salty.engine.op.Conv2d;
import salty.engine.op.Exp;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Pad;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sigmoid;
import salty.engine.op.Slice;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.op.Tanh;
import salty.engine.op.Transpose;
import salty.loader.file.ModelFormatException;

/**
 * Finds layers of Keras that compute what a graph of the engine does, so that an imported network can be trained and
 * written as Keras and TF.js have it. Batch normalisations behind convolutions are part of the weights then.
 */
public final class GraphConversion {

    private final String file;
    private final Model model;
    private final LayerList layers = new LayerList();
    private final Map<Node, String> names = new HashMap<>();
    private final Map<Node, String> done = new HashMap<>();
    private final ConvertedLayers made;
    private final Map<Node, List<Node>> readers = new HashMap<>();

    private GraphConversion(String file, Model model) {
        this.file = file;
        this.model = model;
        this.made = new ConvertedLayers(file, layers, names, done);
    }

    /**
     * Converts a graph for one image.
     *
     * @throws ModelFormatException if Keras has no layer for a part of it
     */
    public static KerasModel of(String file, Model model) {
        return new GraphConversion(file, model).converted();
    }

    private KerasModel converted() {
        List<Node> outputs = Simplify.of(model.outputs());
        List<Node> order = Graph.order(outputs);
        for (Node node : order) {
            node.inputs().forEach(input -> readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node));
        }
        nameLike(order);
        model.inputs().forEach(this::input);
        for (Node node : order) {
            boolean own = outputs.contains(node) || !isTakenUp(node);
            if (own && !done.containsKey(node) && !GraphPatterns.isConstant(node)) {
                done.put(node, layer(node));
            }
        }
        return KerasModel.of(file, layers.model(model.name(), named(model.inputs()), named(outputs)), "2.15.0",
                layers.weights());
    }

    private List<String> named(List<Node> nodes) {
        return nodes.stream().map(made::name).toList();
    }

    /** Convolutions and dense layers keep their names, where simplifying has left all of them. */
    private void nameLike(List<Node> order) {
        List<Layer> weighted = model.layers().values().stream()
                .filter(layer -> layer.weights().containsKey("kernel")).toList();
        List<Node> products = order.stream().filter(GraphPatterns::isProduct).toList();
        if (weighted.size() == products.size()) {
            for (int i = 0; i < products.size(); i++) {
                names.put(products.get(i), weighted.get(i).name());
            }
        }
    }

    private void input(Node input) {
        Shape s = input.shape();
        var shape = LayerList.list(s.dims());
        shape.setNull(0);
        done.put(input, layers.add("InputLayer", ((Input) input.op()).label(), LayerList.settings()
                .<ObjectNode>set("batch_input_shape", shape).put("dtype", "float32"), List.of(), Map.of()));
    }

    private String layer(Node node) {
        return switch (node.op()) {
            case Conv2d conv -> made.convolution(node, null);
            case MatMul product -> made.dense(node, null);
            case Add add when isBiased(node) && node.input(0).op() instanceof Conv2d ->
                    made.convolution(node.input(0), GraphPatterns.vector(node.input(1)));
            case Add add when isBiased(node) -> made.dense(node.input(0), GraphPatterns.vector(node.input(1)));
            case Add add when GraphPatterns.vector(node.input(1)) != null -> made.scaled(node);
            case Mul mul when GraphPatterns.vector(node.input(1)) != null -> made.scaled(node);
            case Add add -> made.merged(node, "Add");
            case Mul mul -> made.merged(node, "Multiply");
            case Maximum max when GraphPatterns.isLeaky(node) -> made.plain("LeakyReLU", node.input(0),
                    LayerList.settings().put("alpha", ((Affine) node.input(1).op()).scale()));
            case Maximum max -> made.merged(node, "Maximum");
            case Relu relu -> made.plain("ReLU", node.input(0), LayerList.settings());
            case Clip clip -> made.clipped(node.input(0), clip);
            case Sigmoid op -> made.activation("sigmoid", node);
            case Tanh op -> made.activation("tanh", node);
            case Exp op -> made.activation("exponential", node);
            case Softmax op -> made.activation("softmax", node);
            case Affine affine when GraphPatterns.isMean(node) -> made.mean(node.input(0).input(0));
            case Affine affine when GraphPatterns.isRepetition(node) -> made.upSampling(node);
            case Affine affine -> made.rescaled(made.name(node.input(0)), affine.scale(), affine.shift());
            case MaxPool2d pool -> made.pooled(node, "MaxPooling2D", pool.window(),
                    GraphPatterns.isNeverNegative(node.input(0)));
            case AveragePool2d pool -> made.pooled(node, "AveragePooling2D", pool.window(), false);
            case Concat concat -> layers.add("Concatenate", "concatenate",
                    LayerList.settings().put("axis", concat.axis()), named(node.inputs()), Map.of());
            case Reshape reshape when node.shape().rank() == 2 && keepsBatch(node) ->
                    made.plain("Flatten", node.input(0), LayerList.settings());
            case Reshape reshape when keepsBatch(node) -> made.plain("Reshape", node.input(0), LayerList.settings()
                    .<ObjectNode>set("target_shape", withoutBatch(node.shape().dims())));
            case Transpose transpose when transpose.axes().getFirst() == 0 -> made.plain("Permute", node.input(0),
                    LayerList.settings().<ObjectNode>set("dims", withoutBatch(transpose.axes().stream()
                            .mapToInt(axis -> axis).toArray())));
            case Pad(var before, var after, float value) when value == 0 && GraphPatterns.isBorder(before)
                    && GraphPatterns.isBorder(after) -> made.border("ZeroPadding2D", "padding",
                    made.name(node.input(0)), before.get(1), after.get(1), before.get(2), after.get(2));
            case Slice slice -> made.cropped(node, slice);
            default -> throw made.none(node);
        };
    }

    private boolean keepsBatch(Node node) {
        return node.shape().rank() > 1 && node.shape().dim(0) == node.input(0).shape().dim(0);
    }

    private static ArrayNode withoutBatch(int[] list) {
        return LayerList.list(Arrays.copyOfRange(list, 1, list.length));
    }

    /** The sum of a product that nothing else reads and a vector. */
    private boolean isBiased(Node sum) {
        return GraphPatterns.isProduct(sum.input(0)) && isOnlyRead(sum.input(0))
                && GraphPatterns.vector(sum.input(1)) != null;
    }

    private boolean isOnlyRead(Node node) {
        return readers.getOrDefault(node, List.of()).size() == 1;
    }

    /** What the layer of its only reader computes, too. */
    private boolean isTakenUp(Node node) {
        if (node.op() instanceof Broadcast) {
            return true;
        }
        if (!isOnlyRead(node)) {
            return false;
        }
        Node reader = readers.get(node).getFirst();
        return reader.op() instanceof Add && reader.input(0) == node && isBiased(reader)
                || node.op() instanceof Sum && GraphPatterns.isMean(reader)
                || node.op() instanceof AveragePool2dGradient && GraphPatterns.isRepetition(reader)
                || node.op() instanceof Affine && reader.op() instanceof Maximum && GraphPatterns.isLeaky(reader)
                && reader.input(1) == node;
    }
}

package salty.benchmarks.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.autodiff.Gradients;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;
import salty.engine.op.Input;
import salty.engine.op.Mul;

/**
 * One layer of VGG16 cut out of the network.
 *
 * @param forward  its value from an input in the place of the layer before, bias and ReLU included
 * @param backward the adjoint of that input, from the adjoint of its value and from what the forward run left behind
 */
public record LayerGraph(Node forward, Node backward) {
    /** The names of the convolutional part's layers, as Keras has them. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(features(Weights.zeros()).layers().keySet());
        names.removeFirst();
        return names;
    }

    /** The layer of that name at batch 1. */
    public static LayerGraph of(String name, Vgg16.Weights weights) {
        Model model = features(weights);
        List<String> names = new ArrayList<>(model.layers().keySet());
        Layer before = model.layer(names.get(names.indexOf(name) - 1));
        Node x = Input.of("x", before.output().shape());
        Node y = replace(model.layer(name).output(), Map.of(before.output(), x));
        Node adjoint = Gradients.of(Mul.of(y, Input.of("dy", y.shape())), x);
        return new LayerGraph(y, replace(adjoint, Map.of(y, Input.of("y", y.shape()))));
    }

    /** VGG16 without its dense layers, at batch 1. */
    public static Model features(Vgg16.Weights weights) {
        return Vgg16.features(Shape.of(1, Photograph.SIDE, Photograph.SIDE, 3), weights);
    }

    /** The same value with some nodes replaced. */
    private static Node replace(Node output, Map<Node, Node> replacements) {
        Map<Node, Node> copies = new HashMap<>(replacements);
        for (Node node : Graph.order(List.of(output))) {
            copies.computeIfAbsent(node, original -> {
                List<Node> inputs = original.inputs().stream().map(copies::get).toList();
                return inputs.equals(original.inputs()) ? original : Node.of(original.op(), inputs);
            });
        }
        return copies.get(output);
    }
}

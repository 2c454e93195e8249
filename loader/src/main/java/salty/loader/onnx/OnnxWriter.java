package salty.loader.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Input;

/** Writes a model as ONNX, opset 13. Inputs and outputs keep the engine's layout, {@code (n, h, w, c)}. */
public final class OnnxWriter {

    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;

    /** Protobuf cannot hold more. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private OnnxWriter() {
    }

    /**
     * Writes a model; an older file is replaced when the new one is complete.
     *
     * @throws IOException                   if the file cannot be written or would be larger than 2 GiB
     * @throws UnsupportedOperationException if the graph has an op that ONNX has not
     */
    public static void write(Path path, Model model) throws IOException {
        Protobuf onnx = encoded(model);
        if (onnx.size() > MAX_BYTES) {
            throw new IOException("an ONNX file of " + onnx.size() + " bytes is beyond protobuf's limit of "
                    + MAX_BYTES);
        }
        Path target = path.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                onnx.writeTo(channel);
            }
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Protobuf encoded(Model model) {
        OnnxGraph graph = new OnnxGraph();
        Layouts layouts = new Layouts(graph);
        OnnxNodes nodes = new OnnxNodes(graph, layouts);
        Map<Node, String> weights = names(model);
        List<Node> order = Graph.order(model.outputs());
        for (Node node : model.inputs()) {
            Input input = (Input) node.op();
            graph.input(input.label(), node.shape());
            layouts.setLast(node, input.label());
        }
        Map<Node, Boolean> used = asValues(order, model.outputs());
        for (Node node : order) {
            switch (node.op()) {
                case Input _ -> { }
                case Constant(Tensor tensor) -> {
                    if (used.containsKey(node)) {
                        String name = weights.getOrDefault(node,
                                "constant_" + weights.size() + "_" + order.indexOf(node));
                        layouts.setLast(node, graph.floats(name, tensor.shape(), tensor.data()));
                    }
                }
                case Broadcast op when !used.containsKey(node) -> { }
                default -> nodes.add(node);
            }
        }
        for (int i = 0; i < model.outputs().size(); i++) {
            Node output = model.outputs().get(i);
            String name = "output_" + i;
            graph.named(name, "Identity", List.of(layouts.last(output)));
            graph.output(name, output.shape());
        }
        return new Protobuf().number(1, IR_VERSION).text(2, "Salty").message(7, graph.encoded(model.name()))
                .message(8, new Protobuf().text(1, "").number(2, OPSET));
    }

    /**
     * Nodes that some other one reads as they are: filters are rewritten, and what a sum repeats need not be repeated.
     */
    private static Map<Node, Boolean> asValues(List<Node> order, List<Node> outputs) {
        Map<Node, Boolean> used = new HashMap<>();
        outputs.forEach(output -> used.put(output, true));
        for (Node node : order) {
            boolean convolution = node.op() instanceof Conv2d || node.op() instanceof Conv2dInputGradient;
            for (int i = 0; i < node.inputs().size(); i++) {
                Node input = node.input(i);
                boolean filter = convolution && i == 1;
                boolean repeatedOnly = OnnxNodes.repeatsItself(node, i);
                if (!filter && !repeatedOnly) {
                    used.put(input, true);
                }
            }
        }
        return used;
    }

    private static Map<Node, String> names(Model model) {
        Map<Node, String> names = new HashMap<>();
        for (Layer layer : model.layers().values()) {
            layer.weights().forEach((role, node) -> names.putIfAbsent(node, layer.name() + "/" + role));
        }
        return names;
    }
}

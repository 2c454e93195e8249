package salty.loader.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import salty.engine.graph.Tensor;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.graph.Attributes;
import salty.loader.graph.ForeignGraph;
import salty.loader.graph.ForeignNode;
import salty.loader.graph.Known;

/**
 * Reads an ONNX file ({@code onnx.proto}, messages ModelProto, GraphProto, NodeProto, AttributeProto, ValueInfoProto).
 * Graphs within attributes, which control flow has, are passed over.
 */
final class OnnxReader {

    /** The versions of ONNX' own operators that are understood. */
    static final int MIN_OPSET = 7;
    private static final int MAX_NODES = 100_000;
    private static final int TENSOR_RANK = 16;
    private static final Set<String> OWN_DOMAINS = Set.of("", "ai.onnx");

    private final String file;
    private final OnnxTensors tensors;
    private final List<ForeignNode> nodes = new ArrayList<>();
    private final Map<String, Known> constants = new HashMap<>();
    private final List<ForeignGraph.Input> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new HashMap<>();
    private String name = "";
    private int opset;

    private OnnxReader(String file, Path folder) {
        this.file = file;
        this.tensors = new OnnxTensors(file, folder);
    }

    /**
     * Reads a file.
     *
     * @throws ModelFormatException if it is damaged or holds what is not supported
     */
    static OnnxFile read(Path path) {
        OnnxReader reader = new OnnxReader(path.toString(), path.toAbsolutePath().normalize().getParent());
        return reader.model(ModelBytes.map(path));
    }

    private OnnxFile model(MemorySegment bytes) {
        ProtobufReader model = new ProtobufReader(file, "ModelProto", bytes);
        boolean found = false;
        while (model.next()) {
            switch (model.field()) {
                case 7 -> {
                    graph(model.message("GraphProto"));
                    found = true;
                }
                case 8 -> version(model.message("OperatorSetIdProto"));
                case 14 -> OnnxTensors.entry(model.message("metadata_props"), metadata);
                default -> { }
            }
        }
        if (!found) {
            throw new ModelFormatException(file, "", "holds no ONNX graph");
        }
        if (opset < MIN_OPSET) {
            throw new ModelFormatException(file, "", "uses ONNX' operators of version " + opset + "; convert it to "
                    + MIN_OPSET + " or newer with onnx.version_converter");
        }
        inputs.removeIf(input -> constants.containsKey(input.name()));
        List<ForeignGraph.Input> arranged = new ChannelsFirst(nodes).of(inputs);
        return new OnnxFile(new ForeignGraph(file, name.isEmpty() ? "onnx" : name, nodes, constants, arranged, outputs),
                opset, metadata);
    }

    private void version(ProtobufReader id) {
        String domain = "";
        int version = 0;
        while (id.next()) {
            switch (id.field()) {
                case 1 -> domain = id.text();
                case 2 -> version = id.integer();
                default -> { }
            }
        }
        opset = OWN_DOMAINS.contains(domain) ? version : opset;
    }

    private void graph(ProtobufReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> node(graph.message("NodeProto"));
                case 2 -> name = graph.text();
                case 5 -> {
                    OnnxTensors.Named tensor = tensors.read(graph.message("TensorProto"));
                    constants.put(tensor.name(), tensor.tensor());
                }
                case 11 -> inputs.add(input(graph.message("ValueInfoProto")));
                case 12 -> outputs.add(input(graph.message("ValueInfoProto")).name());
                default -> { }
            }
        }
    }

    private void node(ProtobufReader node) {
        List<String> reads = new ArrayList<>();
        List<String> makes = new ArrayList<>();
        Map<String, Object> attributes = new HashMap<>();
        String own = "";
        String type = "";
        String domain = "";
        while (node.next()) {
            switch (node.field()) {
                case 1 -> reads.add(node.text());
                case 2 -> makes.add(node.text());
                case 3 -> own = node.text();
                case 4 -> type = node.text();
                case 5 -> attribute(node.message("AttributeProto"), attributes);
                case 7 -> domain = node.text();
                default -> { }
            }
        }
        if (nodes.size() == MAX_NODES) {
            throw new ModelFormatException(file, "GraphProto", "has more than " + MAX_NODES + " nodes");
        }
        String unnamed = makes.isEmpty() ? type : makes.getFirst();
        nodes.add(new ForeignNode(own.isEmpty() ? unnamed : own,
                OWN_DOMAINS.contains(domain) ? type : domain + "." + type, reads, makes, new Attributes(attributes)));
    }

    private void attribute(ProtobufReader attribute, Map<String, Object> attributes) {
        String key = "";
        Object value = null;
        LongStream.Builder wholes = LongStream.builder();
        List<Double> reals = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int type = 0;
        while (attribute.next()) {
            switch (attribute.field()) {
                case 1 -> key = attribute.text();
                case 2 -> value = (double) attribute.real();
                case 3 -> value = attribute.number();
                case 4 -> value = attribute.text();
                case 5 -> value = tensors.read(attribute.message("TensorProto")).tensor();
                case 7 -> {
                    MemorySegment packed = attribute.fixed(Float.BYTES);
                    for (long i = 0; i < packed.byteSize() / Float.BYTES; i++) {
                        reals.add((double) packed.get(Tensor.FLOAT, Float.BYTES * i));
                    }
                }
                case 8 -> attribute.numbers(wholes::add);
                case 9 -> texts.add(attribute.text());
                case 20 -> type = attribute.integer();
                default -> { }
            }
        }
        Object found = switch (type) {
            case 6 -> reals.stream().mapToDouble(real -> real).toArray();
            case 7 -> wholes.build().toArray();
            case 8 -> texts;
            case 1 -> value == null ? Double.valueOf(0) : value;
            case 2 -> value == null ? Long.valueOf(0) : value;
            case 3 -> value == null ? "" : value;
            default -> value;
        };
        if (found != null) {
            attributes.put(key, found);
        }
    }

    private ForeignGraph.Input input(ProtobufReader info) {
        String own = "";
        List<Integer> dims = new ArrayList<>();
        while (info.next()) {
            switch (info.field()) {
                case 1 -> own = info.text();
                case 2 -> type(info.message("TypeProto"), dims);
                default -> { }
            }
        }
        return new ForeignGraph.Input(own, dims.stream().mapToInt(i -> i).toArray(), false);
    }

    private void type(ProtobufReader type, List<Integer> dims) {
        while (type.next()) {
            if (type.field() == 1) {
                ProtobufReader tensor = type.message("TypeProto.Tensor");
                while (tensor.next()) {
                    if (tensor.field() == 2) {
                        shape(tensor.message("TensorShapeProto"), dims);
                    }
                }
            }
        }
    }

    private void shape(ProtobufReader shape, List<Integer> dims) {
        while (shape.next()) {
            if (shape.field() == 1) {
                int extent = ForeignGraph.OPEN;
                ProtobufReader dimension = shape.message("Dimension");
                while (dimension.next()) {
                    extent = dimension.field() == 1 ? dimension.integer() : extent;
                }
                if (dims.size() == TENSOR_RANK) {
                    throw new ModelFormatException(file, "ValueInfoProto", "has more than " + TENSOR_RANK + " axes");
                }
                // A negative extent is none that a value can have; some exporters write -1 for an open one.
                dims.add(Math.max(extent, ForeignGraph.OPEN));
            }
        }
    }
}

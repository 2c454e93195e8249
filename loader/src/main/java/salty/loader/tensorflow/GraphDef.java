package salty.loader.tensorflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import salty.loader.file.ModelFormatException;
import salty.loader.graph.Attributes;
import salty.loader.graph.ForeignGraph;
import salty.loader.graph.ForeignNode;
import salty.loader.graph.ImportedModel;
import salty.loader.graph.Importer;
import salty.loader.graph.Known;
import salty.loader.keras.layers.StoredWeight;

/**
 * Reads a GraphDef written as JSON (TensorFlow's {@code graph.proto}, {@code node_def.proto}, {@code
 * attr_value.proto}).
 */
public final class GraphDef {

    private static final int MAX_NODES = 100_000;
    private static final int MAX_RESULTS = 4096;
    private static final int MAX_RANK = 8;
    private static final Set<String> WHOLE = Set.of("DT_INT32", "DT_INT64", "DT_INT16", "DT_INT8", "DT_UINT8");

    private final String file;
    private final Map<String, Integer> results = new HashMap<>();
    private final List<ForeignNode> nodes = new ArrayList<>();
    private final Map<String, Known> constants = new HashMap<>();
    private final Map<String, ForeignGraph.Input> inputs = new LinkedHashMap<>();

    private GraphDef(String file) {
        this.file = file;
    }

    /** Whether a model's topology is a graph, and not the configuration of layers. */
    public static boolean isTopology(JsonNode topology) {
        return topology.path("node").isArray();
    }

    /**
     * Opens a graph.
     *
     * @param file      what messages call the file
     * @param topology  the GraphDef
     * @param signature what the model calls its inputs and outputs; may be missing
     * @param weights   the values of its constants
     * @throws ModelFormatException if it is damaged or holds what is not supported
     */
    public static ImportedModel open(String file, JsonNode topology, JsonNode signature, List<StoredWeight> weights) {
        ForeignGraph graph = new GraphDef(file).read(topology, signature, weights);
        return new ImportedModel(file, options -> Importer.build(graph, TensorFlowOperators.ALL, 0, options));
    }

    private ForeignGraph read(JsonNode topology, JsonNode signature, List<StoredWeight> weights) {
        JsonNode all = topology.path("node");
        if (all.size() > MAX_NODES) {
            throw new ModelFormatException(file, "modelTopology", "has more than " + MAX_NODES + " nodes");
        }
        for (JsonNode node : all) {
            for (JsonNode input : node.path("input")) {
                count(input.asString(""));
            }
        }
        signature.path("outputs").forEach(output -> count(output.path("name").asString("")));
        Map<String, StoredWeight> stored = weights.stream()
                .collect(Collectors.toMap(StoredWeight::name, weight -> weight, (first, second) -> second));
        for (JsonNode node : all) {
            add(node, stored);
        }
        List<ForeignGraph.Input> ordered = new ArrayList<>();
        for (JsonNode input : signature.path("inputs")) {
            ForeignGraph.Input known = inputs.remove(value(input.path("name").asString("")));
            if (known != null) {
                ordered.add(withShape(known, input.path("tensorShape")));
            }
        }
        ordered.addAll(inputs.values());
        return new ForeignGraph(file, "graph", nodes, constants, ordered, outputs(signature));
    }

    private void count(String name) {
        int colon = name.lastIndexOf(':');
        if (colon > 0 && name.substring(colon + 1).matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(name.substring(colon + 1));
            if (index >= MAX_RESULTS) {
                throw new ModelFormatException(file, "modelTopology", "names result " + index + " of a node");
            }
            results.merge(name.substring(0, colon), index + 1, Math::max);
        }
    }

    /** A value's one name: the first result of a node is called by the node's name alone. */
    private static String value(String name) {
        return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    }

    private void add(JsonNode node, Map<String, StoredWeight> stored) {
        String name = node.path("name").asString("");
        String type = node.path("op").asString("");
        JsonNode settings = node.path("attr");
        String dtype = settings.path("dtype").path("type").asString("DT_FLOAT");
        if (name.isEmpty() || type.isEmpty()) {
            throw new ModelFormatException(file, "modelTopology", "has a node without name or operator");
        }
        switch (type) {
            case "Const" -> constants.put(name, constant(name, dtype, stored.get(name)));
            case "Placeholder" -> inputs.put(name, withShape(new ForeignGraph.Input(name, new int[0], false),
                    settings.path("shape").path("shape")));
            case "NoOp" -> { }
            default -> {
                List<String> reads = new ArrayList<>();
                for (JsonNode input : node.path("input")) {
                    String read = input.asString("");
                    if (!read.startsWith("^")) {
                        reads.add(value(read));
                    }
                }
                List<String> makes = new ArrayList<>(List.of(name));
                for (int i = 1; i < results.getOrDefault(name, 1); i++) {
                    makes.add(name + ":" + i);
                }
                nodes.add(new ForeignNode(name, type, reads, makes, attributes(name, settings)));
            }
        }
    }

    private Known constant(String name, String dtype, StoredWeight weight) {
        if (weight == null) {
            throw new ModelFormatException(file, "node " + name, "is a constant, but the weights have none of its"
                    + " name");
        }
        try {
            Known value = Known.reals(weight.shape(), weight.values().get());
            return WHOLE.contains(dtype) ? value.as(Known.Type.WHOLE)
                    : dtype.equals("DT_BOOL") ? value.as(Known.Type.TRUTH) : value;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(file, "weight " + name, e.getMessage(), e);
        }
    }

    private ForeignGraph.Input withShape(ForeignGraph.Input input, JsonNode shape) {
        JsonNode dims = shape.path("dim");
        if (!dims.isArray()) {
            return input;
        }
        if (dims.size() > MAX_RANK) {
            throw new ModelFormatException(file, "input " + input.name(), "has " + dims.size() + " axes");
        }
        int[] extents = new int[dims.size()];
        for (int i = 0; i < extents.length; i++) {
            long extent = whole(dims.get(i).path("size"), ForeignGraph.OPEN);
            extents[i] = extent < 0 ? ForeignGraph.OPEN : Math.clamp(extent, 0, Integer.MAX_VALUE);
        }
        return new ForeignGraph.Input(input.name(), extents, false);
    }

    /** Those of the signature; without one, what no node reads. */
    private List<String> outputs(JsonNode signature) {
        List<String> outputs = new ArrayList<>();
        for (JsonNode output : signature.path("outputs")) {
            outputs.add(value(output.path("name").asString("")));
        }
        if (outputs.isEmpty()) {
            Set<String> read = nodes.stream().flatMap(node -> node.inputs().stream())
                    .map(name -> name.replaceFirst(":[0-9]+$", "")).collect(Collectors.toSet());
            nodes.stream().map(ForeignNode::name).filter(name -> !read.contains(name)).forEach(outputs::add);
        }
        if (outputs.isEmpty()) {
            throw new ModelFormatException(file, "modelTopology", "is a graph without outputs");
        }
        return outputs;
    }

    private Attributes attributes(String node, JsonNode settings) {
        Map<String, Object> attributes = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : settings.properties()) {
            JsonNode value = entry.getValue();
            Object read;
            if (value.has("i")) {
                read = whole(value.path("i"), 0);
            } else if (value.has("f")) {
                read = value.path("f").asDouble(Double.NaN);
            } else if (value.has("b")) {
                read = value.path("b").asBoolean(false) ? 1L : 0L;
            } else if (value.has("s")) {
                read = text(node, value.path("s"));
            } else if (value.has("type")) {
                read = value.path("type").asString("");
            } else if (value.path("list").path("i").isArray()) {
                List<Long> numbers = new ArrayList<>();
                value.path("list").path("i").forEach(number -> numbers.add(whole(number, 0)));
                read = numbers.stream().mapToLong(number -> number).toArray();
            } else if (value.path("list").path("s").isArray()) {
                List<String> texts = new ArrayList<>();
                value.path("list").path("s").forEach(text -> texts.add(text(node, text)));
                read = texts;
            } else {
                continue;
            }
            attributes.put(entry.getKey(), read);
        }
        return new Attributes(attributes);
    }

    /** Protobuf's JSON writes int64 as text. */
    private static long whole(JsonNode number, long otherwise) {
        try {
            return number.isString() ? Long.parseLong(number.stringValue()) : number.asLong(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Protobuf's JSON writes bytes in base 64; some converters wrote a list of their numbers. */
    private String text(String node, JsonNode bytes) {
        if (bytes.isArray()) {
            StringBuilder text = new StringBuilder();
            bytes.forEach(b -> text.append((char) b.asInt(0)));
            return text.toString();
        }
        try {
            return new String(Base64.getDecoder().decode(bytes.asString("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, "node " + node, "has a text that is not base 64", e);
        }
    }
}

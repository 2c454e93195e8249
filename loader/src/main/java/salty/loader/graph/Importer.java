package salty.loader.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import salty.engine.compile.Simplify;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.model.Spelling;
import salty.engine.op.Constant;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;

/** Builds the engine's graph of a foreign one, node after node. */
public final class Importer {

    /** Elements of one value; what asks for more is a mistake or an attack, not an image. */
    private static final long MAX_ELEMENTS = 1L << 28;

    /** Elements of a value that is folded here, by the reference. */
    private static final long MAX_FOLDED = 1 << 24;

    private final ForeignGraph graph;
    private final Map<String, Operator> operators;
    private final int version;
    private final LoadOptions options;
    private final Map<String, Value> values = new HashMap<>();
    private final SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    private int batch;

    private Importer(ForeignGraph graph, Map<String, Operator> operators, int version, LoadOptions options) {
        this.graph = graph;
        this.operators = operators;
        this.version = version;
        this.options = options;
    }

    /**
     * Builds a graph.
     *
     * @param operators by type
     * @param version   of the operators' definitions
     * @throws ModelFormatException if the graph is damaged or needs what is not supported
     */
    public static Imported build(ForeignGraph graph, Map<String, Operator> operators, int version,
                                 LoadOptions options) {
        try {
            return new Importer(graph, operators, version, options).build();
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(graph.file(), "", "needs more memory than this JVM may use; run it with a"
                    + " larger -Xmx, or the file is damaged");
        }
    }

    private Imported build() {
        values.putAll(graph.constants());
        List<Value> inputs = new ArrayList<>();
        for (ForeignGraph.Input input : graph.inputs()) {
            inputs.add(input(input));
        }
        List<ForeignNode> order = NodeOrder.of(graph, values.keySet());
        requireOperators(order);
        order.forEach(this::visit);
        List<Value> outputs = graph.outputs().stream().map(values::get).toList();
        if (batch > 0 && outputs.stream().anyMatch(output -> output.rank() == 0 || output.dims()[0] != batch)) {
            throw new ModelFormatException(graph.file(), "", "was made for one image at a time and gives "
                    + Value.text(outputs.getFirst().dims()) + " for " + batch
                    + "; export it with the number of images left open");
        }
        List<Node> nodes = options.outputs().isEmpty() ? outputs.stream().map(this::output).toList() : chosen();
        List<Node> images = inputs.stream().map(value -> ((Computed) value).node()).toList();
        return new Imported(new Model(graph.name(), images, layers, nodes), inputs, outputs);
    }

    private Computed input(ForeignGraph.Input input) {
        int[] dims = input.dims().clone();
        boolean image = dims.length == 4;
        if (image || dims.length > 1 && dims[0] == ForeignGraph.OPEN) {
            if (dims[0] == 1 && options.batch() > 1) {
                batch = options.batch();
            }
            dims[0] = dims[0] == ForeignGraph.OPEN || dims[0] == 1 ? options.batch() : dims[0];
        }
        int rows = input.channelsFirst() ? 2 : 1;
        for (int axis = 0; axis < dims.length; axis++) {
            boolean spatial = image && (axis == rows || axis == rows + 1);
            if (dims[axis] == ForeignGraph.OPEN && spatial && options.imageSize().isPresent()) {
                dims[axis] = axis == rows ? options.imageSize().get().height() : options.imageSize().get().width();
            }
            if (dims[axis] < 1) {
                throw new ModelFormatException(graph.file(), "input " + input.name(), dims[axis] == 0
                        ? "has an extent of 0, " + Value.text(dims)
                        : "leaves its size open" + (spatial ? "; say it with --image-size"
                        : ", along an axis that must be known: " + Value.text(dims)));
            }
        }
        int[] order = input.channelsFirst() ? new int[] {0, 2, 3, 1} : IntStream.range(0, dims.length).toArray();
        Computed value = guarded("input " + input.name(), () -> Computed.of(Input.of(input.name(),
                bounded(Shape.of(IntStream.of(order).map(axis -> dims[axis]).toArray()))), order));
        values.put(input.name(), value);
        layers.put(input.name(), new Layer(input.name(), "Input", value.node(), value.node(), Map.of()));
        return value;
    }

    private void requireOperators(List<ForeignNode> order) {
        Map<String, Long> missing = order.stream().filter(node -> !operators.containsKey(node.type()))
                .collect(Collectors.groupingBy(ForeignNode::type, TreeMap::new, Collectors.counting()));
        if (!missing.isEmpty()) {
            String first = missing.keySet().iterator().next();
            ForeignNode example = order.stream().filter(node -> node.type().equals(first)).findFirst().orElseThrow();
            throw new ModelFormatException(graph.file(), example.toString(), "is of an operator that is not supported; "
                    + "of its kind the graph has " + Spelling.listed(missing.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey()).toList()));
        }
    }

    private void visit(ForeignNode node) {
        List<Value> inputs = new ArrayList<>();
        node.inputs().forEach(name -> inputs.add(name.isEmpty() ? null : values.get(name)));
        Call call = new Call(node, inputs, version, batch);
        List<Value> results = guarded(node.toString(), () -> {
            List<Value> made = operators.get(node.type()).apply(call);
            if (made.size() < node.outputs().size()) {
                List<String> extra = node.outputs().subList(made.size(), node.outputs().size());
                if (extra.stream().anyMatch(name -> !name.isEmpty() && isRead(name))) {
                    throw new IllegalArgumentException("its result '" + extra.getFirst() + "' is not supported");
                }
            }
            boolean constant = inputs.stream().allMatch(input -> input == null || input instanceof Known);
            return made.stream().map(value -> folded(value, constant)).toList();
        });
        for (int i = 0; i < Math.min(results.size(), node.outputs().size()); i++) {
            if (!node.outputs().get(i).isEmpty()) {
                values.put(node.outputs().get(i), results.get(i));
            }
        }
        if (results.getFirst() instanceof Computed result && inputs.stream().noneMatch(input -> input == result)) {
            add(node, result, call);
        }
    }

    private boolean isRead(String name) {
        return graph.outputs().contains(name)
                || graph.nodes().stream().anyMatch(node -> node.inputs().contains(name));
    }

    private void add(ForeignNode node, Computed result, Call call) {
        String name = node.name().startsWith("/") ? node.name().substring(1) : node.name();
        String unique = name;
        for (int i = 1; layers.containsKey(unique); i++) {
            unique = name + ":" + i;
        }
        Node output = output(result);
        Node before = call.preactivation() == null || output != result.node() ? output : call.preactivation();
        layers.put(unique, new Layer(unique, node.type(), output, before, call.weights()));
    }

    /** Images as the engine has them, all else with the axes that the foreign graph means. */
    private Node output(Value value) {
        return value instanceof Computed computed && value.rank() == 4 ? computed.arranged(computed.order())
                : value.declared();
    }

    private List<Node> chosen() {
        List<Node> nodes = new ArrayList<>();
        for (String name : options.outputs()) {
            Layer layer = layers.get(name);
            if (layer == null) {
                throw new ModelFormatException(graph.file(), "", "has no layer '" + name + "' to take as output; "
                        + Spelling.remedy(name, layers.keySet()));
            }
            nodes.add(layer.output());
        }
        return nodes;
    }

    /** What is made of constants alone becomes a constant here, so that a weight made of weights is one. */
    private Value folded(Value value, boolean constant) {
        if (!(value instanceof Computed computed)) {
            return value;
        }
        bounded(computed.node().shape());
        if (!constant || computed.size() > MAX_FOLDED) {
            return value;
        }
        return switch (Simplify.of(computed.declared()).op()) {
            case Constant(var tensor) -> Known.reals(computed.dims(), tensor.data());
            case Fill fill -> Known.filled(computed.dims(), Known.reals(new int[0], fill.value()));
            default -> value;
        };
    }

    private Shape bounded(Shape shape) {
        if (shape.size() > MAX_ELEMENTS) {
            throw new IllegalArgumentException("makes a value of shape " + shape + ", above the limit of "
                    + MAX_ELEMENTS + " elements");
        }
        return shape;
    }

    private interface Body<T> {
        T run();
    }

    private <T> T guarded(String place, Body<T> body) {
        try {
            return body.run();
        } catch (ArithmeticException e) {
            throw new ModelFormatException(graph.file(), place,
                    "makes a value larger than can be counted (" + e.getMessage() + ")", e);
        } catch (NoSuchElementException e) {
            throw new ModelFormatException(graph.file(), place, "has nothing where it needs an input", e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException
                | ClassCastException e) {
            throw new ModelFormatException(graph.file(), place, String.valueOf(e.getMessage()), e);
        }
    }
}

package salty.loader.keras.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sigmoid;
import salty.engine.op.Tanh;
import salty.loader.keras.config.LayerCallConfig.Argument;
import salty.loader.keras.config.LayerConfig;

/**
 * Layers that stand for one operation on tensors, which models hold whose authors wrote {@code x + y} or called
 * {@code preprocess_input} inside: {@code TFOpLambda} and {@code SlicingOpLambda} of tf.keras since 2.4, {@code
 * TensorFlowOpLayer} before, the classes of {@code keras.ops} in Keras 3. A handful of operations is known; a
 * function's name is looked up here and never called.
 */
public final class OperationLayers {

    /** Put before the class names of Keras 3's operations, which would else be taken for layers. */
    public static final String PREFIX = "ops.";

    private static final Set<String> CLASSES = Set.of("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

    /** The operations by all their names. */
    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("__operators__.add", "add"), Map.entry("math.add", "add"), Map.entry("Add", "add"),
            Map.entry("AddV2", "add"), Map.entry("nn.bias_add", "bias_add"), Map.entry("BiasAdd", "bias_add"),
            Map.entry("math.subtract", "subtract"), Map.entry("__operators__.sub", "subtract"),
            Map.entry("Subtract", "subtract"), Map.entry("Sub", "subtract"),
            Map.entry("math.multiply", "multiply"), Map.entry("__operators__.mul", "multiply"),
            Map.entry("Multiply", "multiply"), Map.entry("Mul", "multiply"),
            Map.entry("math.truediv", "divide"), Map.entry("math.divide", "divide"),
            Map.entry("__operators__.truediv", "divide"), Map.entry("TrueDivide", "divide"),
            Map.entry("Divide", "divide"), Map.entry("RealDiv", "divide"),
            Map.entry("math.maximum", "maximum"), Map.entry("Maximum", "maximum"),
            Map.entry("__operators__.getitem", "getitem"), Map.entry("GetItem", "getitem"),
            Map.entry("StridedSlice", "strided"), Map.entry("Stack", "stack"), Map.entry("stack", "stack"),
            Map.entry("concat", "concatenate"), Map.entry("Concatenate", "concatenate"),
            Map.entry("nn.relu", "relu"), Map.entry("Relu", "relu"), Map.entry("nn.relu6", "relu6"),
            Map.entry("Relu6", "relu6"), Map.entry("math.sigmoid", "sigmoid"), Map.entry("nn.sigmoid", "sigmoid"),
            Map.entry("Sigmoid", "sigmoid"), Map.entry("nn.silu", "silu"), Map.entry("nn.swish", "silu"),
            Map.entry("Silu", "silu"), Map.entry("math.tanh", "tanh"), Map.entry("Tanh", "tanh"),
            Map.entry("nn.softmax", "softmax"), Map.entry("Softmax", "softmax"),
            Map.entry("cast", "cast"), Map.entry("Cast", "cast"), Map.entry("identity", "identity"));

    /** The operations that merging layers do, too, if all that they are applied to are values of the graph. */
    private static final Map<String, String> MERGING_LAYERS =
            Map.of("add", "Add", "multiply", "Multiply", "maximum", "Maximum");

    /** What an operation is applied to: a value of the graph, one number, or an array of numbers. */
    private record Operand(Value value, double number) {
    }

    private OperationLayers() {
    }

    /** The type of an operation layer, null if it is none that is known. */
    static LayerType type(LayerConfig layer) {
        return isOperation(layer) && OPERATIONS.containsKey(function(layer))
                ? LayerType.plain(OperationLayers::build) : null;
    }

    /**
     * Whether Keras 3 means an operation where its legacy HDF5 says a bare class name. Some are those of merging
     * layers, too; but these are called on one list.
     *
     * @param nodes the calls, {@code [{"args": [...], "kwargs": {...}}]}
     */
    public static boolean isCalledAsOperation(String className, JsonNode nodes) {
        boolean several = nodes.path(0).path("args").size() > 1;
        return OPERATIONS.containsKey(className) && (several || !LayerTable.isLayer(className));
    }

    /** Whether a layer is an operation, and not a layer that any Keras would have by its class. */
    public static boolean isOperation(LayerConfig layer) {
        return CLASSES.contains(layer.className()) || layer.className().startsWith(PREFIX);
    }

    /** The class of merging layers that does what an operation layer does, if there is one. */
    public static Optional<String> mergingLayer(LayerConfig layer) {
        boolean onValues = layer.calls().stream().allMatch(call -> call.tensors().size() == 2);
        return Optional.ofNullable(onValues ? MERGING_LAYERS.get(OPERATIONS.getOrDefault(function(layer), "")) : null);
    }

    /** The name of the function that a layer stands for; empty if it stands for none. */
    public static String function(LayerConfig layer) {
        if (layer.className().startsWith(PREFIX)) {
            return layer.className().substring(PREFIX.length());
        }
        return layer.className().equals("TensorFlowOpLayer") ? TensorFlowNode.of(layer).path("op").asString("")
                : CLASSES.contains(layer.className()) ? layer.settings().text("", "function") : "";
    }

    private static Value build(LayerCall call) {
        String operation = OPERATIONS.get(function(call.layer()));
        return switch (operation) {
            case "getitem" -> Indexing.getItem(call);
            case "strided" -> TensorFlowNode.stridedSlice(call);
            case "stack" -> stack(call);
            case "concatenate" -> MergeLayers.concatenated(call, axis(call));
            case "bias_add" -> biasAdd(call);
            case "cast" -> cast(call);
            case "softmax" -> Activations.softmax(call.inputs().getFirst(), axis(call));
            case "add", "subtract", "multiply", "divide", "maximum" -> binary(operation, operands(call));
            default -> unary(operation, call.inputs().getFirst());
        };
    }

    private static Value unary(String operation, Value x) {
        return x.with(switch (operation) {
            case "relu" -> Relu.of(x.node());
            case "relu6" -> Clip.of(x.node(), 0, 6);
            case "sigmoid" -> Sigmoid.of(x.node());
            case "tanh" -> Tanh.of(x.node());
            case "silu" -> Mul.of(x.node(), Sigmoid.of(x.node()));
            default -> x.node();
        });
    }

    private static Value binary(String operation, List<Operand> operands) {
        if (operands.size() != 2) {
            throw new IllegalArgumentException(operation + " is called on " + operands.size()
                    + " values, expected two");
        }
        Operand a = operands.get(0);
        Operand b = operands.get(1);
        if (b.value() == null && a.value() != null) {
            Value x = a.value();
            float c = (float) b.number();
            return x.with(switch (operation) {
                case "add" -> Affine.of(x.node(), 1, c);
                case "subtract" -> Affine.of(x.node(), 1, -c);
                case "multiply" -> Affine.of(x.node(), c, 0);
                case "divide" -> Affine.of(x.node(), (float) (1 / b.number()), 0);
                default -> Clip.of(x.node(), c, Float.POSITIVE_INFINITY);
            });
        }
        return MergeLayers.reduce(List.of(asValue(a), asValue(b)), operator(operation));
    }

    private static BinaryOperator<Node> operator(String operation) {
        return switch (operation) {
            case "add" -> Add::of;
            case "subtract" -> (a, b) -> Add.of(a, Affine.of(b, -1, 0));
            case "multiply" -> Mul::of;
            case "divide" -> (a, b) -> Mul.of(a, Power.of(b, -1));
            default -> Maximum::of;
        };
    }

    /** Adds a vector along the channels: axis 1 or the last, as {@code data_format} is {@code NCHW} or {@code NHWC}. */
    private static Value biasAdd(LayerCall call) {
        Value x = call.inputs().getFirst();
        Node bias = asValue(operands(call).getLast()).node();
        String format = call.call().named().get("data_format") instanceof Argument.Literal(JsonNode literal)
                ? literal.asString("") : TensorFlowNode.text(call.layer(), "data_format");
        int[] dims = new int[x.shape().rank()];
        Arrays.fill(dims, 1);
        dims[x.axis(format.startsWith("NC") ? 1 : -1)] = bias.shape().intSize();
        return x.with(Add.of(x.node(), Broadcast.of(Reshape.of(bias, Shape.of(dims)), x.shape())));
    }

    /**
     * All values are float32 here, whatever floating type a model gives them; one that cuts to whole numbers is
     * refused.
     */
    private static Value cast(LayerCall call) {
        String type = call.call().named().get("dtype") instanceof Argument.Literal(JsonNode literal)
                ? literal.asString("")
                : call.layer().className().startsWith(PREFIX) ? call.settings().text("", "dtype")
                : TensorFlowNode.type(call.layer(), "DstT");
        if (!type.toLowerCase(Locale.ROOT).contains("float")) {
            throw call.settings().unsupported("a cast to", type);
        }
        return call.input();
    }

    private static Value asValue(Operand operand) {
        return operand.value() != null ? operand.value()
                : Value.of(Constant.of(Shape.of(1), (float) operand.number()));
    }

    /** The arguments in order: positional ones, then y, bias and what else is an operand by its name. */
    private static List<Operand> operands(LayerCall call) {
        List<Operand> operands = new ArrayList<>();
        int ref = 0;
        List<Argument> arguments = new ArrayList<>(call.call().arguments());
        for (String name : List.of("x", "a", "x1", "y", "b", "x2", "bias", "value")) {
            if (call.call().named().get(name) instanceof Argument argument) {
                arguments.add(argument);
            }
        }
        for (Argument argument : arguments) {
            operands.add(switch (argument) {
                case Argument.Ref r -> new Operand(call.inputs().get(ref++), 0);
                case Argument.Literal(JsonNode literal) -> literal(call, literal);
            });
        }
        if (call.layer().className().equals("TensorFlowOpLayer")) {
            TensorFlowNode.constants(call.layer()).forEach((index, constant) ->
                    operands.add(Math.min(index, operands.size()), literal(call, constant)));
        }
        return operands;
    }

    private static Operand literal(LayerCall call, JsonNode json) {
        JsonNode value = json.isObject() ? json.path("config").path("value") : json;
        if (value.isNumber()) {
            return new Operand(null, value.doubleValue());
        }
        List<Integer> dims = new ArrayList<>();
        for (JsonNode level = value; level.isArray() && !level.isEmpty(); level = level.get(0)) {
            dims.add(level.size());
        }
        List<Double> numbers = new ArrayList<>();
        collect(value, numbers);
        Shape shape = Shape.of(dims.stream().mapToInt(i -> i).toArray());
        if (dims.isEmpty() || shape.size() != numbers.size()) {
            throw call.settings().wrong("an argument", json, "a value, a number or an array of numbers");
        }
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return new Operand(Value.of(Constant.of(shape, values)), 0);
    }

    private static void collect(JsonNode value, List<Double> numbers) {
        if (value.isArray()) {
            value.forEach(element -> collect(element, numbers));
        } else if (value.isNumber()) {
            numbers.add(value.doubleValue());
        }
    }

    private static Value stack(LayerCall call) {
        List<Node> parts = new ArrayList<>();
        int rank = call.inputs().getFirst().shape().rank();
        int axis = axis(call) < 0 ? axis(call) + rank + 1 : axis(call);
        for (Value input : call.inputs()) {
            Node x = input.declared();
            int[] dims = new int[rank + 1];
            for (int i = 0; i <= rank; i++) {
                dims[i] = i == axis ? 1 : x.shape().dim(i < axis ? i : i - 1);
            }
            parts.add(Reshape.of(x, Shape.of(dims)));
        }
        return Value.of(Concat.of(parts, axis));
    }

    private static int axis(LayerCall call) {
        if (call.call().named().get("axis") instanceof Argument.Literal(JsonNode axis) && axis.isInt()) {
            return axis.intValue();
        }
        return call.settings().integer(-1, "axis");
    }
}

package salty.loader.onnx;

import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Erf;
import salty.engine.op.Exp;
import salty.engine.op.Fill;
import salty.engine.op.Log;
import salty.engine.op.LogSoftmax;
import salty.engine.op.Mask;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Op;
import salty.engine.op.Pad;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Sigmoid;
import salty.engine.op.Slice;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.op.Tanh;
import salty.engine.op.Transpose;
import salty.engine.op.Unary;
import salty.engine.op.Window;
import salty.loader.onnx.OnnxGraph.Attribute;

/** The ONNX nodes that compute what an engine's op computes (ONNX operators, opset 13). */
final class OnnxNodes {

    private final OnnxGraph graph;
    private final Layouts layouts;

    OnnxNodes(OnnxGraph graph, Layouts layouts) {
        this.graph = graph;
        this.layouts = layouts;
    }

    /**
     * Adds the nodes for one node of the engine, whose inputs are there already.
     *
     * @throws UnsupportedOperationException for ops that only gradients have
     */
    void add(Node node) {
        switch (node.op()) {
            case Unary op -> unary(node, op);
            case Binary op -> binary(node, op);
            case Conv2d op -> layouts.setFirst(node, graph.node("Conv", List.of(layouts.first(node.input(0)),
                    filter(node.input(1))), convolution(op.window(), op.groups())));
            case Conv2dInputGradient op -> transposed(node, op);
            case MaxPool2d op -> layouts.setFirst(node, graph.node("MaxPool", List.of(layouts.first(node.input(0))),
                    pool(op.window())));
            case AveragePool2d op ->
                    layouts.setFirst(node, graph.node("AveragePool", List.of(layouts.first(node.input(0))),
                    pool(op.window())));
            case AveragePool2dGradient op -> repeated(node, op);
            case MatMul op -> last(node, "Gemm", List.of(layouts.last(node.input(0)), layouts.last(node.input(1))),
                    new Attribute.Whole("transA", op.transposeA() ? 1 : 0),
                    new Attribute.Whole("transB", op.transposeB() ? 1 : 0));
            case Softmax op -> last(node, "Softmax", List.of(layouts.last(node.input(0))),
                    new Attribute.Whole("axis", -1));
            case LogSoftmax op -> last(node, "LogSoftmax", List.of(layouts.last(node.input(0))),
                    new Attribute.Whole("axis", -1));
            case Sum op -> inLayout(node, "ReduceSum", in -> List.of(in.name(), graph.wholes(in.axes(op.axes()))),
                    new Attribute.Whole("keepdims", 1));
            case Concat op -> {
                boolean first = layouts.hasFirst(node.input(0));
                List<String> parts = node.inputs().stream().map(n -> first ? layouts.first(n) : layouts.last(n))
                        .toList();
                int axis = first ? firstAxis(op.axis()) : op.axis();
                set(node, first, graph.node("Concat", parts, new Attribute.Whole("axis", axis)));
            }
            case Pad op -> inLayout(node, "Pad", in -> List.of(in.name(),
                    graph.wholes(concat(in.perAxis(op.before()), in.perAxis(op.after()))), graph.number(op.value())));
            case Slice op -> inLayout(node, "Slice", in -> List.of(in.name(), graph.wholes(in.perAxis(op.begin())),
                    graph.wholes(in.perAxis(op.end()))));
            case Reverse op -> last(node, "Slice", List.of(layouts.last(node.input(0)), filled(op.axes().size(), -1),
                    filled(op.axes().size(), Long.MIN_VALUE), graph.wholes(longs(op.axes())),
                    filled(op.axes().size(), -1)));
            case Reshape op -> last(node, "Reshape", List.of(layouts.last(node.input(0)), shape(op.target())));
            case Broadcast op -> last(node, "Expand", List.of(layouts.last(node.input(0)), shape(op.target())));
            case Transpose op -> last(node, "Transpose", List.of(layouts.last(node.input(0))),
                    new Attribute.Wholes("perm", op.axes().stream().mapToInt(i -> i).toArray()));
            case Fill op -> last(node, "Expand", List.of(graph.number(op.value()), shape(op.target())));
            case Op other -> throw without(other);
        }
    }

    private static UnsupportedOperationException without(Op op) {
        return new UnsupportedOperationException("ONNX has no counterpart of " + op.name());
    }

    private void unary(Node node, Unary op) {
        boolean first = layouts.hasFirst(node.input(0));
        String x = first ? layouts.first(node.input(0)) : layouts.last(node.input(0));
        String y = switch (op) {
            case Affine(float scale, float shift) -> {
                String product = scale == 1 ? x : graph.node("Mul", List.of(x, graph.number(scale)));
                yield shift == 0 && scale != 1 ? product : graph.node("Add", List.of(product, graph.number(shift)));
            }
            case Clip(float low, float high) -> graph.node("Clip", List.of(x,
                    low == Float.NEGATIVE_INFINITY ? "" : graph.number(low),
                    high == Float.POSITIVE_INFINITY ? "" : graph.number(high)));
            case Power(float exponent) -> graph.node("Pow", List.of(x, graph.number(exponent)));
            case Relu relu -> graph.node("Relu", List.of(x));
            case Exp exp -> graph.node("Exp", List.of(x));
            case Log log -> graph.node("Log", List.of(x));
            case Tanh tanh -> graph.node("Tanh", List.of(x));
            case Sigmoid sigmoid -> graph.node("Sigmoid", List.of(x));
            case Erf erf -> graph.node("Erf", List.of(x));
            default -> throw without(op);
        };
        set(node, first, y);
    }

    /** ONNX repeats extents of 1 itself, so what is only repeated to be combined is taken as it is. */
    private void binary(Node node, Binary op) {
        Node left = repeatsItself(node, 0) ? node.input(0).input(0) : node.input(0);
        Node right = repeatsItself(node, 1) ? node.input(1).input(0) : node.input(1);
        boolean first = layouts.hasFirst(left) || layouts.hasFirst(right);
        String x = first ? layouts.first(left) : layouts.last(left);
        String y = first ? layouts.first(right) : layouts.last(right);
        set(node, first, switch (op) {
            case Add sum -> graph.node("Add", List.of(x, y));
            case Mul product -> graph.node("Mul", List.of(x, y));
            case Maximum maximum -> graph.node("Max", List.of(x, y));
            case Mask mask -> graph.node("Where",
                    List.of(graph.node("Greater", List.of(y, graph.number(0))), x, graph.number(0)));
            default -> throw without(op);
        });
    }

    /** Whether the {@code i}-th input of a node is a repetition that ONNX' own broadcasting stands for. */
    static boolean repeatsItself(Node node, int i) {
        return node.op() instanceof Binary && node.input(i).op() instanceof Broadcast
                && !(node.input(1 - i).op() instanceof Broadcast);
    }

    private void transposed(Node node, Conv2dInputGradient op) {
        Window w = op.window();
        Shape dy = node.input(0).shape();
        int rows = (dy.dim(1) - 1) * w.strideY() + (w.height() - 1) * w.dilationY() + 1 - w.top() - w.bottom();
        int columns = (dy.dim(2) - 1) * w.strideX() + (w.width() - 1) * w.dilationX() + 1 - w.left() - w.right();
        List<Attribute> attributes = new ArrayList<>(Arrays.asList(convolution(w, op.groups())));
        attributes.add(new Attribute.Wholes("output_padding", op.height() - rows, op.width() - columns));
        layouts.setFirst(node, graph.node("ConvTranspose", List.of(layouts.first(node.input(0)), filter(node.input(1))),
                attributes.toArray(Attribute[]::new)));
    }

    /** The adjoint of a pool whose windows tile the image repeats pixels, divided by the window's area. */
    private void repeated(Node node, AveragePool2dGradient op) {
        Window w = op.window();
        boolean tiles = w.height() == w.strideY() && w.width() == w.strideX()
                && w.top() + w.bottom() + w.left() + w.right() == 0;
        Shape dy = node.input(0).shape();
        if (!tiles || op.height() != dy.dim(1) * w.height() || op.width() != dy.dim(2) * w.width()) {
            throw new UnsupportedOperationException("ONNX has no counterpart of " + op.name()
                    + " with overlapping windows");
        }
        String repeated = graph.node("Resize", List.of(layouts.first(node.input(0)), "",
                graph.vector(1, 1, w.height(), w.width())), new Attribute.Text("mode", "nearest"),
                new Attribute.Text("coordinate_transformation_mode", "asymmetric"),
                new Attribute.Text("nearest_mode", "floor"));
        layouts.setFirst(node, graph.node("Mul", List.of(repeated, graph.number(1f / (w.height() * w.width())))));
    }

    /** A filter {@code (kh, kw, c, k)} as ONNX wants it, {@code (k, c, kh, kw)}. */
    private String filter(Node filter) {
        if (filter.op() instanceof Constant(Tensor tensor)) {
            return graph.filter(tensor);
        }
        return graph.node("Transpose", List.of(layouts.last(filter)), new Attribute.Wholes("perm", 3, 2, 0, 1));
    }

    private static Attribute[] convolution(Window w, int groups) {
        return new Attribute[] {new Attribute.Wholes("kernel_shape", w.height(), w.width()),
            new Attribute.Wholes("strides", w.strideY(), w.strideX()),
            new Attribute.Wholes("dilations", w.dilationY(), w.dilationX()),
            new Attribute.Wholes("pads", w.top(), w.left(), w.bottom(), w.right()),
            new Attribute.Whole("group", groups)};
    }

    private static Attribute[] pool(Window w) {
        return new Attribute[] {new Attribute.Wholes("kernel_shape", w.height(), w.width()),
            new Attribute.Wholes("strides", w.strideY(), w.strideX()),
            new Attribute.Wholes("pads", w.top(), w.left(), w.bottom(), w.right())};
    }

    /** A node's first input in the layout that it exists in, and axes as that layout counts them. */
    private final class Operand {
        private final boolean first;
        private final Node node;

        Operand(Node node) {
            this.node = node;
            this.first = layouts.hasFirst(node);
        }

        String name() {
            return first ? layouts.first(node) : layouts.last(node);
        }

        long[] axes(List<Integer> axes) {
            return axes.stream().mapToLong(a -> first ? firstAxis(a) : a).sorted().toArray();
        }

        long[] perAxis(List<Integer> values) {
            return first ? new long[] {values.get(0), values.get(3), values.get(1), values.get(2)} : longs(values);
        }
    }

    @FunctionalInterface
    private interface Operands {
        List<String> of(Operand operand);
    }

    private void inLayout(Node node, String type, Operands operands, Attribute... attributes) {
        Operand operand = new Operand(node.input(0));
        set(node, operand.first, graph.node(type, operands.of(operand), attributes));
    }

    private void last(Node node, String type, List<String> operands, Attribute... attributes) {
        layouts.setLast(node, graph.node(type, operands, attributes));
    }

    private void set(Node node, boolean first, String name) {
        if (first) {
            layouts.setFirst(node, name);
        } else {
            layouts.setLast(node, name);
        }
    }

    private String shape(Shape shape) {
        return graph.wholes(Arrays.stream(shape.dims()).asLongStream().toArray());
    }

    private String filled(int count, long value) {
        return graph.wholes(IntStream.range(0, count).mapToLong(i -> value).toArray());
    }

    private static int firstAxis(int axis) {
        return axis == 0 ? 0 : axis == 3 ? 1 : axis + 1;
    }

    private static long[] longs(List<Integer> values) {
        return values.stream().mapToLong(i -> i).toArray();
    }

    private static long[] concat(long[] a, long[] b) {
        long[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}

package salty.engine.reference;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.engine.op.LogSoftmax;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.MaxPool2dGradient;
import salty.engine.op.Op;
import salty.engine.op.Pad;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.op.Transpose;
import salty.engine.op.Unary;

/**
 * The executable specification: every op as plain loops over float64. Slow and obvious; all other backends are tested
 * against it, finite differences are taken with it, and constants are folded by it.
 */
public final class Reference {
    private Reference() {}

    /**
     * Evaluates nodes, in float64 throughout.
     *
     * @param outputs the wanted values
     * @param inputs  a value, in row-major order, for every {@link Input} that they depend on
     * @return the value of each output
     */
    public static Map<Node, double[]> evaluate(Collection<Node> outputs, Map<Node, double[]> inputs) {
        Map<Node, double[]> values = new HashMap<>(inputs);
        for (Node node : Graph.order(outputs)) {
            if (!values.containsKey(node)) {
                values.put(node, evaluate(node, node.inputs().stream().map(values::get).toList()));
            }
        }
        Map<Node, double[]> wanted = new HashMap<>();
        for (Node output : outputs) {
            wanted.put(output, values.get(output));
        }
        return wanted;
    }

    /** The value of one node, given its inputs' values. A new op fails to compile until it is specified here. */
    static double[] evaluate(Node node, List<double[]> in) {
        Shape out = node.shape();
        List<Shape> shapes = node.inputs().stream().map(Node::shape).toList();
        Op op = node.op();
        return switch (op) {
            case Input input -> throw new IllegalArgumentException("no value was given for the input " + input.label());
            case Constant constant -> widen(constant.value());
            case Fill fill -> filled(out.intSize(), fill.value());
            case Unary unary -> map(unary, in.get(0));
            case Binary binary -> combine(binary, in.get(0), in.get(1));
            case Conv2d conv -> Convolution.forward(conv, in.get(0), shapes.get(0), in.get(1), shapes.get(1), out);
            case Conv2dInputGradient conv ->
                    Convolution.inputGradient(conv, in.get(0), shapes.get(0), in.get(1), shapes.get(1), out);
            case Conv2dFilterGradient conv ->
                    Convolution.filterGradient(conv, in.get(0), shapes.get(0), in.get(1), shapes.get(1), out);
            case MatMul product -> matMul(product, in.get(0), shapes.get(0), in.get(1), shapes.get(1), out);
            case MaxPool2d pool -> Pooling.max(pool.window(), in.get(0), shapes.get(0), out);
            case MaxPool2dGradient pool ->
                    Pooling.maxGradient(pool.window(), in.get(0), shapes.get(0), in.get(1), shapes.get(1));
            case AveragePool2d pool -> Pooling.average(pool.window(), in.get(0), shapes.get(0), out);
            case AveragePool2dGradient pool -> Pooling.averageGradient(pool.window(), in.get(0), shapes.get(0), out);
            case Sum sum -> Layout.sum(in.get(0), shapes.get(0), out);
            case Broadcast broadcast -> Layout.broadcast(in.get(0), shapes.get(0), out);
            case Reshape reshape -> in.get(0);
            case Transpose transpose -> Layout.transpose(transpose, in.get(0), shapes.get(0), out);
            case Reverse reverse -> Layout.reverse(reverse, in.get(0), out);
            case Pad pad -> Layout.pad(pad, in.get(0), shapes.get(0), out);
            case Slice slice -> Layout.slice(slice, in.get(0), shapes.get(0), out);
            case Concat concat -> Layout.concat(concat, in, shapes, out);
            case Softmax softmax -> softmax(in.get(0), out.dim(-1), false);
            case LogSoftmax softmax -> softmax(in.get(0), out.dim(-1), true);
        };
    }

    private static double[] widen(Tensor tensor) {
        double[] values = new double[tensor.shape().intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.get(i);
        }
        return values;
    }

    private static double[] filled(int size, double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] map(Unary op, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = op.apply(x[i]);
        }
        return y;
    }

    private static double[] combine(Binary op, double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            y[i] = op.apply(a[i], b[i]);
        }
        return y;
    }

    private static double[] matMul(MatMul op, double[] a, Shape as, double[] b, Shape bs, Shape out) {
        int rows = out.dim(0);
        int columns = out.dim(1);
        int inner = as.dim(op.transposeA() ? 0 : 1);
        double[] y = new double[out.intSize()];
        for (int i = 0; i < rows; i++) {
            for (int p = 0; p < inner; p++) {
                double left = a[op.transposeA() ? p * rows + i : i * inner + p];
                for (int j = 0; j < columns; j++) {
                    y[i * columns + j] += left * b[op.transposeB() ? j * inner + p : p * columns + j];
                }
            }
        }
        return y;
    }

    private static double[] softmax(double[] x, int classes, boolean logarithm) {
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += classes) {
            double greatest = Arrays.stream(x, row, row + classes).max().getAsDouble();
            double sum = 0;
            for (int i = row; i < row + classes; i++) {
                sum += Math.exp(x[i] - greatest);
            }
            for (int i = row; i < row + classes; i++) {
                y[i] = logarithm ? x[i] - greatest - Math.log(sum) : Math.exp(x[i] - greatest) / sum;
            }
        }
        return y;
    }
}

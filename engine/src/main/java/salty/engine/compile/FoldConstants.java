package salty.engine.compile;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Fill;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Unary;
import salty.engine.reference.Reference;

/**
 * Computes what depends on constants alone, in float64, rounded once. A repeated constant stays small: pointwise ops
 * move inside its Broadcast.
 */
final class FoldConstants {
    /** How many sums one task keeps, so that they stay in the first-level cache. */
    private static final int STRIP = 2048;

    private FoldConstants() {}

    static Node apply(Node node, Predicate<Node> only) {
        List<Node> inputs = node.inputs();
        if (inputs.isEmpty() || !inputs.stream().allMatch(FoldConstants::isKnown)) {
            return null;
        }
        if (inputs.stream().allMatch(input -> input.op() instanceof Fill)) {
            return foldFills(node);
        }
        if (node.op() instanceof Broadcast) {
            return null;
        }
        if (node.op() instanceof Reshape && inputs.getFirst().op() instanceof Constant constant) {
            return Constant.of(constant.value().reshape(node.shape()));
        }
        if (inputs.stream().noneMatch(input -> input.op() instanceof Constant)) {
            return moveInsideBroadcast(node);
        }
        if (node.op() instanceof Sum sum && sum.axes().equals(List.of(0))) {
            return Constant.of(sumOfBlocks(((Constant) inputs.getFirst().op()).value(), node.shape()));
        }
        return evaluate(node);
    }

    /** Whether a node is a constant, perhaps a repeated one. */
    static boolean isKnown(Node node) {
        return node.op() instanceof Constant || node.op() instanceof Fill || isRepeated(node);
    }

    /** Whether a node repeats a constant, as a bias is repeated for every pixel. */
    static boolean isRepeated(Node node) {
        return node.op() instanceof Broadcast && node.input(0).op() instanceof Constant;
    }

    private static Node foldFills(Node node) {
        double[] values = node.inputs().stream().mapToDouble(input -> ((Fill) input.op()).value()).toArray();
        return switch (node.op()) {
            case Unary unary -> Fill.of(node.shape(), (float) unary.apply(values[0]));
            case Binary binary -> Fill.of(node.shape(), (float) binary.apply(values[0], values[1]));
            case Reshape reshape -> Fill.of(node.shape(), (float) values[0]);
            case Broadcast broadcast -> Fill.of(node.shape(), (float) values[0]);
            default -> null;
        };
    }

    private static Node moveInsideBroadcast(Node node) {
        if (!node.inputs().stream().allMatch(FoldConstants::isRepeated)) {
            return null;
        }
        List<Node> small = node.inputs().stream().map(input -> input.input(0)).toList();
        return switch (node.op()) {
            case Unary unary -> Broadcast.of(Node.of(unary, small), node.shape());
            case Binary binary when small.get(0).shape().equals(small.get(1).shape()) ->
                    Broadcast.of(Node.of(binary, small), node.shape());
            default -> null;
        };
    }

    /** A sum over the first axis, in float64 but without a float64 copy: dense matrices are hundreds of megabytes. */
    private static Tensor sumOfBlocks(Tensor tensor, Shape shape) {
        int size = shape.intSize();
        long blocks = tensor.shape().size() / size;
        float[] sums = new float[size];
        IntStream.range(0, (size + STRIP - 1) / STRIP).parallel().forEach(strip -> {
            int from = strip * STRIP;
            double[] sum = new double[Math.min(STRIP, size - from)];
            for (long block = 0; block < blocks; block++) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += tensor.get(block * size + from + i);
                }
            }
            for (int i = 0; i < sum.length; i++) {
                sums[from + i] = (float) sum[i];
            }
        });
        return Tensor.of(shape, sums);
    }

    private static Node evaluate(Node node) {
        double[] values = Reference.evaluate(List.of(node), Map.of()).get(node);
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return Constant.of(Tensor.of(node.shape(), rounded));
    }
}

package salty.loader.tensorflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Window;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Images;
import salty.loader.graph.Interpolation;
import salty.loader.graph.Normalizations;
import salty.loader.graph.Operator;
import salty.loader.graph.Padding;
import salty.loader.graph.Pools;
import salty.loader.graph.Resampling;
import salty.loader.graph.Shapes;
import salty.loader.graph.Value;

/** Pools, normalization, resizing, and images as batches of smaller images. */
final class TensorFlowImages {

    static final Map<String, Operator> TABLE = table();

    private TensorFlowImages() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("MaxPool", Operator.of(call -> pooled(call, Pools::max)));
        table.put("AvgPool", Operator.of(call -> pooled(call, (x, window) -> Pools.average(x, window, null))));
        for (String name : new String[] {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}) {
            table.put(name, Operator.of(TensorFlowImages::batchNormalization));
        }
        table.put("LRN", Operator.of(TensorFlowImages::localResponse));
        table.put("ResizeBilinear", Operator.of(call -> resize(call, "linear")));
        table.put("ResizeNearestNeighbor", Operator.of(call -> resize(call, "nearest")));
        table.put("SpaceToBatchND", Operator.of(TensorFlowImages::spaceToBatch));
        table.put("BatchToSpaceND", Operator.of(TensorFlowImages::batchToSpace));
        table.put("SpaceToDepth", Operator.of(call -> blocks(call, true)));
        table.put("DepthToSpace", Operator.of(call -> blocks(call, false)));
        return table;
    }

    /** The window of a convolution or pool over images {@code (n, h, w, c)}. */
    static Window window(Call call, int[] size, int[] strides, int[] dilations, Shape image) {
        String padding = call.attributes().text("padding", "VALID");
        switch (padding) {
            case "SAME" -> {
                return Window.same(size[0], size[1], strides[0], strides[1], dilations[0], dilations[1], image.dim(1),
                        image.dim(2));
            }
            case "VALID", "EXPLICIT" -> {
                int[] pads = padding.equals("VALID") ? new int[8]
                        : call.attributes().integers("explicit_paddings", new int[8]);
                int rows = TensorFlowOperators.isChannelsFirst(call) ? 4 : 2;
                if (pads.length != 8) {
                    throw new IllegalArgumentException("has " + pads.length + " explicit paddings, expected eight");
                }
                return new Window(size[0], size[1], strides[0], strides[1], dilations[0], dilations[1], pads[rows],
                        pads[rows + 1], pads[rows + 2], pads[rows + 3]);
            }
            default -> throw new IllegalArgumentException("has the padding " + padding + ", which is not supported");
        }
    }

    private static Value pooled(Call call, BiFunction<Node, Window, Node> pool) {
        Images images = Images.of(call.input(0), TensorFlowOperators.isChannelsFirst(call));
        Node x = images.node(call.input(0));
        int[] size = TensorFlowOperators.spatial(call, "ksize", new int[0]);
        int[] strides = TensorFlowOperators.spatial(call, "strides", new int[0]);
        return images.value(pool.apply(x, window(call, size, strides, new int[] {1, 1}, x.shape())));
    }

    private static Value batchNormalization(Call call) {
        if (call.attributes().whole("is_training", 1) != 0) {
            throw new IllegalArgumentException("is in training mode; freeze the graph for inference");
        }
        Value x = call.input(0);
        Value[] parameters = {call.input(1), call.input(2), call.input(3), call.input(4)};
        int axis = TensorFlowOperators.isChannelsFirst(call) ? 1 : x.rank() - 1;
        return Normalizations.batch(call, x, axis, parameters, call.attributes().real("epsilon", 1e-4));
    }

    private static Value localResponse(Call call) {
        Attributes attributes = call.attributes();
        Images images = Images.of(call.input(0), false);
        int radius = attributes.integer("depth_radius", 5);
        return images.value(Normalizations.localResponse(images.node(call.input(0)), radius, radius,
                attributes.real("bias", 1), attributes.real("alpha", 1), attributes.real("beta", .5)));
    }

    /** Corners are aligned, or half pixels, or neither; as ONNX' Resize names it. */
    private static Value resize(Call call, String mode) {
        Value x = call.input(0);
        int[] size = call.integers(1);
        if (x.rank() != 4 || size.length != 2) {
            throw new IllegalArgumentException("resizes a value " + Value.text(x.dims()) + ", expected images");
        }
        boolean aligned = call.attributes().flag("align_corners");
        boolean half = call.attributes().flag("half_pixel_centers");
        boolean nearest = mode.equals("nearest");
        Attributes settings = new Attributes(Map.of("mode", mode, "coordinate_transformation_mode",
                aligned ? "align_corners" : !half ? "asymmetric" : nearest ? "tf_half_pixel_for_nn" : "half_pixel",
                "nearest_mode", aligned ? "round_prefer_ceil" : "floor"));
        Value y = x;
        for (int i = 0; i < 2; i++) {
            int from = x.dims()[1 + i];
            Interpolation axis = new Interpolation(settings, from, size[i], (double) size[i] / from, 0, 1);
            y = axis.isIdentity() ? y : Resampling.along(y, 1 + i, Resampling.matrix(from, size[i], axis));
        }
        return y;
    }

    /**
     * Every {@code block}-th row and column becomes an image of its own, so that a convolution of theirs is one with
     * dilations.
     */
    private static Value spaceToBatch(Call call) {
        int[] block = block(call);
        int[] pads = call.integers(2);
        int[] before = new int[call.input(0).rank()];
        int[] after = new int[before.length];
        for (int i = 0; i < block.length; i++) {
            before[1 + i] = pads[2 * i];
            after[1 + i] = pads[2 * i + 1];
        }
        Value x = Padding.of(call.input(0), before, after, Padding.Mode.CONSTANT, 0);
        int[] d = x.dims();
        Value cut = x.reshaped(d[0], d[1] / block[0], block[0], d[2] / block[1], block[1], d[3]);
        return cut.transposed(2, 4, 0, 1, 3, 5).reshaped(block[0] * block[1] * d[0], d[1] / block[0],
                d[2] / block[1], d[3]);
    }

    private static Value batchToSpace(Call call) {
        int[] block = block(call);
        int[] crops = call.integers(2);
        int[] d = call.input(0).dims();
        int n = d[0] / (block[0] * block[1]);
        Value y = call.input(0).reshaped(block[0], block[1], n, d[1], d[2], d[3]).transposed(2, 3, 0, 4, 1, 5)
                .reshaped(n, d[1] * block[0], d[2] * block[1], d[3]);
        for (int i = 0; i < 2; i++) {
            y = Shapes.slice(y, 1 + i, crops[2 * i], y.dims()[1 + i] - crops[2 * i + 1], 1);
        }
        return y;
    }

    private static int[] block(Call call) {
        int[] block = call.integers(1);
        if (block.length != 2 || call.input(0).rank() != 4 || call.integers(2).length != 4
                || IntStream.of(block).anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("makes blocks of " + Arrays.toString(block) + " of a value "
                    + Value.text(call.input(0).dims()) + ", expected images");
        }
        return block;
    }

    /** Of channels last; the block's row and column come before the channel. */
    private static Value blocks(Call call, boolean toDepth) {
        boolean channelsFirst = TensorFlowOperators.isChannelsFirst(call);
        Value x = channelsFirst ? call.input(0) : call.input(0).transposed(0, 3, 1, 2);
        int block = call.attributes().integer("block_size", 0);
        Value y = toDepth ? Shapes.spaceToDepth(x, block, false) : Shapes.depthToSpace(x, block, false);
        return channelsFirst ? y : y.transposed(0, 2, 3, 1);
    }
}

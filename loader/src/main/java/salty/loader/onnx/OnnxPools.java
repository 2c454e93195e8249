package salty.loader.onnx;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.op.Window;
import salty.loader.graph.Call;
import salty.loader.graph.Images;
import salty.loader.graph.Operator;
import salty.loader.graph.Pools;
import salty.loader.graph.Reductions;
import salty.loader.graph.Value;

/** Pools over images and sequences. */
final class OnnxPools {

    static final Map<String, Operator> TABLE = Map.of(
            "MaxPool", Operator.of(OnnxPools::max),
            "AveragePool", Operator.of(OnnxPools::average),
            "GlobalAveragePool", Operator.of(call -> Reductions.mean(call.input(0), spatial(call.input(0)), true)),
            "GlobalMaxPool", Operator.of(call -> Reductions.max(call.input(0), spatial(call.input(0)), true)));

    private OnnxPools() {
    }

    private static int[] spatial(Value x) {
        return IntStream.range(2, x.rank()).toArray();
    }

    private static Value max(Call call) {
        return pooled(call, (node, geometry) -> Pools.max(node, rounded(call, geometry, node).window()));
    }

    private static Value average(Call call) {
        boolean counted = call.attributes().flag("count_include_pad");
        return pooled(call, (node, geometry) -> {
            Window whole = rounded(call, geometry, node).window();
            return Pools.average(node, whole, counted ? geometry.window() : null);
        });
    }

    private static Geometry rounded(Call call, Geometry geometry, Node image) {
        return call.attributes().flag("ceil_mode") ? geometry.ceil(image.shape()) : geometry;
    }

    private static Value pooled(Call call, BiFunction<Node, Geometry, Node> pool) {
        Images images = Images.of(call.input(0), true);
        Node x = images.node(call.input(0));
        int[] kernel = images.spatial(call.attributes().integers("kernel_shape"), 1);
        Geometry geometry = Geometry.of(call.attributes(), images, kernel, x.shape());
        return images.value(pool.apply(x, geometry));
    }
}

package salty.loader.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import salty.loader.graph.ForeignGraph;
import salty.loader.graph.ForeignNode;

/**
 * Tells whether an input of four axes is images {@code (n, c, h, w)}: what reads it, perhaps after functions of single
 * elements, is an operator of images. Where a transposition comes first, it is not.
 */
final class ChannelsFirst {

    private static final Set<String> OF_IMAGES = Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool",
            "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "InstanceNormalization", "GroupNormalization",
            "LRN", "DepthToSpace", "SpaceToDepth", "Resize", "Upsample", "ConvInteger", "QLinearConv");
    private static final Set<String> OTHERWISE = Set.of("Transpose", "Reshape", "Flatten", "Gemm", "MatMul", "Squeeze",
            "Unsqueeze", "Shape");

    private final Map<String, List<ForeignNode>> readers = new HashMap<>();

    ChannelsFirst(List<ForeignNode> nodes) {
        for (ForeignNode node : nodes) {
            for (String input : node.inputs()) {
                readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
            }
        }
    }

    List<ForeignGraph.Input> of(List<ForeignGraph.Input> inputs) {
        return inputs.stream().map(input -> new ForeignGraph.Input(input.name(), input.dims(),
                input.dims().length == 4 && isRead(input.name()))).toList();
    }

    private boolean isRead(String input) {
        Set<String> seen = new HashSet<>(Set.of(input));
        Deque<String> queue = new ArrayDeque<>(seen);
        while (!queue.isEmpty()) {
            String name = queue.remove();
            for (ForeignNode node : readers.getOrDefault(name, List.of())) {
                if (OF_IMAGES.contains(node.type())) {
                    return node.inputs().getFirst().equals(name);
                }
                if (!OTHERWISE.contains(node.type())) {
                    node.outputs().stream().filter(seen::add).forEach(queue::add);
                }
            }
        }
        return false;
    }
}

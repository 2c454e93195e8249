package salty.loader.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;
import salty.engine.op.Window;

/**
 * A value that the engine computes. Each of its axes is a group of the node's axes, seen as one: an image that the
 * foreign graph calls {@code (n, c, h, w)} is a node {@code (n, h, w, c)} with the groups {@code {0}, {3}, {1}, {2}},
 * and flattened it is the same node with the groups {@code {0}, {3, 1, 2}}. So transposing and flattening move no
 * data; what reads the value in the order that the node has never pays for them. Axes of extent 1 may have empty
 * groups, and the node axes of extent 1 need no group.
 */
public final class Computed implements Value {

    private final Node node;
    private final int[][] groups;
    private final Map<List<Integer>, Node> arranged = new HashMap<>();

    private Computed(Node node, int[][] groups) {
        this.node = node;
        this.groups = groups;
    }

    /** A node whose axes are the value's own. */
    public static Computed of(Node node) {
        return of(node, IntStream.range(0, node.shape().rank()).toArray());
    }

    /** A node whose axis j is the value's axis {@code order[j]}. */
    public static Computed of(Node node, int... order) {
        int[][] groups = new int[order.length][];
        for (int j = 0; j < order.length; j++) {
            groups[order[j]] = new int[] {j};
        }
        return new Computed(node, groups);
    }

    /** Images {@code (n, h, w, c)} that the foreign graph calls {@code (n, c, h, w)}. */
    public static Computed channelsFirst(Node images) {
        return of(images, 0, 2, 3, 1);
    }

    /** What computes it. */
    public Node node() {
        return node;
    }

    /** The node's axes that one of this value's axes consists of. */
    int[] group(int axis) {
        return groups[axis];
    }

    /** Another node in the same layout. */
    public Computed with(Node other) {
        return other == node ? this : new Computed(other, groups);
    }

    @Override
    public int[] dims() {
        return Arrays.stream(groups).mapToInt(this::extent).toArray();
    }

    private int extent(int[] group) {
        return IntStream.of(group).map(node.shape()::dim).reduce(1, Math::multiplyExact);
    }

    /** This value's axes in the order in which the node has them, or the outermost part of them. */
    public int[] order() {
        return IntStream.range(0, rank()).boxed()
                .sorted(Comparator.comparingInt(axis -> IntStream.of(groups[axis]).min().orElse(-1)))
                .mapToInt(axis -> axis).toArray();
    }

    @Override
    public Node arranged(int... order) {
        return arranged.computeIfAbsent(IntStream.of(order).boxed().toList(), key -> arrange(order));
    }

    private Node arrange(int... order) {
        int[] dims = dims();
        Shape target = Shape.of(IntStream.of(order).map(axis -> dims[axis]).toArray());
        int[] axes = IntStream.of(order).flatMap(axis -> IntStream.of(groups[axis]))
                .filter(axis -> node.shape().dim(axis) > 1).toArray();
        int[] sorted = IntStream.of(axes).sorted().toArray();
        if (Arrays.equals(axes, sorted)) {
            return Reshape.of(node, target);
        }
        Shape narrow = Shape.of(IntStream.of(sorted).map(node.shape()::dim).toArray());
        int[] permutation = IntStream.of(axes).map(axis -> Arrays.binarySearch(sorted, axis)).toArray();
        return Reshape.of(Transpose.of(Reshape.of(node, narrow), permutation), target);
    }

    @Override
    public Computed transposed(int... order) {
        return new Computed(node, IntStream.of(order).mapToObj(axis -> groups[axis]).toArray(int[][]::new));
    }

    /**
     * Cuts the node's axes where the new extents need it, and groups the pieces anew; where an extent would need parts
     * of two axes, the data is brought to the declared order first.
     */
    @Override
    public Computed reshaped(int... to) {
        if (Arrays.stream(to).asLongStream().reduce(1, Math::multiplyExact) != size()) {
            throw new IllegalArgumentException("a value " + Value.text(dims()) + " cannot be seen as "
                    + Value.text(to));
        }
        int[] axes = Arrays.stream(groups).flatMapToInt(IntStream::of).filter(axis -> node.shape().dim(axis) > 1)
                .toArray();
        List<List<Integer>> pieces = new ArrayList<>();
        for (int axis = 0; axis < node.shape().rank(); axis++) {
            pieces.add(new ArrayList<>());
        }
        List<List<int[]>> regrouped = new ArrayList<>();
        int next = 0;
        int rest = 1;
        for (int extent : to) {
            List<int[]> group = new ArrayList<>();
            for (int wanted = extent; wanted > 1;) {
                rest = rest == 1 ? node.shape().dim(axes[next++]) : rest;
                int taken = Math.min(rest, wanted);
                if (rest % taken != 0 || wanted % taken != 0) {
                    return Computed.of(Reshape.of(declared(), Shape.of(to)));
                }
                List<Integer> cut = pieces.get(axes[next - 1]);
                group.add(new int[] {axes[next - 1], cut.size()});
                cut.add(taken);
                rest /= taken;
                wanted /= taken;
            }
            regrouped.add(group);
        }
        return regrouped(pieces, regrouped);
    }

    private Computed regrouped(List<List<Integer>> pieces, List<List<int[]>> regrouped) {
        int[] first = new int[pieces.size()];
        List<Integer> extents = new ArrayList<>();
        for (int axis = 0; axis < first.length; axis++) {
            first[axis] = extents.size();
            extents.addAll(pieces.get(axis).isEmpty() ? List.of(1) : pieces.get(axis));
        }
        Shape shape = Shape.of(extents.stream().mapToInt(i -> i).toArray());
        int[][] own = regrouped.stream().map(group -> group.stream()
                .mapToInt(piece -> first[piece[0]] + piece[1]).toArray()).toArray(int[][]::new);
        return new Computed(Reshape.of(node, shape), own).named();
    }

    /** Axes of extent 1 get node axes of extent 1 where there are any, so that layouts stay one for one. */
    private Computed named() {
        boolean[] used = new boolean[node.shape().rank()];
        Arrays.stream(groups).flatMapToInt(IntStream::of).forEach(axis -> used[axis] = true);
        int[][] own = groups.clone();
        int free = 0;
        for (int axis = 0; axis < own.length; axis++) {
            while (free < used.length && (used[free] || node.shape().dim(free) != 1)) {
                free++;
            }
            if (own[axis].length == 0 && free < used.length) {
                used[free] = true;
                own[axis] = new int[] {free};
            }
        }
        return new Computed(node, own);
    }

    /** What an engine's op makes of the node whose axes are this value's in {@link #order}. */
    interface InOrder {
        /**
         * @param arranged the node
         * @param position the node's axis that each of the value's axes is
         */
        Node apply(Node arranged, int[] position);
    }

    /** Applies an op that needs one node axis for each of the value's. */
    Computed inOrder(InOrder op) {
        int[] order = order();
        int[] position = new int[order.length];
        for (int j = 0; j < order.length; j++) {
            position[order[j]] = j;
        }
        return of(op.apply(arranged(order), position), order);
    }

    /** Applies an op that reduces the node along its axes, which stay with extent 1, as do this value's. */
    Computed reduced(int[] axes, BiFunction<Node, int[], Node> op) {
        int[] own = IntStream.of(axes).flatMap(axis -> IntStream.of(groups[axis])).toArray();
        return new Computed(op.apply(node, own), groups);
    }

    @Override
    public Computed sliced(int axis, int start, int count, int step) {
        if (count < 1) {
            throw new IllegalArgumentException("takes nothing of a value " + Value.text(dims()));
        }
        int extent = dims()[axis];
        if (start == 0 && step == 1 && count == extent) {
            return this;
        }
        return inOrder((x, position) -> {
            int last = start + (count - 1) * step;
            Node box = Slice.along(x, position[axis], Math.min(start, last), Math.max(start, last) + 1);
            Node forward = step < 0 ? Reverse.of(box, position[axis]) : box;
            return Math.abs(step) == 1 || count == 1 ? forward : everyOther(forward, position[axis], Math.abs(step));
        });
    }

    /** Every {@code step}-th element along an axis: the maximum of windows of one element each. */
    private static Node everyOther(Node x, int axis, int step) {
        Shape s = x.shape();
        int before = IntStream.range(0, axis).map(s::dim).reduce(1, Math::multiplyExact);
        int after = IntStream.range(axis + 1, s.rank()).map(s::dim).reduce(1, Math::multiplyExact);
        Node rows = Reshape.of(x, Shape.of(before, s.dim(axis), 1, after));
        Node taken = MaxPool2d.of(rows, new Window(1, 1, step, 1, 1, 1, 0, 0, 0, 0));
        return Reshape.of(taken, s.with(axis, taken.shape().dim(1)));
    }

    @Override
    public Value expanded(int... to) {
        if (!Arrays.equals(Broadcasting.dims(dims(), to), to)) {
            throw new IllegalArgumentException("a value " + Value.text(dims()) + " cannot be repeated to "
                    + Value.text(to));
        }
        int[] padded = new int[to.length];
        Arrays.fill(padded, 1);
        System.arraycopy(dims(), 0, padded, to.length - rank(), rank());
        return reshaped(padded).inOrder((x, position) -> {
            int[] target = new int[to.length];
            for (int axis = 0; axis < to.length; axis++) {
                target[position[axis]] = to[axis];
            }
            return Broadcast.of(x, Shape.of(target));
        });
    }

    /** Values, some of them perhaps known, in the layout of the first that is computed. */
    static Computed concat(List<Value> parts, int axis) {
        Computed leader = parts.stream().filter(Computed.class::isInstance).map(Computed.class::cast).findFirst()
                .orElseThrow();
        int[] order = leader.order();
        for (Value part : parts) {
            if (part.rank() != leader.rank()) {
                throw new IllegalArgumentException("joins values " + Value.text(leader.dims()) + " and "
                        + Value.text(part.dims()));
            }
        }
        List<Node> nodes = parts.stream().map(part -> part.arranged(order)).toList();
        return of(Concat.of(nodes, Arrays.stream(order).boxed().toList().indexOf(axis)), order);
    }
}

package salty.loader.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.MatMul;
import salty.engine.op.Reshape;

/** Matrix products. */
public final class Products {

    /** Products of a batch of matrices that are computed one by one. */
    private static final int MAX_BATCH = 256;

    private Products() {
    }

    /**
     * The product of the last axis of one value with the last but one of the other, as numpy's {@code matmul}: axes
     * before these are repeated to one shape, and a vector is a row on the left, a column on the right.
     */
    public static Value of(Call call, Value a, Value b) {
        Value left = a.rank() == 1 ? a.reshaped(1, a.dims()[0]) : a;
        Value right = b.rank() == 1 ? b.reshaped(b.dims()[0], 1) : b;
        if (left.rank() < 2 || right.rank() < 2) {
            throw new IllegalArgumentException("multiplies numbers, expected matrices");
        }
        if (left.dims()[left.rank() - 1] != right.dims()[right.rank() - 2]) {
            throw new IllegalArgumentException("multiplies " + Value.text(a.dims()) + " by " + Value.text(b.dims())
                    + "; the inner extents differ");
        }
        Value product = right.rank() == 2 ? byMatrix(call, left, right) : batch(call, left, right);
        int[] dims = product.dims();
        IntStream kept = IntStream.range(0, dims.length).filter(axis -> !(a.rank() == 1 && axis == dims.length - 2)
                && !(b.rank() == 1 && axis == dims.length - 1));
        return a.rank() == 1 || b.rank() == 1 ? product.reshaped(kept.map(axis -> dims[axis]).toArray()) : product;
    }

    /**
     * Rows times a matrix {@code (k, m)}. Where the rows were made of images, their elements stay in the order that
     * they have, and the rows of the matrix are put into that order: of a constant once, here.
     */
    private static Value byMatrix(Call call, Value left, Value matrix) {
        int rank = left.rank();
        int[] dims = left.dims();
        int columns = matrix.dims()[1];
        int[] pieces = {dims[rank - 1]};
        int[] order = {0};
        if (left instanceof Computed computed && computed.group(rank - 1).length > 1) {
            int[] group = computed.group(rank - 1);
            pieces = IntStream.of(group).map(computed.node().shape()::dim).toArray();
            order = IntStream.range(0, group.length).boxed().sorted((i, j) -> group[i] - group[j])
                    .mapToInt(i -> i).toArray();
        }
        int count = pieces.length;
        int[] cut = concat(Arrays.copyOf(dims, rank - 1), pieces);
        int[] rowOrder = concat(IntStream.range(0, rank - 1).toArray(), IntStream.of(order).map(i -> rank - 1 + i)
                .toArray());
        int rows = Math.toIntExact(left.size() / dims[rank - 1]);
        Node x = Reshape.of(left.reshaped(cut).arranged(rowOrder), Shape.of(rows, dims[rank - 1]));
        Node w = Reshape.of(matrix.reshaped(concat(pieces, columns)).arranged(concat(order, count)),
                Shape.of(dims[rank - 1], columns));
        Node y = MatMul.of(x, matrix instanceof Known ? call.weight("kernel", w) : w);
        return Computed.of(y).reshaped(concat(Arrays.copyOf(dims, rank - 1), columns));
    }

    private static Value batch(Call call, Value left, Value right) {
        int[] outer = Broadcasting.dims(Arrays.copyOf(left.dims(), left.rank() - 2),
                Arrays.copyOf(right.dims(), right.rank() - 2));
        int count = IntStream.of(outer).reduce(1, Math::multiplyExact);
        if (count > MAX_BATCH) {
            throw new IllegalArgumentException("multiplies " + count + " matrices, the limit is " + MAX_BATCH);
        }
        int rows = left.dims()[left.rank() - 2];
        int inner = left.dims()[left.rank() - 1];
        int columns = right.dims()[right.rank() - 1];
        Value a = left.expanded(concat(outer, rows, inner)).reshaped(count, rows, inner);
        Value b = right.expanded(concat(outer, inner, columns)).reshaped(count, inner, columns);
        List<Value> products = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node x = a.sliced(0, i, 1, 1).reshaped(rows, inner).declared();
            Node y = b.sliced(0, i, 1, 1).reshaped(inner, columns).declared();
            products.add(Computed.of(Reshape.of(MatMul.of(x, y), Shape.of(1, rows, columns))));
        }
        return Value.concat(products, 0).reshaped(concat(outer, rows, columns));
    }

    private static int[] concat(int[] a, int... b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }
}

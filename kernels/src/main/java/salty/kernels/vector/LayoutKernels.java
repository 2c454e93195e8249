package salty.kernels.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Concat;
import salty.engine.op.Pad;
import salty.engine.op.Sum;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Reduce;

/** Kernels that move elements or add them up, and do nothing else. */
final class LayoutKernels {
    /** Elements that one task moves. */
    private static final int PIECE = 1 << 14;
    /** Parts of a sum of many rows, whatever the number of threads. */
    private static final int PARTS = 16;

    private LayoutKernels() {
    }

    /** Fills the output by a rule that says where its elements come from. */
    static Kernel gather(Group group, Box box, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        int size = box.size();
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            parallel.run((size + PIECE - 1) / PIECE, (piece, worker) ->
                    box.copy(values, output, piece * PIECE, piece * PIECE, Math.min(PIECE, size - piece * PIECE)));
        });
    }

    static Kernel pad(Group group, Parallel parallel) {
        Node node = group.root();
        Operand x = Operand.of(group, node.input(0));
        Box box = Box.padded(node);
        float border = ((Pad) node.op()).value();
        int size = box.size();
        int whole = node.shape().intSize();
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            Arrays.fill(output, 0, whole, border);
            parallel.run((size + PIECE - 1) / PIECE, (piece, worker) ->
                    box.scatter(values, output, piece * PIECE, Math.min(PIECE, size - piece * PIECE)));
        });
    }

    static Kernel concat(Group group, Parallel parallel) {
        Node node = group.root();
        int axis = ((Concat) node.op()).axis();
        List<Operand> operands = new ArrayList<>();
        List<Box> boxes = new ArrayList<>();
        int first = 0;
        for (Node part : node.inputs()) {
            operands.add(Operand.of(group, part));
            boxes.add(Box.part(node, part, axis, first));
            first += part.shape().dim(axis);
        }
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            for (int i = 0; i < operands.size(); i++) {
                Box box = boxes.get(i);
                float[] values = operands.get(i).in(inputs);
                int size = box.size();
                parallel.run((size + PIECE - 1) / PIECE, (piece, worker) ->
                        box.scatter(values, output, piece * PIECE, Math.min(PIECE, size - piece * PIECE)));
            }
        });
    }

    /** Sums along adjacent axes: the value is seen as (outer, summed, inner). Null where the axes are not adjacent. */
    static Kernel sum(Group group, Parallel parallel) {
        Node node = group.root();
        List<Integer> axes = ((Sum) node.op()).axes();
        Shape shape = node.input(0).shape();
        Operand x = Operand.of(group, node.input(0));
        if (axes.isEmpty() || axes.getLast() - axes.getFirst() != axes.size() - 1) {
            return null;
        }
        int outer = extent(shape, 0, axes.getFirst());
        int summed = extent(shape, axes.getFirst(), axes.getLast() + 1);
        int inner = extent(shape, axes.getLast() + 1, shape.rank());
        if (inner > 1 && summed >= Reduce.STRIP / inner && Reduce.STRIP / inner > 1) {
            return sumShortRows(group, x, outer, summed, inner, parallel);
        }
        if (inner > 1) {
            int strips = (inner + Reduce.STRIP - 1) / Reduce.STRIP;
            return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
                float[] values = x.in(inputs);
                parallel.run(outer * strips, (task, worker) -> {
                    int from = task % strips * Reduce.STRIP;
                    Reduce.sumRows(values, task / strips * summed * inner + from, summed, inner,
                            output, task / strips * inner + from, Math.min(Reduce.STRIP, inner - from));
                });
            });
        }
        int pieces = (summed + Reduce.PIECE - 1) / Reduce.PIECE;
        return new VectorKernel(group.toString(), (long) outer * pieces, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            parallel.run(outer * pieces, (task, worker) -> {
                int from = task % pieces * Reduce.PIECE;
                int count = Math.min(Reduce.PIECE, summed - from);
                scratch[task] = Reduce.sum(values, task / pieces * summed + from, count);
            });
            for (int i = 0; i < outer; i++) {
                output[i] = Reduce.sumScalar(scratch, i * pieces, pieces);
            }
        });
    }

    /**
     * Sums many short rows, such as pixels of few channels: several of them side by side are one long row. The long
     * rows' sums of each part, which are short rows again, and what rows are left over go to scratch and are summed
     * from there.
     */
    private static Kernel sumShortRows(Group group, Operand x, int outer, int summed, int inner, Parallel parallel) {
        int beside = Reduce.STRIP / inner;
        int width = beside * inner;
        int longRows = summed / beside;
        int each = Math.ceilDiv(longRows, PARTS);
        int parts = Math.ceilDiv(longRows, each);
        int left = summed * inner - longRows * width;
        int gathered = parts * width + left;
        return new VectorKernel(group.toString(), (long) outer * gathered, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            parallel.run(outer * parts, (task, worker) -> {
                int part = task % parts * each;
                Reduce.sumRows(values, task / parts * summed * inner + part * width, Math.min(each, longRows - part),
                        width, scratch, task / parts * gathered + task % parts * width, width);
            });
            for (int i = 0; i < outer; i++) {
                System.arraycopy(values, i * summed * inner + longRows * width, scratch,
                        i * gathered + parts * width, left);
                Reduce.sumRows(scratch, i * gathered, gathered / inner, inner, output, i * inner, inner);
            }
        });
    }

    private static int extent(Shape shape, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= shape.dim(axis);
        }
        return product;
    }

    /** Softmax, or its logarithm, along the last axis. */
    static Kernel softmax(Group group, boolean logarithm, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        int classes = group.output().shape().dim(-1);
        int rows = group.output().shape().intSize() / classes;
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            parallel.run(rows, (row, worker) ->
                    Reduce.softmax(values, row * classes, classes, logarithm, output, row * classes));
        });
    }
}

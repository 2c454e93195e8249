package salty.kernels.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Constant;
import salty.engine.op.MatMul;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.Gemv;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.Pointwise;

/** Chooses and prepares a kernel for a matrix product and its {@link Epilogue}. */
final class ProductKernels {
    /**
     * Into how many parts the rows that matter are shared out at most, whatever the number of threads: a part reads
     * whole rows, and long runs are what memory is fast at.
     */
    private static final int PARTS = 8;
    /** Rows of the matrix for each part. */
    private static final int LEAST_ROWS = 128;
    /** Rows of the matrix that one task of the transposed product reads. */
    private static final int ROWS = 64;
    /** Up to so large a batch a transposed product is dots with rows that stay where they are. */
    private static final int MOST_DOTS = 32;
    /** Rows of the matrix that a batch shares while they are in the L2 cache. */
    private static final int SHARED_ROWS = 8;

    private ProductKernels() {
    }

    static Kernel prepare(Group group, Parallel parallel) {
        Node node = group.root();
        MatMul op = (MatMul) node.op();
        Epilogue epilogue = Epilogue.of(group);
        boolean weights = node.input(1).op() instanceof Constant && !(node.input(0).op() instanceof Constant);
        if (weights && node.shape().dim(0) == 1 && !op.transposeA()) {
            return op.transposeB() ? backward(group, epilogue, parallel) : forward(group, epilogue, parallel);
        }
        if (weights && !op.transposeA() && !op.transposeB()) {
            return batch(group, epilogue, parallel);
        }
        if (weights && !op.transposeA() && node.shape().dim(0) <= MOST_DOTS) {
            return batchBackward(group, epilogue, parallel);
        }
        return general(group, op, epilogue, parallel);
    }

    /** The data of a constant in native memory; a mapped file's stays where it is. */
    private static MemorySegment weights(Node node) {
        MemorySegment data = ((Constant) node.op()).value().data();
        return data.isNative() ? data : Arena.ofAuto().allocate(data.byteSize(), 64).copyFrom(data);
    }

    private static Kernel forward(Group group, Epilogue epilogue, Parallel parallel) {
        Node node = group.root();
        int rows = node.input(1).shape().dim(0);
        int columns = node.shape().dim(1);
        MemorySegment w = weights(node.input(1));
        Warmup.startDense(w, columns);
        Operand x = Operand.of(group, node.input(0));
        float[] bias = epilogue.biasOrZeros(columns);
        int strips = Math.ceilDiv(columns, Gemv.STRIP);
        int parts = Math.clamp(rows / LEAST_ROWS, 1, PARTS);
        int sums = 2 * rows + 2;
        return new VectorKernel("vector times matrix, zero rows skipped" + epilogue.describe(),
                sums + (long) parts * columns, (inputs, output, scratch) -> {
                    int count = Gemv.nonZeros(x.in(inputs), 0, rows, scratch, 0);
                    int share = Math.ceilDiv(count, parts * Gemv.ROWS) * Gemv.ROWS;
                    parallel.run(parts * strips, (task, worker) -> {
                        int part = task / strips;
                        int first = Math.min(count, part * share);
                        int from = task % strips * Gemv.STRIP;
                        Gemv.forward(w, columns, scratch, 2 * first, Math.min(share, count - first),
                                from, Math.min(columns, from + Gemv.STRIP), scratch, sums + part * columns);
                    });
                    System.arraycopy(bias, 0, output, 0, columns);
                    for (int part = 0; part < parts; part++) {
                        Gemv.add(scratch, sums + part * columns, output, columns);
                    }
                    if (epilogue.relu()) {
                        Pointwise.relu(output, 0, output, 0, columns);
                    }
                });
    }

    private static Kernel backward(Group group, Epilogue epilogue, Parallel parallel) {
        Node node = group.root();
        int rows = node.shape().dim(1);
        int columns = node.input(1).shape().dim(1);
        MemorySegment w = weights(node.input(1));
        Operand y = Operand.of(group, node.input(0));
        float[] bias = epilogue.biasOrZeros(rows);
        return new VectorKernel("matrix times vector" + epilogue.describe(), 0, (inputs, output, scratch) ->
                parallel.run((rows + ROWS - 1) / ROWS, (block, worker) -> {
                    int from = block * ROWS;
                    int to = Math.min(rows, from + ROWS);
                    Gemv.backward(w, columns, from, to, y.in(inputs), 0, output, 0);
                    Pointwise.add(output, from, bias, from, output, from, to - from);
                    if (epilogue.relu()) {
                        Pointwise.relu(output, from, output, from, to - from);
                    }
                }));
    }

    private static Kernel batch(Group group, Epilogue epilogue, Parallel parallel) {
        Node node = group.root();
        int m = node.shape().dim(0);
        int n = node.shape().dim(1);
        int k = node.input(0).shape().dim(1);
        MemorySegment w = weights(node.input(1));
        Operand x = Operand.of(group, node.input(0));
        int width = DenseBatch.stripColumns(n, parallel.threads());
        int strips = (n + width - 1) / width;
        float[] bias = epilogue.biasOrZeros(strips * width);
        return new VectorKernel("batch times matrix, read once" + epilogue.describe(),
                (long) parallel.threads() * DenseBatch.scratch(), (inputs, output, scratch) ->
                parallel.run(strips, (strip, worker) -> {
                    int from = strip * width;
                    int columns = Math.min(width, n - from);
                    DenseBatch.strip(m, k, n, from, columns, x.in(inputs), w, bias, output,
                            scratch, worker * DenseBatch.scratch());
                    for (int i = 0; epilogue.relu() && i < m; i++) {
                        Pointwise.relu(output, i * n + from, output, i * n + from, columns);
                    }
                }));
    }

    /**
     * What comes back through a dense layer that does not learn: each row of the matrix, as long as an output of the
     * batch, is read once and multiplied with all of them. Packing the matrix would move it three times.
     */
    private static Kernel batchBackward(Group group, Epilogue epilogue, Parallel parallel) {
        Node node = group.root();
        int m = node.shape().dim(0);
        int rows = node.shape().dim(1);
        int columns = node.input(1).shape().dim(1);
        MemorySegment w = weights(node.input(1));
        Operand y = Operand.of(group, node.input(0));
        float[] bias = epilogue.biasOrZeros(rows);
        return new VectorKernel("batch times transposed matrix, read once" + epilogue.describe(), 0,
                (inputs, output, scratch) -> parallel.run((rows + ROWS - 1) / ROWS, (block, worker) -> {
                    int end = Math.min(rows, (block + 1) * ROWS);
                    for (int from = block * ROWS; from < end; from += SHARED_ROWS) {
                        int to = Math.min(end, from + SHARED_ROWS);
                        for (int i = 0; i < m; i++) {
                            Gemv.backward(w, columns, from, to, y.in(inputs), i * columns, output, i * rows);
                        }
                    }
                    int from = block * ROWS;
                    for (int i = 0; i < m; i++) {
                        int at = i * rows + from;
                        Pointwise.add(output, at, bias, from, output, at, end - from);
                        if (epilogue.relu()) {
                            Pointwise.relu(output, at, output, at, end - from);
                        }
                    }
                }));
    }

    private static Kernel general(Group group, MatMul op, Epilogue epilogue, Parallel parallel) {
        Node node = group.root();
        Operand a = Operand.of(group, node.input(0));
        Operand b = Operand.of(group, node.input(1));
        int m = node.shape().dim(0);
        int n = node.shape().dim(1);
        int k = node.input(0).shape().dim(op.transposeA() ? 0 : 1);
        int packed = Gemm.packedLength(k, n);
        int rowStride = op.transposeB() ? 1 : n;
        int columnStride = op.transposeB() ? k : 1;
        float[] bias = epilogue.biasOrZeros(Lanes.roundUp(n));
        long scratchSize = packed + (long) parallel.threads() * Gemm.scratch();
        return new VectorKernel("matrix product" + epilogue.describe(), scratchSize, (inputs, output, scratch) -> {
            float[] left = a.in(inputs);
            float[] right = b.in(inputs);
            parallel.run(Gemm.panels(n), (panel, worker) ->
                    Gemm.packPanel(right, 0, rowStride, columnStride, k, n, panel, scratch, 0));
            parallel.run((m + Gemm.M_BLOCK - 1) / Gemm.M_BLOCK, (block, worker) -> {
                int first = block * Gemm.M_BLOCK;
                int rows = Math.min(Gemm.M_BLOCK, m - first);
                Gemm.multiply(rows, n, k, left, op.transposeA() ? first : first * k, op.transposeA() ? 1 : k,
                        op.transposeA() ? m : 1, scratch, 0, bias, output, first * n, n,
                        scratch, packed + worker * Gemm.scratch());
                if (epilogue.relu()) {
                    Pointwise.relu(output, first * n, output, first * n, rows * n);
                }
            });
        });
    }
}

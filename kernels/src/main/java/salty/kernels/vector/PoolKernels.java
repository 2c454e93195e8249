package salty.kernels.vector;

import java.util.Arrays;
import java.util.function.IntConsumer;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Mask;
import salty.engine.op.MaxPool2dGradient;
import salty.engine.op.Window;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.simd.MaxPool;

/** Chooses and prepares kernels for pools and their gradients. */
final class PoolKernels {
    private static final Window HALVING = Window.valid(2, 2, 2);

    private PoolKernels() {
    }

    private static ConvGeometry geometry(Window w, Shape x) {
        return new ConvGeometry(x.dim(0), x.dim(1), x.dim(2), x.dim(3), w.height(), w.width(), x.dim(3),
                w.strideY(), w.strideX(), w.top(), w.left(), w.outHeight(x.dim(1)), w.outWidth(x.dim(2)), 1, 1, 1);
    }

    /** Whether windows share pixels, so that the gradients of two rows of output may meet. */
    private static boolean overlaps(ConvGeometry g) {
        return g.strideH() < g.kh();
    }

    static Kernel forward(Group group, Window window, boolean average, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        ConvGeometry g = geometry(window, group.root().input(0).shape());
        boolean halving = window.equals(HALVING) && !average;
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            parallel.run(g.n() * g.outH(), (row, worker) -> {
                if (!halving) {
                    Pool.forward(g, row, average, values, output);
                    return;
                }
                int from = (row / g.outH() * g.h() + row % g.outH() * 2) * g.w() * g.c();
                for (int column = 0; column < g.outW(); column++) {
                    MaxPool.window2x2(values, from + 2 * column * g.c(), g.w() * g.c(), g.c(),
                            output, (row * g.outW() + column) * g.c(), g.c());
                }
            });
        });
    }

    static Kernel averageGradient(Group group, Window window, Parallel parallel) {
        Node node = group.root();
        Operand dy = Operand.of(group, node.input(0));
        ConvGeometry g = geometry(window, node.shape());
        int size = node.shape().intSize();
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] adjoint = dy.in(inputs);
            Arrays.fill(output, 0, size, 0);
            perRow(parallel, g, row -> Pool.averageGradient(g, row, adjoint, output));
        });
    }

    /** Whether the gradient of a 2x2 max pool can also do the work of the rectifier before the pool. */
    static boolean accepts(Group group, Node next) {
        Node root = group.root();
        return group.nodes().size() == 1 && root.op() instanceof MaxPool2dGradient gradient
                && gradient.window().equals(HALVING)
                && next.op() instanceof Mask && next.input(0) == root && next.input(1) == root.input(0);
    }

    static Kernel maxGradient(Group group, Window window, float tie, Parallel parallel) {
        Node node = group.root();
        Operand x = Operand.of(group, node.input(0));
        Operand dy = Operand.of(group, node.input(1));
        ConvGeometry g = geometry(window, node.shape());
        boolean positive = group.nodes().size() > 1;
        int size = node.shape().intSize();
        boolean halving = window.equals(HALVING);
        return new VectorKernel(group.toString(), 0, (inputs, output, scratch) -> {
            float[] values = x.in(inputs);
            float[] adjoint = dy.in(inputs);
            if (!halving) {
                Arrays.fill(output, 0, size, 0);
                perRow(parallel, g, row -> Pool.maxGradient(g, row, values, adjoint, tie, output));
                return;
            }
            if (g.h() % 2 != 0 || g.w() % 2 != 0) {
                Arrays.fill(output, 0, size, 0);
            }
            parallel.run(g.n() * g.outH(), (row, worker) -> {
                int from = (row / g.outH() * g.h() + row % g.outH() * 2) * g.w() * g.c();
                for (int column = 0; column < g.outW(); column++) {
                    MaxPool.gradient2x2(values, from + 2 * column * g.c(), g.w() * g.c(), g.c(),
                            adjoint, (row * g.outW() + column) * g.c(), tie, positive, output, g.c());
                }
            });
        });
    }

    /** Visits the rows of output: side by side where they do not meet, else those of one image after each other. */
    private static void perRow(Parallel parallel, ConvGeometry g, IntConsumer row) {
        int tasks = overlaps(g) ? g.n() : g.n() * g.outH();
        int rows = overlaps(g) ? g.outH() : 1;
        parallel.run(tasks, (task, worker) -> {
            for (int i = 0; i < rows; i++) {
                row.accept(task * rows + i);
            }
        });
    }
}

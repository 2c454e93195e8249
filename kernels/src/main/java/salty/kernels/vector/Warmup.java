package salty.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import salty.kernels.vector.conv.Conv2dGemm;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Gemv;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.MaxPool;
import salty.kernels.vector.simd.Pointwise;
import salty.kernels.vector.simd.RowPanels;

/**
 * Has the kernels of a forward pass compiled before the first picture needs them. Until C2 has seen it, code of the
 * Vector API allocates every vector, a hundred times slower; but compiling can go on beside the reading of files.
 *
 * <p>Each kernel is called on small arrays, in all its branches, so that none is compiled away as never taken. How many
 * calls that needs is up to the JVM's thresholds, which the launcher lowers for these classes.
 */
public final class Warmup {
    private static final int CALLS = 300;
    private static final int CONVOLUTIONS = 20;
    /** Of a product: a run. Every fourth call has two, every other one step more, and none has many: each boxes. */
    private static final int STEPS = RowPanels.RUN;

    private static final AtomicBoolean DENSE = new AtomicBoolean();

    private Warmup() {
    }

    /** Begins on a thread of its own, where the Vector API is there; does nothing elsewhere. */
    public static void start() {
        if (VectorBackendProvider.hasVectorApi()) {
            start(Warmup::callKernels);
        }
    }

    /**
     * Begins with the dense kernel. Compiled code is bound to how its memory came about, so this wants the matrix of a
     * layer that will be multiplied; the first that is given serves for all.
     *
     * @param w       little-endian floats, row-major
     * @param columns the length of a row
     */
    static void startDense(MemorySegment w, int columns) {
        if (DENSE.compareAndSet(false, true)) {
            start(() -> callDense(w, columns, (int) (w.byteSize() / Float.BYTES / columns)));
        }
    }

    private static void start(Runnable calls) {
        Thread thread = new Thread(calls, "salty-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void callDense(MemorySegment w, int columns, int rows) {
        int listed = Math.min(rows, 20);
        float[] x = new float[listed];
        float[] list = new float[2 * listed];
        float[] y = new float[columns];
        for (int i = 0; i < CALLS; i++) {
            x[i % listed] = i % 4;
            int count = Gemv.nonZeros(x, 0, listed, list, 0);
            int to = Math.min(columns, 2 * Lanes.COUNT + i % 2);
            Gemv.forward(w, columns, list, 0, count, 0, to, y, 0);
        }
    }

    /** In the order in which a network calls them. */
    static void callKernels() {
        int size = Math.max(RowPanels.length(2 * STEPS), 32 * GemmTile.COLUMNS);
        float[] x = new float[size];
        float[] y = new float[size];
        float[] bias = new float[GemmTile.COLUMNS];
        for (int i = 0; i < CALLS; i++) {
            int startStride = i / 2 % 2 == 0 ? 0 : GemmTile.COLUMNS;
            int k = i % 4 == 0 ? 2 * STEPS : STEPS + i % 2;
            GemmTile.multiply(GemmTile.COLUMNS, k, x, 0, x, 0, startStride == 0 ? bias : y, 0, startStride,
                    y, 0, GemmTile.COLUMNS);
        }
        callConvolutions(ConvGeometry.same(1, 6, 16, 3, 3, 3, GemmTile.COLUMNS),
                ConvGeometry.same(1, 6, 6, 16, 3, 3, 2 * GemmTile.COLUMNS - 2));
        for (int i = 0; i < CALLS; i++) {
            Pointwise.relu(x, 0, y, 0, 4 * Lanes.COUNT + i % 2);
            MaxPool.window2x2(x, 0, 2 * GemmTile.COLUMNS, GemmTile.COLUMNS, y, 0, Lanes.COUNT + i % 2);
        }
    }

    /** In turns, so that what one of them leaves out is compiled for the others all the same. */
    private static void callConvolutions(ConvGeometry... geometries) {
        for (int i = 0; i < CONVOLUTIONS; i++) {
            for (ConvGeometry g : geometries) {
                callConvolution(g);
            }
        }
    }

    private static void callConvolution(ConvGeometry g) {
        Conv2dGemm conv = new Conv2dGemm(g, 1);
        float[] x = new float[g.h() * g.w() * g.c()];
        float[] packed = new float[conv.packedLength()];
        float[] bias = new float[Gemm.panels(g.k()) * GemmTile.COLUMNS];
        float[] y = new float[g.outPixels() * g.k()];
        float[] scratch = new float[conv.scratch()];
        for (int task = 0; task < conv.tasks(); task++) {
            conv.run(task, x, packed, 0, bias, 0, y, conv.firstPixel(task) * g.k() + conv.firstColumn(task), g.k(),
                    scratch, 0);
        }
    }
}

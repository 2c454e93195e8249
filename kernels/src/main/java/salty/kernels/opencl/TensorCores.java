package salty.kernels.opencl;

import java.util.List;
import java.util.Random;
import salty.engine.backend.Precision;

/** What kernels on top of {@code gpu/tile.cl} need for a {@link Precision}: TF32 runs on NVIDIA's tensor cores. */
final class TensorCores {
    private static final int M = 16;
    private static final int N = 8;
    private static final int K = 8;
    private static final int WARP = 32;
    private static final float TOLERANCE = 0.01f;

    private TensorCores() { }

    /**
     * Makes sure that a device has a precision: compiles a small kernel and checks what it computes.
     *
     * @throws ClException naming the device, if it does not
     */
    static void require(ClQueue queue, Precision precision) {
        if (precision == Precision.FLOAT32) {
            return;
        }
        String reason = probe(queue);
        if (!reason.isEmpty()) {
            throw new ClException(queue.device().name() + " has no TF32 tensor cores that OpenCL reaches (" + reason
                + "): use float32");
        }
    }

    private static String probe(ClQueue queue) {
        try {
            float[] product = smallProduct(queue);
            return product[M * N] == 0 ? "its compiler has no such instruction"
                : product[M * N] < 0 ? "its product is wrong" : "";
        } catch (ClException e) {
            return "its driver refuses the instruction";
        }
    }

    /**
     * The probe's product (16, 8), behind it 1 if tensor cores computed it, 0 if not, -1 if it is wrong.
     *
     * @throws ClException if the kernel does not compile or run
     */
    static float[] smallProduct(ClQueue queue) {
        var random = new Random(1);
        var a = new float[K * M];
        var b = new float[K * N];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat() - 0.5f;
            b[i % b.length] = random.nextFloat() - 0.5f;
        }
        var c = new float[M * N + 1];
        try (var kernel = queue.program("", "", "gpu/tf32").kernel("probe"); var left = queue.allocate(a.length);
             var right = queue.allocate(b.length); var product = queue.allocate(c.length)) {
            left.write(a);
            right.write(b);
            queue.enqueue(kernel.bind(0, left).bind(1, right).bind(2, product).line(WARP, WARP));
            product.read(c);
        }
        for (int m = 0; m < M; m++) {
            for (int n = 0; n < N; n++) {
                float sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += a[k * M + m] * b[k * N + n];
                }
                if (!(Math.abs(sum - c[m * N + n]) < TOLERANCE)) {
                    c[M * N] = -1;
                }
            }
        }
        return c;
    }

    /** What such kernels are compiled with. */
    static List<String> options(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> List.of();
            case TF32 -> List.of("-DTF32=1");
        };
    }

    /** The sources of such a kernel. */
    static String[] sources(Precision precision, String operands, String kernel) {
        return switch (precision) {
            case FLOAT32 -> new String[] {"vector", "gpu/float4", operands, "gpu/tile", kernel};
            case TF32 -> new String[] {"vector", "gpu/float4", operands, "gpu/tf32", "gpu/tile", kernel};
        };
    }
}

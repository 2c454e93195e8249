package salty.kernels.opencl;

import java.util.List;
import salty.engine.backend.BackendOptions;

/** The best that a device does with any kernel, measured: what other figures are fractions of. */
public final class ClCeiling {
    private static final int CHAINS = 12;
    private static final int RUNS = 20;
    private static final int CHUNK = 1 << 22;
    private static final int GPU_GROUP = 256;
    private static final int CPU_STEPS = 1 << 20;
    private static final int GPU_STEPS = 1 << 12;

    private ClCeiling() { }

    /**
     * Fused multiply-adds in registers, in float operations a second.
     *
     * @param queue opened with profiling
     */
    public static double flops(ClQueue queue) {
        var target = Target.of(queue, Tiles.standard(queue.device()), BackendOptions.DEFAULT);
        int width = target.cpu() ? target.vector() : 1;
        int items = target.cpu() ? 4 * queue.device().computeUnits() : 2048 * queue.device().computeUnits();
        int steps = target.cpu() ? CPU_STEPS : GPU_STEPS;
        var program = target.program(List.of("-DVW=" + width, "-DCHAINS=" + CHAINS), null, "vector", "peak");
        try (var kernel = program.kernel("peak_flops"); var data = queue.allocate(items + CHAINS)) {
            data.write(new float[items + CHAINS]);
            kernel.bind(0, data).bind(1, steps).line(items, target.cpu() ? 1 : GPU_GROUP);
            return 2.0 * CHAINS * width * steps * items / seconds(queue, kernel);
        }
    }

    /**
     * Reads of a buffer much larger than any cache, in bytes a second.
     *
     * @param queue opened with profiling
     * @param bytes the buffer's size
     */
    public static double bandwidth(ClQueue queue, long bytes) {
        var target = Target.of(queue, Tiles.standard(queue.device()), BackendOptions.DEFAULT);
        int width = target.cpu() ? target.vector() : 4;
        int items = target.cpu() ? 8 * queue.device().computeUnits() : 2048 * queue.device().computeUnits();
        int vectors = (int) (bytes / Float.BYTES / width);
        var options = List.of("-DVW=" + width, "-DRUNS=" + (target.cpu() ? 1 : 0));
        var program = target.program(options, null, "vector", "peak");
        try (var kernel = program.kernel("peak_reads"); var x = queue.allocate((long) vectors * width);
             var y = queue.allocate(items)) {
            // Memory that was never written may be one page of zeros again and again, which lies in the cache.
            var values = new float[CHUNK];
            for (long at = 0; at < x.size(); at += CHUNK) {
                x.write(at, values, (int) Math.min(CHUNK, x.size() - at));
            }
            kernel.bind(0, x).bind(1, y).bind(2, vectors).line(items, target.cpu() ? 1 : GPU_GROUP);
            return (double) vectors * width * Float.BYTES / seconds(queue, kernel);
        }
    }

    private static double seconds(ClQueue queue, ClKernel kernel) {
        queue.enqueue(kernel);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            best = Math.min(best, queue.timed(() -> queue.enqueue(kernel)).busy());
        }
        return best * 1e-9;
    }
}

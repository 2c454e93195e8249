package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;

/** The launch of a tiled product of the GPU family ({@code gpu/tile.cl}). */
final class GpuTile {
    private static final int LEAST_DEPTH = 128;
    private static final int MOST_PARTS = 64;

    private GpuTile() { }

    /**
     * Launches the product of one batch; split along K, with a sum of the parts behind it, where the tiles alone do not
     * fill the device.
     *
     * @param operands the source that says what A and B are
     * @param source  the kernel's own
     * @param inputs  the buffers before the output
     * @param numbers the numbers behind it, without the depth of a part
     */
    static void launch(PlanBuilder plan, List<String> options, int m, int n, int k, String operands, String source,
                       String kernel, List<Operand> inputs, int[] numbers) {
        var target = plan.target();
        var tile = target.tiles().forProduct(m, n);
        long tiles = (long) ((m + tile.bm() - 1) / tile.bm()) * ((n + tile.bn() - 1) / tile.bn());
        int parts = Math.clamp(target.queue().device().computeUnits() / tiles,
            1, Math.clamp(k / LEAST_DEPTH, 1, MOST_PARTS));
        int steps = (k + tile.bk() - 1) / tile.bk();
        int depth = (steps + parts - 1) / parts * tile.bk();
        parts = (k + depth - 1) / depth;
        boolean split = parts > 1;
        List<String> all = new ArrayList<>(List.of(tile.options(), "-DSPLIT=" + (split ? 1 : 0)));
        all.addAll(options);
        all.addAll(TensorCores.options(target.precision()));
        var sources = TensorCores.sources(target.precision(), operands, source);
        var output = split ? plan.scratch((long) parts * m * n) : PlanBuilder.OUTPUT;
        var step = plan.step(target.program(all, split ? null : plan.epilogue(), sources), kernel)
            .buffers(inputs).buffers(output).ints(numbers).ints(depth);
        if (!split) {
            step.buffers(plan.epilogue().operands());
        }
        step.grid(groups(tile, m, n, parts), new long[] {tile.threads(), 1, 1});
        if (split) {
            ElementPlans.combine(plan, output, parts);
        }
    }

    /** Column tiles, row tiles, and the third extent. */
    static long[] groups(Tiles.Tile tile, long m, long n, long third) {
        return new long[] {(n + tile.bn() - 1) / tile.bn(), (m + tile.bm() - 1) / tile.bm(), third};
    }
}

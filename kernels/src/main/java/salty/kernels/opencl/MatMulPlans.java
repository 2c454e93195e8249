package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import salty.engine.op.MatMul;

/** Matrix products: streaming the right matrix once for a few rows, tiles for many. */
final class MatMulPlans {
    /** The most rows that are multiplied while the matrix streams by. */
    private static final int MOST_STREAMED_ROWS = 8;
    private static final int CPU_BLOCK = 512;
    private static final int CPU_DOT_BLOCK = 16;
    private static final int GPU_ACROSS = 64;
    private static final int GPU_DOWN = 4;
    private static final int GPU_DOT_GROUP = 128;

    private MatMulPlans() { }

    static ClPlan matmul(PlanBuilder plan, MatMul op) {
        var root = plan.group().root();
        int m = root.shape().dim(0);
        int n = root.shape().dim(1);
        int k = root.input(0).shape().dim(op.transposeA() ? 0 : 1);
        if (m <= MOST_STREAMED_ROWS && (!op.transposeA() || m == 1) && k > 1) {
            return op.transposeB() ? rows(plan, m, n, k) : columns(plan, m, n, k);
        }
        return plan.target().cpu() ? packed(plan, op, m, n, k) : tiled(plan, op, m, n, k);
    }

    /** B as stored: parts along K, each summed over a block of columns, then the sum of the parts. */
    private static ClPlan columns(PlanBuilder plan, int m, int n, int k) {
        var target = plan.target();
        int width = target.cpu() ? target.vector() : target.vectorAlong(n);
        int across = target.cpu() ? CPU_BLOCK : GPU_ACROSS * width;
        int blocks = (n + across - 1) / across;
        int enough = target.queue().device().computeUnits() * (target.cpu() ? 8 : 16);
        int parts = Math.clamp(Math.min(enough / blocks + 1, k / 32), 1, 512);
        int depth = (k + parts - 1) / parts;
        parts = (k + depth - 1) / depth;
        var part = plan.scratch((long) parts * m * n);
        var program = target.program(List.of("-DVW=" + width, "-DROWS=" + m), null, "vector",
            target.cpu() ? "cpu/gemv" : "gpu/gemv");
        long[] size = target.cpu() ? new long[] {1, 1} : new long[] {GPU_ACROSS, GPU_DOWN};
        plan.step(program, "gemv_columns").buffers(plan.rootInput(0), plan.rootInput(1), part).ints(n, k, depth)
            .grid(new long[] {blocks, parts}, size);
        ElementPlans.combine(plan, part, parts);
        return plan.build("gemv " + m + " x " + k + " x " + n);
    }

    /** B transposed: one dot product a column. */
    private static ClPlan rows(PlanBuilder plan, int m, int n, int k) {
        var target = plan.target();
        int width = target.cpu() ? target.vector() : target.vectorAlong(k);
        List<String> options = new ArrayList<>(List.of("-DVW=" + width, "-DROWS=" + m));
        if (target.cpu()) {
            options.add("-DBLOCK=" + CPU_DOT_BLOCK);
        }
        var program = target.program(options, plan.epilogue(), "vector", target.cpu() ? "cpu/gemv" : "gpu/gemv");
        var step = plan.step(program, "gemv_rows").buffers(plan.rootInput(0), plan.rootInput(1), PlanBuilder.OUTPUT)
            .ints(n, k).buffers(plan.epilogue().operands());
        if (target.cpu()) {
            step.line((n + CPU_DOT_BLOCK - 1) / CPU_DOT_BLOCK, 1);
        } else {
            step.line((long) n * GPU_DOT_GROUP, GPU_DOT_GROUP);
        }
        return plan.build("gemv " + m + " x " + k + " x " + n + " transposed");
    }

    /** The CPU family: B in panels, which a constant gets once and for all. */
    private static ClPlan packed(PlanBuilder plan, MatMul op, int m, int n, int k) {
        var target = plan.target();
        var right = plan.group().root().input(1);
        var b = op.transposeB() ? CpuTile.panels(plan, right, k, n, 1, k) : CpuTile.panels(plan, right, k, n, n, 1);
        var program = CpuTile.program(target, List.of("-DTRANSPOSE_A=" + (op.transposeA() ? 1 : 0)), plan.epilogue(),
            "cpu/matmul");
        plan.step(program, "matmul").buffers(plan.rootInput(0), b, PlanBuilder.OUTPUT).ints(m, n, k, 0, 0, 0)
            .buffers(plan.epilogue().operands())
            .grid(CpuTile.groups(target, m, n, 1), new long[] {1, 1, 1});
        return plan.build("gemm " + m + " x " + k + " x " + n);
    }

    /** The GPU family, split along K where the tiles alone do not fill the device. */
    private static ClPlan tiled(PlanBuilder plan, MatMul op, int m, int n, int k) {
        List<String> options = new ArrayList<>(List.of("-DA_ALONG_M=" + (op.transposeA() ? 1 : 0),
            "-DB_ALONG_K=" + (op.transposeB() ? 1 : 0), "-DM_VECTORS=" + (m % 4 == 0 ? 1 : 0),
            "-DK_VECTORS=" + (k % 4 == 0 ? 1 : 0), "-DN_VECTORS=" + (n % 4 == 0 ? 1 : 0)));
        GpuTile.launch(plan, options, m, n, k, "gpu/matmul", "gpu/matmul_kernel", "matmul",
            List.of(plan.rootInput(0), plan.rootInput(1)), new int[] {m, n, k, 0, 0, 0});
        return plan.build("gemm " + m + " x " + k + " x " + n);
    }
}

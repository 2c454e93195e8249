package salty.kernels.opencl;

import java.util.List;
import salty.engine.backend.Precision;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Window;

/**
 * Convolution of 3x3 filters by Winograd's F(4x4, 3x3): transform tiles of the image, multiply 36 pairs of matrices,
 * transform back ({@code winograd.cl}). Large images go through in pieces, so that transformed tiles stay in the cache
 * of a CPU and never fill the memory of a GPU.
 */
final class WinogradPlans {
    private static final int POSITIONS = 36;
    private static final int TILE = 4;
    private static final int LEAST_CHANNELS = 16;
    private static final int GPU_VECTOR = 1;
    /** Work-groups that NVIDIA's driver takes in any dimension but the first. */
    private static final int MOST_GROUPS = 65535;

    private WinogradPlans() { }

    /**
     * Whether a convolution of images {@code x} to {@code y} gains by it and the kernels can do it. Not where direct
     * convolutions were asked for, and not with factors in TF32, whose rounding the transforms would magnify.
     */
    static boolean suits(Target target, Window window, Shape x, Shape y) {
        boolean plain = window.height() == 3 && window.width() == 3 && window.unitStride() && window.dense();
        int panel = target.cpu() ? CpuTile.panel(target) : TILE;
        int vector = target.cpu() ? target.vector() : TILE;
        return plain && !target.options().direct() && target.precision() == Precision.FLOAT32
            && x.dim(3) >= LEAST_CHANNELS && x.dim(3) % vector == 0 && y.dim(3) % panel == 0
            && y.dim(1) >= TILE && y.dim(2) >= TILE;
    }

    static ClPlan forward(PlanBuilder plan, Window window) {
        var target = plan.target();
        var root = plan.group().root();
        var x = root.input(0).shape();
        var y = root.shape();
        int c = x.dim(3);
        int k = y.dim(3);
        int down = (y.dim(1) + TILE - 1) / TILE;
        int across = (y.dim(2) + TILE - 1) / TILE;
        int tiles = Math.multiplyExact(x.dim(0), down * across);
        int piece = piece(target, tiles, c, k);
        var u = filter(plan, root.input(1), c, k);
        int positionV = position(piece, c);
        int positionM = position(piece, k);
        var v = plan.scratch((long) POSITIONS * positionV);
        var m = plan.scratch((long) POSITIONS * positionM);
        int width = target.cpu() ? target.vector() : GPU_VECTOR;
        var input = target.program(List.of("-DVW=" + width), null, "vector", "winograd");
        var output = target.program(List.of("-DVW=" + width), plan.epilogue(), "vector", "winograd");
        for (int first = 0; first < tiles; first += piece) {
            int count = Math.min(piece, tiles - first);
            var in = plan.step(input, "winograd_input").buffers(plan.rootInput(0), v)
                .ints(x.dim(1), x.dim(2), c, window.top(), window.left(), down, across, first, count, positionV);
            target.overPixels(in, c, width, count, 1);
            multiply(plan, v, u, m, count, c, k, positionV, positionM);
            var out = plan.step(output, "winograd_output").buffers(m, PlanBuilder.OUTPUT)
                .ints(y.dim(1), y.dim(2), k, down, across, first, count, positionM).buffers(plan.epilogue().operands());
            target.overPixels(out, k, width, count, 1);
        }
        return plan.build("winograd 3x3" + (piece < tiles ? " in pieces of " + piece + " tiles" : ""));
    }

    /** Tiles whose transforms fit the scratch memory, all if they do, else pieces of about equal size. */
    private static int piece(Target target, int tiles, int c, int k) {
        long fitting = target.tiles().scratch() / (POSITIONS * ((long) c + k));
        long most = Math.clamp(fitting, target.cpu() ? target.tiles().rows() * 8L : 1024, MOST_GROUPS);
        long pieces = (tiles + most - 1) / most;
        return (int) ((tiles + pieces - 1) / pieces);
    }

    /** The distance between positions: a little more than dense, an odd multiple of 16 floats. */
    private static int position(int tiles, int channels) {
        int lines = (tiles * channels + 15) / 16;
        return Math.multiplyExact(lines | 1, 16);
    }

    private static void multiply(PlanBuilder plan, Operand v, Operand u, Operand m, int tiles, int c, int k,
                                 int positionV, int positionM) {
        var target = plan.target();
        if (target.cpu()) {
            plan.step(CpuTile.program(target, List.of(), null, "cpu/matmul"), "matmul").buffers(v, u, m)
                .ints(tiles, k, c, positionV, c * k, positionM)
                .grid(CpuTile.groups(target, tiles, k, POSITIONS), new long[] {1, 1, 1});
            return;
        }
        var tile = target.tiles().forProduct(tiles, k);
        var program = target.program(List.of(tile.options()), null,
            TensorCores.sources(target.precision(), "gpu/matmul", "gpu/matmul_kernel"));
        plan.step(program, "matmul").buffers(v, u, m).ints(tiles, k, c, positionV, c * k, positionM, c)
            .grid(GpuTile.groups(tile, tiles, k, POSITIONS), new long[] {tile.threads(), 1, 1});
    }

    /** Transformed filters: once for a constant, else in every run. */
    private static Operand filter(PlanBuilder plan, Node filter, int c, int k) {
        var target = plan.target();
        int panel = target.cpu() ? CpuTile.panel(target) : k;
        var program = target.program(List.of("-DVW=1"), null, "vector", "winograd");
        long floats = (long) POSITIONS * c * k;
        int group = target.cpu() ? 1 : 64;
        long[] groups = {(k + group - 1) / group, c};
        long[] size = {group, 1};
        if (filter.op() instanceof Constant constant) {
            return new Operand.Fixed(target.weights().packed(constant.value(), "winograd " + panel, raw -> {
                var made = target.queue().allocate(floats);
                try (var kernel = program.kernel("winograd_filter")) {
                    kernel.bind(0, raw).bind(1, made).bindAll(2, c, k, panel).sizes(groups, size);
                    target.queue().enqueue(kernel);
                }
                return made;
            }));
        }
        var part = plan.scratch(floats);
        plan.step(program, "winograd_filter").buffers(plan.operand(filter), part).ints(c, k, panel).grid(groups, size);
        return part;
    }
}

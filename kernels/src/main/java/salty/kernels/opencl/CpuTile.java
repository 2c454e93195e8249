package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.op.Constant;

/** What plans of the CPU family's register tile ({@code cpu/tile.cl}) share. */
final class CpuTile {
    private CpuTile() { }

    /** Columns of a panel of B. */
    static int panel(Target target) {
        return 2 * target.vector();
    }

    /** A program on top of {@code cpu/tile.cl}. */
    static ClProgram program(Target target, List<String> options, Epilogue epilogue, String source) {
        return program(target, options, epilogue, target.tiles().blocks(), source);
    }

    private static ClProgram program(Target target, List<String> options, Epilogue epilogue, int blocks,
                                     String source) {
        List<String> all = new ArrayList<>(List.of("-DVW=" + target.vector(), "-DMR=" + target.tiles().rows(),
            "-DMTILES=" + blocks));
        all.addAll(options);
        return target.program(all, epilogue, "vector", "cpu/tile", source);
    }

    /** The grid of {@code m} rows by {@code n} columns by {@code batch} products. */
    static long[] groups(Target target, long m, long n, long batch) {
        long rows = (long) target.tiles().rows() * target.tiles().blocks();
        return new long[] {(m + rows - 1) / rows, (n + panel(target) - 1) / panel(target), batch};
    }

    /**
     * A matrix in panels: packed now if it is a constant, else by a launch of every run.
     *
     * @param rowStride    floats between its rows
     * @param columnStride floats between its columns
     */
    static Operand panels(PlanBuilder plan, Node matrix, int rows, int columns, int rowStride, int columnStride) {
        return panels(plan, matrix, 1, rows, columns, 0, 0, rowStride, columnStride);
    }

    /**
     * A matrix of {@code slices * rows} rows in panels; see the kernel {@code pack}.
     *
     * @param offset      its first float
     * @param sliceStride floats between slices
     */
    static Operand panels(PlanBuilder plan, Node matrix, int slices, int rows, int columns, int offset, int sliceStride,
                          int rowStride, int columnStride) {
        var target = plan.target();
        int panels = (columns + panel(target) - 1) / panel(target);
        long floats = (long) slices * rows * panels * panel(target);
        var program = program(target, List.of(), null, 1, "cpu/matmul");
        int[] numbers = {rows, columns, offset, rowStride, columnStride, sliceStride};
        long[] groups = {panels, rows, slices};
        long[] one = {1, 1, 1};
        if (matrix.op() instanceof Constant constant) {
            var layout = "panels " + target.vector() + Arrays.toString(numbers) + slices;
            return new Operand.Fixed(target.weights().packed(constant.value(), layout, raw -> {
                var made = target.queue().allocate(floats);
                try (var kernel = program.kernel("pack")) {
                    kernel.bind(0, raw).bind(1, made).bindAll(2, numbers).sizes(groups, one);
                    target.queue().enqueue(kernel);
                }
                return made;
            }));
        }
        var part = plan.scratch(floats);
        plan.step(program, "pack").buffers(plan.operand(matrix), part).ints(numbers).grid(groups, one);
        return part;
    }
}

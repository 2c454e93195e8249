package salty.kernels.opencl;

import java.util.List;
import salty.engine.op.Sum;

/** Plans of {@code sum.cl} and {@code softmax.cl}. */
final class ReductionPlans {
    private static final int GROUP = 256;
    /** Work-items that fill a device: fewer, and a sum is cut into slices. */
    private static final int CPU_ITEMS = 64;
    private static final int GPU_ITEMS = 1 << 16;

    private ReductionPlans() { }

    /** Sums along axes, one run of adjacent axes after another, the last first. */
    static ClPlan sum(PlanBuilder plan, Sum op) {
        var shape = plan.group().root().input(0).shape();
        int[] dims = shape.dims();
        var from = plan.rootInput(0);
        var axes = op.axes().stream().filter(axis -> shape.dim(axis) > 1).toList();
        if (axes.isEmpty()) {
            pass(plan, from, PlanBuilder.OUTPUT, 1, 1, shape.intSize());
            return plan.build("sum");
        }
        int end = axes.size();
        while (end > 0) {
            int begin = end - 1;
            while (begin > 0 && joined(dims, axes.get(begin - 1), axes.get(begin))) {
                begin--;
            }
            int outer = product(dims, 0, axes.get(begin));
            int length = product(dims, axes.get(begin), axes.get(end - 1) + 1);
            int inner = product(dims, axes.get(end - 1) + 1, dims.length);
            var to = begin == 0 ? PlanBuilder.OUTPUT : plan.scratch((long) outer * inner);
            pass(plan, from, to, outer, length, inner);
            for (int axis : axes.subList(begin, end)) {
                dims[axis] = 1;
            }
            from = to;
            end = begin;
        }
        return plan.build("sum");
    }

    /** Whether nothing lies between two axes but extents of 1. */
    private static boolean joined(int[] dims, int first, int second) {
        return product(dims, first + 1, second) == 1;
    }

    private static int product(int[] dims, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= dims[axis];
        }
        return product;
    }

    /** The sum along the middle of three axes; a long one in a first pass to about its square root of slices. */
    private static void pass(PlanBuilder plan, Operand from, Operand to, int outer, int length, int inner) {
        int items = plan.target().cpu() ? CPU_ITEMS : GPU_ITEMS;
        int root = (int) Math.sqrt(length);
        int wanted = (int) Math.min(root, Math.max(items / ((long) outer * inner), root / 16));
        if (wanted < 4) {
            launch(plan, from, to, outer, length, inner, 1);
            return;
        }
        int slices = wanted;
        if (inner == 1) {
            slices = divisorNear(length, wanted);
        }
        var part = plan.scratch((long) outer * slices * inner);
        if (inner == 1 && length % slices == 0) {
            launch(plan, from, part, outer, length / slices, slices, 1);
        } else {
            launch(plan, from, part, outer, length, inner, slices);
        }
        launch(plan, part, to, outer, slices, inner, 1);
    }

    /** A divisor of {@code length} near {@code wanted}, multiples of 16 first as vectors fit them; else wanted. */
    private static int divisorNear(int length, int wanted) {
        for (int step : new int[] {16, 8, 4, 1}) {
            for (int candidate = wanted / step * step + step; candidate >= Math.max(step, wanted / 4);
                 candidate -= step) {
                if (length % candidate == 0) {
                    return candidate;
                }
            }
        }
        return wanted;
    }

    private static void launch(PlanBuilder plan, Operand from, Operand to, int outer, int length, int inner,
                               int slices) {
        var target = plan.target();
        int width = target.vectorAlong(inner);
        int chunk = target.cpu() ? Math.max(width, 32) : width;
        var program = target.program(List.of("-DVW=" + width, "-DCHUNK=" + chunk), null, "vector", "sum");
        long size = (long) outer * slices * inner;
        plan.step(program, "sum").buffers(from, to).ints(outer, length, inner, slices)
            .line((size + chunk - 1) / chunk, target.cpu() ? 1 : 64);
    }

    /** Softmax along the last axis, or its logarithm. */
    static ClPlan softmax(PlanBuilder plan, boolean logarithm) {
        var target = plan.target();
        var shape = plan.group().root().shape();
        int group = target.cpu() ? 1 : GROUP;
        var program = target.program(List.of("-DGROUP=" + group, "-DLOGARITHM=" + (logarithm ? 1 : 0)), null,
                "softmax");
        plan.step(program, "softmax").buffers(plan.rootInput(0), PlanBuilder.OUTPUT).ints(shape.dim(-1))
            .line(shape.size() / shape.dim(-1) * group, group);
        return plan.build(logarithm ? "log softmax" : "softmax");
    }
}

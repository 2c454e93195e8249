package salty.kernels.opencl;

import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Concat;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;

/** Plans that compute each element by itself or move elements: {@code pointwise.cl} and {@code copy.cl}. */
final class ElementPlans {
    private static final int AXES = 6;

    private ElementPlans() { }

    /** A run of pointwise operations. */
    static ClPlan pointwise(PlanBuilder plan) {
        var epilogue = plan.epilogue();
        var target = plan.target();
        var shape = plan.group().output().shape();
        int channels = shape.rank() == 0 ? 1 : shape.dim(-1);
        int width = epilogue.scalar() ? 1 : epilogue.flat() ? target.vectorWithEdges() : target.vectorAlong(channels);
        var step = plan.step(target.chunked("pointwise", "", width, epilogue), "pointwise")
            .buffers(PlanBuilder.OUTPUT).ints(shape.intSize(), channels).buffers(epilogue.operands());
        target.share(step, shape.size(), width);
        return plan.build("pointwise");
    }

    /** The sum of partial results, {@code slices} of them one after another, then the epilogue. */
    static void combine(PlanBuilder plan, Operand parts, int slices) {
        var epilogue = plan.epilogue();
        var target = plan.target();
        var shape = plan.group().output().shape();
        int channels = shape.dim(-1);
        int width = epilogue.flat() ? target.vectorWithEdges() : target.vectorAlong(channels);
        var step = plan.step(target.chunked("pointwise", "", width, epilogue), "combine")
            .buffers(parts, PlanBuilder.OUTPUT).ints(shape.intSize(), channels, slices).buffers(epilogue.operands());
        target.share(step, shape.size(), width);
    }

    /** A constant that is itself an output. */
    static ClPlan constant(PlanBuilder plan) {
        var node = plan.group().root();
        int[] dims = {node.shape().intSize()};
        copy(plan, plan.operand(node), PlanBuilder.OUTPUT, dims, 0, new int[] {1}, 0, new int[] {1});
        return plan.build("copy");
    }

    static ClPlan transpose(PlanBuilder plan, Transpose op) {
        int[] strides = rootShape(plan).strides();
        int[] from = new int[strides.length];
        for (int axis = 0; axis < from.length; axis++) {
            from[axis] = strides[op.axes().get(axis)];
        }
        return moved(plan, "transpose", 0, from);
    }

    static ClPlan reverse(PlanBuilder plan, Reverse op) {
        var shape = rootShape(plan);
        int[] from = shape.strides();
        int offset = 0;
        for (int axis : op.axes()) {
            offset += (shape.dim(axis) - 1) * from[axis];
            from[axis] = -from[axis];
        }
        return moved(plan, "reverse", offset, from);
    }

    static ClPlan slice(PlanBuilder plan, Slice op) {
        int[] from = rootShape(plan).strides();
        return moved(plan, "slice", offset(op.begin(), from), from);
    }

    static ClPlan broadcast(PlanBuilder plan) {
        var shape = rootShape(plan);
        int[] from = shape.strides();
        for (int axis = 0; axis < from.length; axis++) {
            from[axis] = shape.dim(axis) == 1 ? 0 : from[axis];
        }
        return moved(plan, "broadcast", 0, from);
    }

    static ClPlan pad(PlanBuilder plan, Pad op) {
        var shape = plan.group().root().shape();
        fill(plan, shape.intSize(), op.value());
        var inner = rootShape(plan);
        int[] to = shape.strides();
        copy(plan, plan.rootInput(0), PlanBuilder.OUTPUT, inner.dims(), 0, inner.strides(), offset(op.before(), to),
                to);
        return plan.build("pad");
    }

    static ClPlan concat(PlanBuilder plan, Concat op) {
        var root = plan.group().root();
        int[] to = root.shape().strides();
        int start = 0;
        for (Node part : root.inputs()) {
            copy(plan, plan.operand(part), PlanBuilder.OUTPUT, part.shape().dims(), 0, part.shape().strides(),
                start * to[op.axis()], to);
            start += part.shape().dim(op.axis());
        }
        return plan.build("concat");
    }

    /** One number everywhere. */
    static ClPlan filled(PlanBuilder plan, float value) {
        fill(plan, plan.group().root().shape().intSize(), value);
        return plan.build("fill");
    }

    private static Shape rootShape(PlanBuilder plan) {
        return plan.group().root().input(0).shape();
    }

    private static int offset(List<Integer> begin, int[] strides) {
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += begin.get(axis) * strides[axis];
        }
        return offset;
    }

    private static ClPlan moved(PlanBuilder plan, String name, int offset, int[] from) {
        var shape = plan.group().root().shape();
        copy(plan, plan.rootInput(0), PlanBuilder.OUTPUT, shape.dims(), offset, from, 0, shape.strides());
        return plan.build(name);
    }

    private static void fill(PlanBuilder plan, int size, float value) {
        var target = plan.target();
        var step = plan.step(target.chunked("copy", "", 1, null), "fill").buffers(PlanBuilder.OUTPUT).ints(size)
            .number(value);
        target.share(step, size, 1);
    }

    /** Moves {@code dims} elements between two views; axes that are adjacent in both become one. */
    private static void copy(PlanBuilder plan, Operand from, Operand to, int[] dims, int fromOffset, int[] fromStrides,
                             int toOffset, int[] toStrides) {
        int[] d = new int[AXES];
        int[] f = new int[AXES];
        int[] t = new int[AXES];
        Arrays.fill(d, 1);
        int at = AXES;
        int size = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            size = Math.multiplyExact(size, dims[axis]);
            if (dims[axis] == 1) {
                continue;
            }
            boolean joins = at < AXES && fromStrides[axis] == f[at] * d[at] && toStrides[axis] == t[at] * d[at];
            if (joins) {
                d[at] *= dims[axis];
                continue;
            }
            if (--at < 0) {
                throw new UnsupportedOperationException("opencl moves arrays of at most " + AXES
                    + " axes that cannot be joined, " + plan.group() + " has more: use --backend vector");
            }
            d[at] = dims[axis];
            f[at] = fromStrides[axis];
            t[at] = toStrides[axis];
        }
        var target = plan.target();
        var step = plan.step(target.chunked("copy", "-DRANK=" + Math.max(1, AXES - at), 1, null), "copy")
            .buffers(from, to).ints(size, fromOffset, toOffset).ints(d).ints(f).ints(t);
        target.share(step, size, 1);
    }
}

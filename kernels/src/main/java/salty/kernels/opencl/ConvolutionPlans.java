package salty.kernels.opencl;

import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Window;

/**
 * Convolution and its gradients: Winograd's where it fits, else the CPU family's direct convolution or the GPU family's
 * implicit matrix product, and plain loops for groups.
 */
final class ConvolutionPlans {
    private ConvolutionPlans() { }

    static ClPlan forward(PlanBuilder plan, Conv2d op) {
        var root = plan.group().root();
        var x = root.input(0).shape();
        if (op.groups() > 1) {
            return grouped(plan, "grouped_forward", op.window(), op.groups(), x, root.shape());
        }
        if (WinogradPlans.suits(plan.target(), op.window(), x, root.shape())) {
            return WinogradPlans.forward(plan, op.window());
        }
        return plan.target().cpu() ? CpuConvolution.forward(plan, op.window()) : implicit(plan, op.window());
    }

    static ClPlan inputGradient(PlanBuilder plan, Conv2dInputGradient op) {
        var root = plan.group().root();
        var y = root.input(0).shape();
        if (op.groups() > 1) {
            return grouped(plan, "grouped_input_gradient", op.window(), op.groups(), root.shape(), y);
        }
        if (plan.target().cpu()) {
            return CpuConvolution.inputGradient(plan, op.window());
        }
        var x = root.shape();
        int k = op.window().height() * op.window().width() * y.dim(3);
        var filter = turned(plan, root.input(1));
        product(plan, op.window(), "INPUT_GRADIENT", plan.rootInput(0), filter, y, x, pixels(x), x.dim(3), k);
        return plan.build("implicit gemm, input gradient, " + op.window());
    }

    static ClPlan filterGradient(PlanBuilder plan, Conv2dFilterGradient op) {
        var root = plan.group().root();
        var x = root.input(0).shape();
        var y = root.input(1).shape();
        if (op.groups() > 1) {
            return grouped(plan, "grouped_filter_gradient", op.window(), op.groups(), x, y);
        }
        if (plan.target().cpu()) {
            return CpuConvolution.filterGradient(plan, op.window());
        }
        int m = op.window().height() * op.window().width() * x.dim(3);
        product(plan, op.window(), "FILTER_GRADIENT", plan.rootInput(0), plan.rootInput(1), x, y, m, y.dim(3),
            pixels(y));
        return plan.build("implicit gemm, filter gradient, " + op.window());
    }

    private static ClPlan implicit(PlanBuilder plan, Window window) {
        var root = plan.group().root();
        var x = root.input(0).shape();
        var y = root.shape();
        int k = window.height() * window.width() * x.dim(3);
        product(plan, window, "FORWARD", plan.rootInput(0), plan.rootInput(1), x, y, pixels(y), y.dim(3), k);
        return plan.build("implicit gemm " + window);
    }

    /**
     * One of the three products of {@code gpu/conv2d.cl}: patches of {@code image} taken at the pixels of {@code at}.
     */
    private static void product(PlanBuilder plan, Window window, String mode, Operand image, Operand b, Shape from,
                                Shape at, int m, int n, int k) {
        var options = List.of("-DMODE=" + mode, "-DVECTORS=" + (from.dim(3) % 4 == 0 ? 1 : 0),
            "-DN_VECTORS=" + (n % 4 == 0 ? 1 : 0));
        int[] numbers = {m, n, k, from.dim(1), from.dim(2), from.dim(3), at.dim(1), at.dim(2), pixels(at)};
        int[] all = Arrays.copyOf(numbers, numbers.length + 8);
        System.arraycopy(geometry(window), 0, all, numbers.length, 8);
        GpuTile.launch(plan, options, m, n, k, "gpu/conv2d", "gpu/conv2d_kernel", "conv2d", List.of(image, b), all);
    }

    /** Filters (kh, kw, c, k) as (kh, kw, k, c): once for a constant, else in every run. */
    private static Operand turned(PlanBuilder plan, Node filter) {
        int taps = filter.shape().dim(0) * filter.shape().dim(1);
        int c = filter.shape().dim(2);
        int k = filter.shape().dim(3);
        int[] numbers = {(int) filter.shape().size(), 0, 0, 1, 1, 1, taps, k, c, 0, 0, 0, c * k, 1, k,
            0, 0, 0, c * k, c, 1};
        var target = plan.target();
        var program = target.chunked("copy", "-DRANK=3", 1, null);
        if (filter.op() instanceof Constant constant) {
            return new Operand.Fixed(target.weights().packed(constant.value(), "turned", raw -> {
                var made = target.queue().allocate(filter.shape().size());
                try (var kernel = program.kernel("copy")) {
                    kernel.bind(0, raw).bind(1, made).bindAll(2, numbers).line(filter.shape().size(), 64);
                    target.queue().enqueue(kernel);
                }
                return made;
            }));
        }
        var part = plan.scratch(filter.shape().size());
        target.share(plan.step(program, "copy").buffers(plan.operand(filter), part).ints(numbers),
            filter.shape().size(), 1);
        return part;
    }

    /**
     * @param x the images' shape
     * @param y what the window makes of them
     */
    private static ClPlan grouped(PlanBuilder plan, String kernel, Window window, int groups, Shape x, Shape y) {
        var target = plan.target();
        int size = plan.group().root().shape().intSize();
        var step = plan.step(target.chunked("grouped", "", 1, plan.epilogue()), kernel)
            .buffers(plan.rootInput(0), plan.rootInput(1), PlanBuilder.OUTPUT).ints(size);
        if (kernel.equals("grouped_filter_gradient")) {
            step.ints(x.dim(0));
        }
        step.ints(x.dim(1), x.dim(2), x.dim(3), y.dim(1), y.dim(2), y.dim(3), groups).ints(geometry(window))
            .buffers(plan.epilogue().operands());
        target.share(step, size, 1);
        return plan.build(kernel.replace('_', ' ') + ' ' + window);
    }

    /** The window as the arguments that the kernels call WINDOW. */
    static int[] geometry(Window window) {
        return new int[] {window.height(), window.width(), window.strideY(), window.strideX(), window.dilationY(),
            window.dilationX(), window.top(), window.left()};
    }

    /** How many places a shape (n, h, w, c) has. */
    static int pixels(Shape shape) {
        return Math.multiplyExact(Math.multiplyExact(shape.dim(0), shape.dim(1)), shape.dim(2));
    }
}

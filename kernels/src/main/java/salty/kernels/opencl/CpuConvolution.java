package salty.kernels.opencl;

import java.util.List;
import salty.engine.graph.Shape;
import salty.engine.op.Window;

/**
 * Direct convolution of the CPU family ({@code cpu/conv2d.cl}): images get their border first, then no loop has edges.
 */
final class CpuConvolution {
    private CpuConvolution() { }

    static ClPlan forward(PlanBuilder plan, Window window) {
        var root = plan.group().root();
        var x = root.input(0).shape();
        var y = root.shape();
        var image = bordered(plan, x, height(window, y), width(window, y), window.top(), window.left(), 1, 1);
        int rows = window.height() * window.width() * x.dim(3);
        var panels = CpuTile.panels(plan, root.input(1), rows, y.dim(3), y.dim(3), 1);
        convolve(plan, window, window.strideY(), window.strideX(), image, panels, height(window, y), width(window, y),
            x.dim(3), y);
        return plan.build("direct " + window);
    }

    /** The adjoint, spread to where the convolution read, convolved with the filters turned round. */
    static ClPlan inputGradient(PlanBuilder plan, Window window) {
        var root = plan.group().root();
        var y = root.input(0).shape();
        var x = root.shape();
        int reachY = (window.height() - 1) * window.dilationY();
        int reachX = (window.width() - 1) * window.dilationX();
        int h = x.dim(1) + reachY;
        int w = x.dim(2) + reachX;
        var image = bordered(plan, y, h, w, reachY - window.top(), reachX - window.left(), window.strideY(),
            window.strideX());
        int taps = window.height() * window.width();
        int tap = x.dim(3) * y.dim(3);
        var panels = CpuTile.panels(plan, root.input(1), taps, y.dim(3), x.dim(3), (taps - 1) * tap, -tap, 1, y.dim(3));
        convolve(plan, window, 1, 1, image, panels, h, w, y.dim(3), x);
        return plan.build("direct, input gradient, " + window);
    }

    static ClPlan filterGradient(PlanBuilder plan, Window window) {
        var root = plan.group().root();
        var x = root.input(0).shape();
        var y = root.input(1).shape();
        int h = height(window, y);
        int w = width(window, y);
        var image = bordered(plan, x, h, w, window.top(), window.left(), 1, 1);
        var taps = Taps.of(window, w, x.dim(3));
        var target = plan.target();
        plan.step(CpuTile.program(target, List.of(), plan.epilogue(), "cpu/conv2d"), "conv2d_filter_gradient")
            .buffers(image, plan.rootInput(1), PlanBuilder.OUTPUT)
            .ints(x.dim(0), h, w, x.dim(3), y.dim(1), y.dim(2), y.dim(3), window.strideY(), window.strideX())
            .ints(taps.across, taps.rowStep, taps.tapStep, taps.run).buffers(plan.epilogue().operands())
            .grid(new long[] {(taps.run + target.tiles().rows() - 1) / target.tiles().rows(),
                (y.dim(3) + CpuTile.panel(target) - 1) / CpuTile.panel(target), taps.count}, new long[] {1, 1, 1});
        return plan.build("direct, filter gradient, " + window);
    }

    /** Rows that the windows of the output rows of {@code y} span. */
    private static int height(Window window, Shape y) {
        return (y.dim(1) - 1) * window.strideY() + (window.height() - 1) * window.dilationY() + 1;
    }

    private static int width(Window window, Shape y) {
        return (y.dim(2) - 1) * window.strideX() + (window.width() - 1) * window.dilationX() + 1;
    }

    private static Operand bordered(PlanBuilder plan, Shape shape, int h, int w, int top, int left, int stepY,
                                    int stepX) {
        var source = plan.rootInput(0);
        if (h == shape.dim(1) && w == shape.dim(2) && top == 0 && left == 0 && stepY == 1 && stepX == 1) {
            return source;
        }
        var image = plan.scratch((long) shape.dim(0) * h * w * shape.dim(3));
        var program = CpuTile.program(plan.target(), List.of(), null, "cpu/conv2d");
        plan.step(program, "border").buffers(source, image)
            .ints(shape.dim(1), shape.dim(2), shape.dim(3), h, w, top, left, stepY, stepX)
            .grid(new long[] {1, w, (long) shape.dim(0) * h}, new long[] {1, 1, 1});
        return image;
    }

    private static void convolve(PlanBuilder plan, Window window, int strideY, int strideX, Operand image,
                                 Operand panels, int h, int w, int channels, Shape y) {
        var taps = Taps.of(window, w, channels);
        int pixels = ConvolutionPlans.pixels(y);
        plan.step(CpuTile.program(plan.target(), List.of(), plan.epilogue(), "cpu/conv2d"), "conv2d")
            .buffers(image, panels, PlanBuilder.OUTPUT)
            .ints(pixels, h, w, channels, y.dim(1), y.dim(2), y.dim(3), strideY, strideX)
            .ints(taps.count, taps.across, taps.rowStep, taps.tapStep, taps.run).buffers(plan.epilogue().operands())
            .grid(CpuTile.groups(plan.target(), pixels, y.dim(3), 1), new long[] {1, 1, 1});
    }

    /**
     * The runs of the bordered image that a filter sees.
     *
     * @param count   how many there are
     * @param across  how many of them lie in one filter row: 1 where its taps are adjacent
     * @param rowStep floats from one filter row to the next
     * @param tapStep floats from one run to the next within a row
     * @param run     floats of a run
     */
    private record Taps(int count, int across, int rowStep, int tapStep, int run) {
        static Taps of(Window window, int imageWidth, int channels) {
            boolean adjacent = window.dilationX() == 1;
            int across = adjacent ? 1 : window.width();
            return new Taps(window.height() * across, across, window.dilationY() * imageWidth * channels,
                window.dilationX() * channels, adjacent ? window.width() * channels : channels);
        }
    }
}

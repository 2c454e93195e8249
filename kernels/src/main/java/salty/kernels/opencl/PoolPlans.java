package salty.kernels.opencl;

import java.util.List;
import salty.engine.backend.PoolTies;
import salty.engine.graph.Shape;
import salty.engine.op.Window;

/** Plans of {@code pool.cl}. */
final class PoolPlans {
    private PoolPlans() { }

    static ClPlan max(PlanBuilder plan, Window window) {
        return plan(plan, "max_pool", window, plan.group().root().input(0).shape(), plan.group().root().shape(), false);
    }

    static ClPlan maxGradient(PlanBuilder plan, Window window) {
        return plan(plan, "max_pool_gradient", window, plan.group().root().shape(),
            plan.group().root().input(1).shape(), true);
    }

    static ClPlan average(PlanBuilder plan, Window window) {
        return plan(plan, "average_pool", window, plan.group().root().input(0).shape(), plan.group().root().shape(),
            false);
    }

    static ClPlan averageGradient(PlanBuilder plan, Window window) {
        return plan(plan, "average_pool_gradient", window, plan.group().root().shape(),
            plan.group().root().input(0).shape(), true);
    }

    /**
     * @param image    the images' shape
     * @param pooled   what the window makes of them
     * @param gradient whether the result is of the images' shape
     */
    private static ClPlan plan(PlanBuilder plan, String kernel, Window window, Shape image, Shape pooled,
                               boolean gradient) {
        var target = plan.target();
        int channels = image.dim(3);
        int width = target.cpu() ? target.vector() : target.vectorAlong(channels);
        float tie = PoolTies.tolerance(plan.group().root().input(0), target.options().direct());
        var program = target.program(List.of("-DVW=" + width, "-DTIE=" + tie + "f"), plan.epilogue(), "vector", "pool");
        var step = plan.step(program, kernel);
        for (int i = 0; i < plan.group().root().inputs().size(); i++) {
            step.buffers(plan.rootInput(i));
        }
        step.buffers(PlanBuilder.OUTPUT).ints(image.dim(1), image.dim(2), channels, pooled.dim(1), pooled.dim(2))
            .ints(ConvolutionPlans.geometry(window)).buffers(plan.epilogue().operands());
        var over = gradient ? image : pooled;
        target.overPixels(step, channels, width, over.dim(2), (long) over.dim(0) * over.dim(1));
        return plan.build(kernel.replace('_', ' '));
    }
}

package salty.kernels.vector;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Conv2dFilterGradient;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.conv.Conv2dFilterGemm;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.conv.Strip;
import salty.kernels.vector.conv.StripFilterGradient;

/** Prepares the kernel of a convolution's filters' adjoint. */
final class FilterGradientKernels {
    private FilterGradientKernels() {
    }

    /**
     * The kernel of the filters' adjoint, a direct sum: in Winograd's domain it would take a third of the time, but
     * where an adjoint is small beside others its rounding is not, and Adam, which divides by size, makes steps of it.
     */
    static Kernel prepare(Group group, Parallel parallel) {
        Node node = group.root();
        Conv2dFilterGradient op = (Conv2dFilterGradient) node.op();
        ConvGeometry g = ConvolutionKernels.geometry(op.window(), op.groups(), node.input(0).shape(), node.input(1).shape());
        Operand x = Operand.of(group, node.input(0));
        Operand dy = Operand.of(group, node.input(1));
        if (Strip.suits(g)) {
            StripFilterGradient strips = new StripFilterGradient(g);
            return new VectorKernel("filter gradient of a " + g.kh() + "x" + g.kw() + " convolution, strips",
                    strips.scratch(parallel.threads()), (inputs, output, scratch) ->
                    strips.run(parallel, x.in(inputs), dy.in(inputs), output, scratch));
        }
        int turned = Conv2dFilterGemm.turnedLength(g);
        int scratchEach = Conv2dFilterGemm.scratch(g);
        int panels = Conv2dFilterGemm.panels(g);
        return new VectorKernel("filter gradient of a " + g.kh() + "x" + g.kw() + " convolution, im2col",
                turned + (long) parallel.threads() * scratchEach, (inputs, output, scratch) -> {
                    parallel.run(Conv2dFilterGemm.blocks(g), (block, worker) ->
                            Conv2dFilterGemm.turn(g, block, dy.in(inputs), scratch, 0));
                    parallel.run(g.groups() * panels, (task, worker) -> Conv2dFilterGemm.panel(g, task / panels,
                            task % panels, x.in(inputs), scratch, 0, output, scratch, turned + worker * scratchEach));
                });
    }
}

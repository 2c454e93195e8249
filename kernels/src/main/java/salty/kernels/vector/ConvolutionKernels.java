package salty.kernels.vector;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Window;

/** Chooses and prepares a kernel for a convolution and its {@link Epilogue}. */
final class ConvolutionKernels {
    /** Below this many input channels the transforms cost more than the multiplications that they save. */
    private static final int WINOGRAD_CHANNELS = 8;

    private ConvolutionKernels() {
    }

    /** Whether the kernel for this convolution is Winograd's, which can end in a 2x2 max pool or a mask. */
    static boolean usesWinograd(Node node, boolean direct) {
        ConvGeometry g = geometry(node);
        return !direct && g.winograd() && g.c() >= WINOGRAD_CHANNELS && node.input(1).op() instanceof Constant;
    }

    static ConvGeometry geometry(Node node) {
        Conv2d conv = (Conv2d) node.op();
        return geometry(conv.window(), conv.groups(), node.input(0).shape(), node.shape());
    }

    private static ConvGeometry geometry(Window w, int groups, Shape x, Shape y) {
        return new ConvGeometry(x.dim(0), x.dim(1), x.dim(2), x.dim(3), w.height(), w.width(), y.dim(3),
                w.strideY(), w.strideX(), w.top(), w.left(), y.dim(1), y.dim(2), w.dilationY(), w.dilationX(), groups);
    }

    /** The kernel of the filters' adjoint. */
    static Kernel filterGradient(Group group, Parallel parallel) {
        Node node = group.root();
        Conv2dFilterGradient op = (Conv2dFilterGradient) node.op();
        ConvGeometry g = geometry(op.window(), op.groups(), node.input(0).shape(), node.input(1).shape());
        Operand x = Operand.of(group, node.input(0));
        Operand dy = Operand.of(group, node.input(1));
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

    static Kernel prepare(Group group, boolean direct, Parallel parallel) {
        Node node = group.root();
        ConvGeometry g = geometry(node);
        Epilogue epilogue = Epilogue.of(group);
        if (usesWinograd(node, direct)) {
            return winograd(group, g, epilogue, parallel);
        }
        return gemm(group, g, epilogue, parallel);
    }

    private static Kernel winograd(Group group, ConvGeometry g, Epilogue epilogue, Parallel parallel) {
        float[] filters = ((Constant) group.root().input(1).op()).value().toArray();
        float[] u = new float[WinogradFilter.length(g.c(), g.k())];
        parallel.run(Gemm.panels(g.k()), (panel, worker) ->
                WinogradFilter.transformPanel(filters, g.c(), g.k(), panel, u));
        float[] bias = epilogue.biasOrZeros(Gemm.panels(g.k()) * GemmTile.COLUMNS);
        WinogradConv3x3 conv = WinogradConv3x3.plan(g, epilogue, parallel.threads());
        Operand x = Operand.of(group, group.root().input(0));
        Operand mask = epilogue.mask() == null ? null : Operand.of(group, epilogue.mask());
        return new VectorKernel("winograd 3x3" + epilogue.describe() + ", " + conv.describe(), conv.scratch(),
                (inputs, output, scratch) -> conv.run(parallel, x.in(inputs), u, bias,
                        mask == null ? null : mask.in(inputs), output, scratch));
    }

    private static Kernel gemm(Group group, ConvGeometry g, Epilogue epilogue, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Operand filter = Operand.of(group, group.root().input(1));
        float[] bias = Conv2dGemm.padBias(g, epilogue.bias());
        int scratchEach = Conv2dGemm.scratch(g);
        int patches = parallel.threads() * scratchEach;
        String name = (g.pointwise() ? "1x1" : g.kh() + "x" + g.kw() + " im2col") + " convolution"
                + epilogue.describe();
        if (filter.constant() == null) {
            return new VectorKernel(name + ", filters packed each run", (long) patches + Conv2dGemm.packedLength(g),
                    (inputs, output, scratch) -> {
                        Conv2dGemm.pack(g, filter.in(inputs), scratch, patches);
                        run(parallel, g, x.in(inputs), scratch, patches, bias, epilogue.relu(), output, scratch);
                    });
        }
        float[] packed = new float[Conv2dGemm.packedLength(g)];
        Conv2dGemm.pack(g, filter.constant(), packed, 0);
        return new VectorKernel(name, patches, (inputs, output, scratch) ->
                run(parallel, g, x.in(inputs), packed, 0, bias, epilogue.relu(), output, scratch));
    }

    private static void run(Parallel parallel, ConvGeometry g, float[] x, float[] packed, int packedOffset,
                            float[] bias, boolean relu, float[] y, float[] scratch) {
        int scratchEach = Conv2dGemm.scratch(g);
        parallel.run(Conv2dGemm.blocks(g), (block, worker) -> {
            Conv2dGemm.block(g, block, x, packed, packedOffset, bias, y, scratch, worker * scratchEach);
            if (relu) {
                int first = block * Gemm.M_BLOCK * g.k();
                Pointwise.relu(y, first, y, first, Math.min(Gemm.M_BLOCK * g.k(), g.outPixels() * g.k() - first));
            }
        });
    }
}

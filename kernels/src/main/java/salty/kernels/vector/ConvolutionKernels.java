package salty.kernels.vector;

import java.lang.foreign.MemorySegment;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Window;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.conv.Conv1x1;
import salty.kernels.vector.conv.Conv2dGemm;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.conv.DepthwiseConv2d;
import salty.kernels.vector.conv.LearnedFilter;
import salty.kernels.vector.conv.RowConv;
import salty.kernels.vector.conv.Strip;
import salty.kernels.vector.conv.WinogradConv3x3;
import salty.kernels.vector.conv.WinogradFilter;
import salty.kernels.vector.conv.WinogradLine;
import salty.kernels.vector.simd.Gemm;

/** Chooses and prepares a kernel for a convolution and its {@link Epilogue}. */
final class ConvolutionKernels {
    /** Below this many input channels the transforms cost more than the multiplications that they save. */
    private static final int WINOGRAD_CHANNELS = 8;

    /** Below this many tiles, filters that learn are better multiplied than transformed in every run. */
    private static final int LEARNED_TILES = 16;

    private ConvolutionKernels() {
    }

    /** Whether the kernel for this convolution is Winograd's, which can end in a 2x2 max pool or a mask. */
    static boolean usesWinograd(Node node, boolean direct) {
        ConvGeometry g = geometry(node);
        return !direct && g.winograd() && g.c() >= WINOGRAD_CHANNELS
                && (Group.isStatic(node.input(1)) || WinogradConv3x3.tiles(g) >= LEARNED_TILES);
    }

    /**
     * Winograd's kernel ends in a few steps that it knows, every other in any chain of pointwise nodes; an expansion
     * and the window over it are one.
     */
    static boolean fuses(Group group, Node next, boolean direct, boolean few) {
        if (usesWinograd(group.root(), direct || few)) {
            return Epilogue.accepts(group, next, true);
        }
        return PointwiseKernels.isPointwise(next) && ExpansionKernels.acceptsBehind(group, next)
                || !few && ExpansionKernels.accepts(group, next);
    }

    static ConvGeometry geometry(Node node) {
        Conv2d conv = (Conv2d) node.op();
        return geometry(conv.window(), conv.groups(), node.input(0).shape(), node.shape());
    }

    static ConvGeometry geometry(Window w, int groups, Shape x, Shape y) {
        return new ConvGeometry(x.dim(0), x.dim(1), x.dim(2), x.dim(3), w.height(), w.width(), y.dim(3),
                w.strideY(), w.strideX(), w.top(), w.left(), y.dim(1), y.dim(2), w.dilationY(), w.dilationX(), groups);
    }

    /**
     * @param direct whether all products are summed directly
     * @param few    whether so few runs follow that none of them pays for prepared filters
     */
    static Kernel prepare(Group group, boolean direct, boolean few, Parallel parallel) {
        Node node = group.root();
        ConvGeometry g = geometry(node);
        if (ExpansionKernels.window(group) != null) {
            return ExpansionKernels.prepare(group, parallel);
        }
        if (usesWinograd(node, direct || few)) {
            return winograd(group, g, Epilogue.of(group), parallel);
        }
        if (!direct && !few && Group.isStatic(node.input(1)) && WinogradLine.suits(g)) {
            return lines(group, g, parallel);
        }
        if (!few && Group.isStatic(node.input(1)) && isStatic(Epilogue.bias(group)) && RowConv.suits(g)) {
            return rows(group, g, parallel);
        }
        return g.depthwise() ? depthwise(group, g, parallel) : gemm(group, g, few, parallel);
    }

    private static Kernel winograd(Group group, ConvGeometry g, Epilogue epilogue, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Operand filter = Operand.of(group, group.root().input(1));
        Operand mask = epilogue.mask() == null ? null : Operand.of(group, epilogue.mask());
        boolean learns = filter.constant() == null;
        WinogradConv3x3 conv = WinogradConv3x3.plan(g, epilogue.relu(), epilogue.pool(), learns,
                parallel.threads());
        float[] constant = learns ? null : transformed(filter.constant(), g, conv.out(), parallel);
        ConvBias bias = ConvBias.of(group, epilogue.bias(), g);
        int learned = Math.toIntExact(conv.scratch());
        int biasAt = learned + (learns ? conv.filterLength() + parallel.threads() * LearnedFilter.scratch() : 0);
        return new VectorKernel("winograd 3x3" + epilogue.describe() + ", " + conv.describe()
                + (learns ? ", filters transformed each run" : ""), biasAt + bias.scratch(),
                (inputs, output, scratch) -> {
                    if (learns) {
                        transform(parallel, filter.in(inputs), g, scratch, learned);
                    }
                    bias.write(inputs, scratch, biasAt);
                    conv.run(parallel, x.in(inputs), learns ? scratch : constant, learns ? learned : 0,
                            bias.in(scratch), bias.at(biasAt), mask == null ? null : mask.in(inputs), output, scratch);
                });
    }

    private static Kernel lines(Group group, ConvGeometry g, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Node biased = Epilogue.biased(group);
        PointwiseChain chain = PointwiseChain.behind(group, biased);
        ConvBias bias = ConvBias.of(group, Epilogue.bias(group), g);
        WinogradLine conv = new WinogradLine(g, parallel.threads());
        float[] u = conv.transform(Operand.of(group, group.root().input(1)).constant(), parallel);
        int chainAt = Math.toIntExact(conv.scratch());
        int biasAt = chainAt + parallel.threads() * chain.scratch();
        return new VectorKernel(conv.describe() + (biased == group.root() ? "" : " + bias") + chain.describe(),
                biasAt + bias.scratch(), (inputs, output, scratch) -> {
                    bias.write(inputs, scratch, biasAt);
                    conv.run(parallel, x.in(inputs), u, bias.in(scratch), bias.at(biasAt), output, scratch,
                            (worker, at, step, pixels) -> chain.runRows(inputs, output, scratch,
                                    chainAt + worker * chain.scratch(), pixels, at, step, g.k()));
                });
    }

    private static float[] transformed(float[] filters, ConvGeometry g, int out, Parallel parallel) {
        float[] u = new float[WinogradFilter.length(g.c(), g.k(), out)];
        parallel.run(Gemm.panels(g.k()), (panel, worker) ->
                WinogradFilter.transformPanel(filters, g.c(), g.k(), panel, out, u));
        return u;
    }

    /** Writes the transformed filters, and behind them what the workers need for that. */
    private static void transform(Parallel parallel, float[] filters, ConvGeometry g, float[] scratch, int at) {
        int workers = at + WinogradFilter.length(g.c(), g.k());
        parallel.run(LearnedFilter.tasks(g.c(), g.k()), (task, worker) -> LearnedFilter.transform(task, filters,
                g.c(), g.k(), scratch, at, scratch, workers + worker * LearnedFilter.scratch()));
    }

    private static boolean isStatic(Node bias) {
        return bias == null || Group.isStatic(bias);
    }

    private static Kernel rows(Group group, ConvGeometry g, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Node biased = Epilogue.biased(group);
        PointwiseChain chain = PointwiseChain.behind(group, biased);
        RowConv conv = new RowConv(g, parallel.threads());
        float[] packed = conv.pack(Operand.of(group, group.root().input(1)).constant());
        float[] bias = ConvBias.of(group, Epilogue.bias(group), g).constant();
        int scratchEach = conv.scratch() + chain.scratch();
        return new VectorKernel(conv.describe()
                + (biased == group.root() ? "" : " + bias") + chain.describe(), (long) parallel.threads() * scratchEach,
                (inputs, output, scratch) -> parallel.run(conv.tasks(), (task, worker) -> {
                    int own = worker * scratchEach;
                    conv.run(task, x.in(inputs), packed, bias, output, scratch, own);
                    chain.runRows(inputs, output, scratch, own + conv.scratch(), conv.pixels(task),
                            conv.firstPixel(task) * g.k(), g.k(), g.k());
                }));
    }

    /** What a product multiplies and begins with, as a run finds it. */
    private record Factors(float[] x, float[] filters, int filtersAt, float[] bias, int biasAt) {
    }

    /** A run of a convolution as a product, and of what follows it. */
    @FunctionalInterface
    private interface Product {
        void run(Factors factors, Buffer[] inputs, float[] output, float[] scratch);
    }

    private static Kernel gemm(Group group, ConvGeometry g, boolean few, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Node filter = group.root().input(1);
        Node biased = Epilogue.biased(group);
        PointwiseChain chain = PointwiseChain.behind(group, biased);
        Conv2dGemm conv = new Conv2dGemm(g, parallel.threads());
        ConvBias bias = ConvBias.of(group, Epilogue.bias(group), g);
        Conv1x1 pixels = Conv1x1.suits(g) ? new Conv1x1(g, parallel.threads()) : null;
        int pixelsEach = pixels == null ? 0 : Math.ceilDiv(pixels.scratch(), parallel.threads());
        int sumsEach = chain.addsResidual() ? conv.most() : 0;
        int scratchEach = Math.max(conv.scratch() + sumsEach, pixelsEach) + chain.scratch();
        int patches = parallel.threads() * scratchEach;
        String how = Strip.suits(g) ? " strips" : " im2col";
        String name = (g.pointwise() || pixels != null ? "1x1" : g.kh() + "x" + g.kw() + how) + " convolution"
                + (biased == group.root() ? "" : " + bias") + chain.describe();
        boolean ahead = Group.isStatic(filter) && !(few && conv.packsRows());
        float[] constant = ahead ? new float[conv.packedLength()] : null;
        if (ahead) {
            pack(parallel, conv, Operand.of(group, filter).constant(), constant, 0);
        }
        VectorKernel.Body packing = ahead ? null : packing(group, conv, patches, scratchEach, parallel);
        Product product = pixels != null
                ? ofPixels(pixels, g, chain, patches - parallel.threads() * chain.scratch(), parallel)
                : ofBlocks(conv, g, chain, scratchEach, parallel);
        int biasAt = patches + (ahead ? 0 : conv.packedLength());
        return new VectorKernel(name + (ahead ? "" : ", filters packed each run"), biasAt + bias.scratch(),
                (inputs, output, scratch) -> {
                    if (!ahead) {
                        packing.run(inputs, output, scratch);
                    }
                    bias.write(inputs, scratch, biasAt);
                    product.run(new Factors(x.in(inputs), ahead ? constant : scratch, ahead ? 0 : patches,
                            bias.in(scratch), bias.at(biasAt)), inputs, output, scratch);
                });
    }

    /** @param chains where the workers' scratch for the chain begins */
    private static Product ofPixels(Conv1x1 conv, ConvGeometry g, PointwiseChain chain, int chains, Parallel parallel) {
        return (f, inputs, output, scratch) -> conv.run(parallel, f.x, f.filters, f.filtersAt, f.bias, f.biasAt,
                scratch, (worker, sums, step, at, rows, columns) -> chain.finishRows(scratch, sums, step,
                        inputs, output, scratch, chains + worker * chain.scratch(), rows, at, g.k(), columns));
    }

    private static Product ofBlocks(Conv2dGemm conv, ConvGeometry g, PointwiseChain chain, int scratchEach,
                                    Parallel parallel) {
        return (f, inputs, output, scratch) -> parallel.run(conv.tasks(), (task, worker) -> {
            int own = worker * scratchEach;
            int free = own + conv.scratch();
            int at = conv.firstPixel(task) * g.k() + conv.firstColumn(task);
            int pixels = conv.pixels(task);
            int columns = conv.columns(task);
            if (chain.addsResidual()) {
                conv.run(task, f.x, f.filters, f.filtersAt, f.bias, f.biasAt, scratch, free, columns, scratch, own);
                chain.finishRows(scratch, free, columns, inputs, output, scratch, free + conv.most(),
                        pixels, at, g.k(), columns);
            } else {
                conv.run(task, f.x, f.filters, f.filtersAt, f.bias, f.biasAt, output, at, g.k(), scratch, own);
                chain.runRows(inputs, output, scratch, free, pixels, at, g.k(), columns);
            }
        });
    }

    /** The part of a run that packs the filters to {@code at} in the scratch memory, which all layers share. */
    private static VectorKernel.Body packing(Group group, Conv2dGemm conv, int at, int scratchEach, Parallel parallel) {
        Node filter = group.root().input(1);
        if (filter.op() instanceof Constant constant) {
            MemorySegment data = constant.value().data();
            return (inputs, output, scratch) -> parallel.run(conv.filterBlocks(), (block, worker) ->
                    conv.packRows(block, data, scratch, at, scratch, worker * scratchEach));
        }
        Operand computed = Operand.of(group, filter);
        return (inputs, output, scratch) -> pack(parallel, conv, computed.in(inputs), scratch, at);
    }

    private static void pack(Parallel parallel, Conv2dGemm conv, float[] filters, float[] packed, int offset) {
        parallel.run(conv.filterPanels(), (panel, worker) -> conv.packPanel(panel, filters, packed, offset));
    }

    private static Kernel depthwise(Group group, ConvGeometry g, Parallel parallel) {
        Operand x = Operand.of(group, group.root().input(0));
        Operand filter = Operand.of(group, group.root().input(1));
        Node biased = Epilogue.biased(group);
        PointwiseChain chain = PointwiseChain.behind(group, biased);
        Node bias = Epilogue.bias(group);
        Operand start = bias == null ? new Operand(-1, new float[g.k()]) : Operand.of(group, bias);
        DepthwiseConv2d conv = new DepthwiseConv2d(g, parallel.threads());
        return new VectorKernel("depthwise " + g.kh() + "x" + g.kw() + " convolution"
                + (biased == group.root() ? "" : " + bias") + chain.describe(),
                (long) parallel.threads() * chain.scratch(), (inputs, output, scratch) ->
                parallel.run(conv.tasks(), (task, worker) -> {
                    int first = conv.firstChannel(task);
                    int end = conv.endChannel(task);
                    for (int row = conv.firstRow(task); row < conv.endRow(task); row++) {
                        conv.row(row, first, end, x.in(inputs), filter.in(inputs), start.in(inputs), output);
                        chain.runRows(inputs, output, scratch, worker * chain.scratch(), g.outW(),
                                row * g.outW() * g.k() + first, g.k(), end - first);
                    }
                }));
    }
}

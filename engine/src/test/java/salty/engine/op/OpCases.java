package salty.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.train.BatchNormalization;
import salty.engine.train.CrossEntropy;
import salty.engine.train.MeanSquaredError;

/**
 * The examples of every op. A line here buys the finite-difference gradient test, the agreement of every backend and a
 * benchmark row. Extents are chosen to leave tails behind vectors of 4, 8 and 16 lanes.
 */
public final class OpCases {
    private OpCases() {}

    /** All examples. */
    public static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        cases.addAll(pointwise());
        cases.addAll(convolutions());
        cases.addAll(products());
        cases.addAll(pools());
        cases.addAll(layouts());
        cases.addAll(fusions());
        cases.addAll(training());
        return cases;
    }

    static List<OpCase> pointwise() {
        Node a = input(3, 5, 7);
        Node b = input(3, 5, 7);
        return List.of(
                OpCase.of("relu", Relu.of(a)),
                OpCase.of("affine", Affine.of(a, -2.5f, .75f)),
                OpCase.of("clip", Clip.of(a, -.4f, .6f)),
                OpCase.of("exp", Exp.of(a)),
                new OpCase("log", Log.of(a), .2, 3),
                OpCase.of("tanh", Tanh.of(a)),
                new OpCase("sigmoid", Sigmoid.of(a), -4, 4),
                new OpCase("erf", Erf.of(a), -4, 4),
                new OpCase("square root", Power.of(a, .5f), .2, 3),
                new OpCase("reciprocal", Power.of(a, -1), .2, 3),
                OpCase.of("square", Power.of(a, 2)),
                OpCase.of("add", Add.of(a, b)),
                OpCase.of("multiply", Mul.of(a, b)),
                OpCase.of("square by product", Mul.of(a, a)),
                OpCase.of("maximum", Maximum.of(a, b)),
                OpCase.of("mask", Mask.of(a, b)),
                OpCase.of("tree", Add.of(Mul.of(Tanh.of(a), Sigmoid.of(b)), Mul.of(Exp.of(b), Affine.of(a, 2, 1)))),
                OpCase.of("softmax", Softmax.of(a)),
                OpCase.of("log softmax", LogSoftmax.of(a)));
    }

    static List<OpCase> convolutions() {
        return List.of(
                conv("conv 3x3 same", 2, 9, 11, 5, 7, Window.same(3, 3, 1, 1, 1, 1, 9, 11)),
                conv("conv 3x3 same, many channels", 1, 14, 13, 19, 37, Window.same(3, 3, 1, 1, 1, 1, 14, 13)),
                conv("conv 3x3 valid", 1, 8, 10, 16, 16, Window.valid(3, 3, 1)),
                conv("conv 3x3 on three channels", 1, 12, 12, 3, 24, Window.same(3, 3, 1, 1, 1, 1, 12, 12)),
                conv("conv 3x3 on three channels of a wide image", 2, 5, 19, 3, 10,
                        Window.same(3, 3, 1, 1, 1, 1, 5, 19)),
                conv("conv 7x7 stride 2 on three channels of a wide image", 1, 8, 35, 3, 7,
                        new Window(7, 7, 2, 2, 1, 1, 3, 3, 3, 3)),
                conv("conv 2x3 on eight channels of a wide image", 1, 4, 20, 8, 25, Window.valid(2, 3, 1)),
                conv("conv 3x3 stride 2 same", 1, 11, 8, 6, 9, Window.same(3, 3, 2, 2, 1, 1, 11, 8)),
                conv("conv 1x1", 2, 5, 6, 17, 23, Window.valid(1, 1, 1)),
                conv("conv 1x1 stride 2", 1, 7, 6, 8, 5, Window.valid(1, 1, 2)),
                conv("conv 7x7 stride 2", 1, 17, 15, 3, 10, new Window(7, 7, 2, 2, 1, 1, 3, 3, 3, 3)),
                conv("conv 1x7", 1, 6, 9, 4, 6, Window.same(1, 7, 1, 1, 1, 1, 6, 9)),
                conv("conv 3x3 dilation 2", 1, 9, 10, 4, 6, Window.same(3, 3, 1, 1, 2, 2, 9, 10)),
                conv("conv 2x2 of a 2x2 image", 1, 2, 2, 9, 3, Window.valid(2, 2, 1)),
                conv("conv 4x2 stride 3x1 pad 2,0,1,1", 1, 9, 6, 5, 6, new Window(4, 2, 3, 1, 1, 1, 2, 0, 1, 1)),
                grouped("conv 3x3 in 2 groups", 1, 6, 7, 6, 8, 2, Window.same(3, 3, 1, 1, 1, 1, 6, 7)),
                grouped("depthwise conv 3x3", 2, 8, 7, 21, 21, 21, Window.same(3, 3, 1, 1, 1, 1, 8, 7)),
                grouped("depthwise conv 3x3 stride 2", 1, 11, 9, 19, 19, 19, Window.same(3, 3, 2, 2, 1, 1, 11, 9)),
                grouped("depthwise conv 5x5", 1, 11, 13, 17, 17, 17, Window.same(5, 5, 1, 1, 1, 1, 11, 13)),
                grouped("depthwise conv 3x3 stride 2, 2 a channel", 1, 9, 8, 5, 10, 5,
                        Window.same(3, 3, 2, 2, 1, 1, 9, 8)),
                OpCase.of("conv input gradient stride 2", Conv2dInputGradient.of(input(1, 6, 4, 9), input(3, 3, 6, 9),
                        Window.same(3, 3, 2, 2, 1, 1, 11, 8), 1, 11, 8)),
                OpCase.of("conv input gradient stride 1", Conv2dInputGradient.of(input(1, 9, 8, 10),
                        input(3, 3, 17, 10), Window.same(3, 3, 1, 1, 1, 1, 9, 8), 1, 9, 8)),
                OpCase.of("conv input gradient in groups", Conv2dInputGradient.of(input(2, 4, 4, 6),
                        input(3, 3, 1, 6), Window.same(3, 3, 2, 2, 1, 1, 8, 7), 3, 8, 7)),
                OpCase.of("conv filter gradient", Conv2dFilterGradient.of(input(2, 9, 8, 17), input(2, 9, 8, 10),
                        Window.same(3, 3, 1, 1, 1, 1, 9, 8), 1)),
                OpCase.of("conv filter gradient of 48 channels", Conv2dFilterGradient.of(input(1, 5, 6, 48),
                        input(1, 5, 6, 10), Window.same(3, 3, 1, 1, 1, 1, 5, 6), 1)),
                OpCase.of("conv filter gradient of whole vectors, the panel unfilled", Conv2dFilterGradient.of(
                        input(2, 5, 6, 32), input(2, 5, 6, 7), Window.valid(1, 1, 1), 1)),
                OpCase.of("conv filter gradient stride 2 in groups", Conv2dFilterGradient.of(input(1, 9, 8, 6),
                        input(1, 5, 4, 4), Window.same(3, 3, 2, 2, 1, 1, 9, 8), 2)));
    }

    static List<OpCase> products() {
        return List.of(
                OpCase.of("matrix product", MatMul.of(input(5, 33), input(33, 18))),
                OpCase.of("matrix product of one row", MatMul.of(input(1, 70), input(70, 45))),
                OpCase.of("matrix product a'b", MatMul.of(input(13, 6), input(13, 9), true, false)),
                OpCase.of("matrix product ab'", MatMul.of(input(6, 13), input(9, 13), false, true)),
                OpCase.of("matrix product ab' of one row", MatMul.of(input(1, 37), input(50, 37), false, true)),
                OpCase.of("matrix product a'b'", MatMul.of(input(13, 6), input(9, 13), true, true)),
                OpCase.of("matrix product of blocks", MatMul.of(input(49, 130), input(130, 67))));
    }

    static List<OpCase> pools() {
        return List.of(
                OpCase.of("max pool 2x2", MaxPool2d.of(input(2, 6, 8, 11), Window.valid(2, 2, 2))),
                OpCase.of("max pool 2x2 of an odd image", MaxPool2d.of(input(1, 7, 5, 3), Window.valid(2, 2, 2))),
                OpCase.of("max pool 3x3 stride 2 same",
                        MaxPool2d.of(input(1, 8, 7, 5), Window.same(3, 3, 2, 2, 1, 1, 8, 7))),
                OpCase.of("max pool 3x3 stride 1",
                        MaxPool2d.of(input(1, 6, 6, 9), Window.same(3, 3, 1, 1, 1, 1, 6, 6))),
                OpCase.of("average pool 2x2", AveragePool2d.of(input(2, 6, 8, 11), Window.valid(2, 2, 2))),
                OpCase.of("average pool 3x3 same",
                        AveragePool2d.of(input(1, 7, 8, 5), Window.same(3, 3, 1, 1, 1, 1, 7, 8))),
                OpCase.of("average pool 3x3 stride 2 same",
                        AveragePool2d.of(input(1, 8, 7, 5), Window.same(3, 3, 2, 2, 1, 1, 8, 7))),
                OpCase.of("global average pool", AveragePool2d.of(input(2, 5, 7, 19), Window.valid(5, 7, 1))),
                OpCase.of("average pool gradient", AveragePool2dGradient.of(input(1, 3, 4, 10),
                        Window.valid(2, 2, 2), 6, 8)));
    }

    static List<OpCase> layouts() {
        Node x = input(2, 5, 3, 7);
        return List.of(
                OpCase.of("sum of all", Sum.all(x)),
                OpCase.of("sum over height and width", Sum.of(x, 1, 2)),
                OpCase.of("sum over channels", Sum.of(x, -1)),
                OpCase.of("sum over many pixels of few channels", Sum.of(input(2, 23, 47, 3), 1, 2)),
                OpCase.of("broadcast along channels", Broadcast.of(input(2, 5, 3, 1), Shape.of(2, 5, 3, 7))),
                OpCase.of("broadcast of a bias", Broadcast.channels(input(7), Shape.of(2, 5, 3, 7))),
                OpCase.of("broadcast of a bias, added", Add.of(x, Broadcast.channels(input(7), x.shape()))),
                OpCase.of("broadcast of a pixel's scale, multiplied", Mul.of(x,
                        Broadcast.of(input(2, 1, 1, 7), x.shape()))),
                OpCase.of("broadcast of a scalar, multiplied", Mul.of(x,
                        Broadcast.of(Reshape.of(input(), Shape.of(1, 1, 1, 1)), x.shape()))),
                OpCase.of("reshape", Affine.of(Reshape.of(x, Shape.of(10, 21)), 2, 0)),
                OpCase.of("transpose", Transpose.of(x, 0, 3, 1, 2)),
                OpCase.of("transpose of a matrix", Transpose.of(input(9, 14), 1, 0)),
                OpCase.of("reverse", Reverse.of(x, 1, 2)),
                OpCase.of("pad", Pad.of(x, new int[] {0, 1, 2, 0}, new int[] {0, 3, 0, 4}, .5f)),
                OpCase.of("slice", Slice.of(x, new int[] {1, 1, 0, 2}, new int[] {2, 4, 3, 6})),
                OpCase.of("slice of a channel", Slice.along(x, -1, 3, 4)),
                OpCase.of("concat of channels", Concat.of(List.of(x, input(2, 5, 3, 2), x), -1)),
                OpCase.of("concat of rows", Concat.of(List.of(x, input(2, 1, 3, 7)), 1)));
    }

    /** Ops that backends fuse, with constant weights as a network has them. */
    static List<OpCase> fusions() {
        Node x = input(1, 14, 14, 16);
        Node wide = layer(x, 35);
        Node narrow = layer(input(1, 9, 10, 24), 16);
        Node dense = MatMul.of(Relu.of(input(1, 96)), constant(96, 41));
        Node batch = MatMul.of(Relu.of(input(3, 96)), constant(96, 41));
        Node back = MatMul.of(input(5, 41), constant(131, 41), false, true);
        Node image = input(2, 10, 12, 8);
        Node depthwise = Conv2d.of(image, constant(3, 3, 1, 8), Window.same(3, 3, 1, 1, 1, 1, 10, 12), 8);
        Node shortcut = Conv2d.of(image, constant(1, 1, 8, 20), Window.valid(1, 1, 1));
        Node pooled = MaxPool2d.of(Relu.of(layer(image, 20)), Window.valid(2, 2, 2));
        return List.of(
                OpCase.of("conv + bias", wide),
                OpCase.of("conv + bias + relu", Relu.of(wide)),
                OpCase.of("conv + bias + relu + max pool", MaxPool2d.of(Relu.of(wide), Window.valid(2, 2, 2))),
                OpCase.of("conv + bias + relu + max pool of an odd image",
                        MaxPool2d.of(Relu.of(narrow), Window.valid(2, 2, 2))),
                OpCase.of("conv + bias + relu + max pool behind a border of zeros", MaxPool2d.of(
                        Pad.of(Relu.of(wide), new int[] {0, 1, 1, 0}, new int[] {0, 1, 1, 0}, 0),
                        Window.valid(3, 3, 2))),
                OpCase.of("conv + batch normalisation + relu6", Clip.of(normalised(layer(image, 12)), 0, 6)),
                OpCase.of("depthwise conv + batch normalisation", normalised(depthwise)),
                OpCase.of("conv 1x7 + bias + relu", Relu.of(biased(
                        Conv2d.of(x, constant(1, 7, 16, 32), Window.same(1, 7, 1, 1, 1, 1, 14, 14))))),
                OpCase.of("conv 7x1 + bias + residual sum", Add.of(
                        Broadcast.of(input(1, 1, 1, 32), Shape.of(1, 14, 14, 32)),
                        biased(Conv2d.of(x, constant(7, 1, 16, 32), Window.same(7, 1, 1, 1, 1, 1, 14, 14))))),
                OpCase.of("residual sum + relu", Relu.of(Add.of(layer(image, 20), shortcut))),
                OpCase.of("normalisation that cannot be folded", normalised(image)),
                OpCase.of("dense + bias + relu", Relu.of(biased(dense))),
                OpCase.of("dense + bias + relu of a batch", Relu.of(biased(batch))),
                OpCase.of("adjoint of a dense layer that does not learn, of a batch", Relu.of(biased(back))),
                OpCase.of("conv of a max pool", layer(pooled, 9)),
                OpCase.of("swish", Mul.of(wide, Sigmoid.of(wide))));
    }

    /** What training adds: weights that are inputs, losses, statistics of a batch. */
    static List<OpCase> training() {
        Node image = input(2, 10, 12, 6);
        Node sum = Conv2d.of(image, input(3, 3, 6, 11), Window.same(3, 3, 1, 1, 1, 1, 10, 12));
        Node convolved = Add.of(sum, Broadcast.channels(input(11), sum.shape()));
        Node pixels = input(2, 11, 14, 19);
        Node deep = Conv2d.of(pixels, input(3, 3, 19, 26), Window.same(3, 3, 1, 1, 1, 1, 11, 14));
        Node rectified = Relu.of(Add.of(deep, Broadcast.channels(input(26), deep.shape())));
        Node product = MatMul.of(input(5, 33), input(33, 7));
        Node logits = Add.of(product, Broadcast.channels(input(7), product.shape()));
        BatchNormalization normalised = BatchNormalization.training(image, new BatchNormalization.Statistics(input(6),
                input(6), input(6), input(6), .9, 1e-3));
        return List.of(
                OpCase.of("trained conv + bias + relu", Relu.of(convolved)),
                OpCase.of("trained conv + bias + relu + max pool",
                        MaxPool2d.of(Relu.of(convolved), Window.valid(2, 2, 2))),
                OpCase.of("trained conv of many channels + bias + relu", rectified),
                OpCase.of("two trained convs", Conv2d.of(rectified, input(3, 3, 26, 9), Window.valid(3, 3, 1))),
                OpCase.of("categorical cross-entropy of a trained dense layer",
                        new CrossEntropy(.1f, List.of()).categorical(logits, input(5, 7))),
                OpCase.of("binary cross-entropy", new CrossEntropy().binary(input(9, 1), input(9, 1))),
                OpCase.of("mean squared error", MeanSquaredError.of(input(5, 7), input(5, 7))),
                OpCase.of("batch normalisation in training", normalised.output()));
    }

    private static OpCase conv(String name, int n, int h, int w, int c, int k, Window window) {
        return grouped(name, n, h, w, c, k, 1, window);
    }

    private static OpCase grouped(String name, int n, int h, int w, int c, int k, int groups, Window window) {
        return OpCase.of(name, Conv2d.of(input(n, h, w, c),
                input(window.height(), window.width(), c / groups, k), window, groups));
    }

    private static Node layer(Node x, int filters) {
        Shape s = x.shape();
        return biased(Conv2d.of(x, constant(3, 3, s.dim(3), filters),
                Window.same(3, 3, 1, 1, 1, 1, s.dim(1), s.dim(2))));
    }

    private static Node biased(Node x) {
        return Add.of(x, Broadcast.channels(constant(x.shape().dim(-1)), x.shape()));
    }

    private static Node normalised(Node x) {
        return biased(Mul.of(x, Broadcast.channels(constant(x.shape().dim(-1)), x.shape())));
    }

    private static Node input(int... dims) {
        return Input.of("x", Shape.of(dims));
    }

    private static Node constant(int... dims) {
        Shape shape = Shape.of(dims);
        Random random = new Random(shape.hashCode());
        float[] values = new float[shape.intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Constant.of(shape, values);
    }
}

package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Agreement;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Window;

/** A small network and the gradient of its output's sum. */
record SmallNetwork(Node image, Node output, Node gradient) {
    static SmallNetwork of(int seed) {
        var random = new Random(seed);
        var image = Input.of("image", Shape.of(1, 12, 12, 3));
        Node x = image;
        for (int filters : new int[] {16, 32}) {
            var shape = x.shape();
            var filter = constant(random, 3, 3, shape.dim(3), filters);
            x = Conv2d.of(x, filter, Window.same(3, 3, 1, 1, 1, 1, shape.dim(1), shape.dim(2)));
            x = Relu.of(Add.of(x, Broadcast.channels(constant(random, filters), x.shape())));
            x = MaxPool2d.of(x, Window.valid(2, 2, 2));
        }
        x = MatMul.of(Reshape.of(x, Shape.of(1, x.shape().intSize())), constant(random, x.shape().intSize(), 10));
        return new SmallNetwork(image, x, Gradients.of(Sum.all(x), image));
    }

    static Node constant(Random random, int... dims) {
        var values = new float[Shape.of(dims).intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Constant.of(Shape.of(dims), values);
    }

    List<float[]> run(Backend backend, float[] pixels) {
        try (var program = Program.compile(backend, List.of(output, gradient))) {
            var values = program.run(Map.of(image, pixels));
            return List.of(values.get(output), values.get(gradient));
        }
    }

    /** Pixels of its image, between -0.5 and 0.5. */
    static float[] pixels(int seed) {
        var random = new Random(seed);
        var pixels = new float[12 * 12 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat() - 0.5f;
        }
        return pixels;
    }

    /** Two runs of it agree as float32 can. */
    static void assertClose(List<float[]> actual, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Agreement.distance(actual.get(i), expected.get(i))).isLessThan(5e-6);
        }
    }
}

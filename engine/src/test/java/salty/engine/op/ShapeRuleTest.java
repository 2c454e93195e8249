package salty.engine.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/** Building a node is the type check: what comes out of each op, and the one line that a wrong shape gets. */
class ShapeRuleTest {
    private static final Node IMAGE = input(2, 9, 11, 3);

    @Test
    void pointwiseOpsKeepTheShapeAndRefuseTwo() {
        assertThat(Relu.of(IMAGE).shape()).isEqualTo(IMAGE.shape());
        for (Binary op : List.of(new Add(), new Mul(), new Maximum(), new Mask())) {
            assertThat(Node.of(op, IMAGE, IMAGE).shape()).isEqualTo(IMAGE.shape());
            refused(() -> Node.of(op, IMAGE, input(2, 9, 11, 4)), op.name()
                    + " of (2, 9, 11, 3), (2, 9, 11, 4): the shapes differ; use Broadcast to repeat one along an axis");
        }
    }

    @Test
    void convolution() {
        assertThat(Conv2d.of(IMAGE, input(3, 3, 3, 8), Window.valid(3, 3, 2)).shape()).isEqualTo(Shape.of(2, 4, 5, 8));
        assertThat(Conv2d.of(IMAGE, input(3, 3, 3, 8), Window.same(3, 3, 2, 2, 1, 1, 9, 11)).shape())
                .isEqualTo(Shape.of(2, 5, 6, 8));
        refused(() -> Conv2d.of(IMAGE, input(3, 3, 4, 8), Window.valid(3, 3, 1)),
                "Conv2d of (2, 9, 11, 3), (3, 3, 4, 8): the image has 3 channels, the filter expects 4");
        refused(() -> Conv2d.of(IMAGE, input(3, 3, 2, 8), Window.valid(3, 3, 1), 2),
                "Conv2d of (2, 9, 11, 3), (3, 3, 2, 8): the image has 3 channels, the filter expects 4 in 2 groups");
        refused(() -> Conv2d.of(IMAGE, input(5, 3, 3, 8), Window.valid(3, 3, 1)),
                "Conv2d of (2, 9, 11, 3), (5, 3, 3, 8): the filter is not 3 x 3");
        refused(() -> Conv2d.of(IMAGE, input(11, 3, 3, 8), Window.valid(11, 3, 1)),
                "Conv2d of (2, 9, 11, 3), (11, 3, 3, 8): the window 11x3 does not fit the image");
        refused(() -> Conv2d.of(input(9, 11, 3), input(3, 3, 3, 8), Window.valid(3, 3, 1)),
                "Conv2d of (9, 11, 3), (3, 3, 3, 8): needs images (n, h, w, c) and filters (kh, kw, c, k)");
    }

    @Test
    void theTwoAdjointsOfConvolution() {
        Window window = Window.valid(3, 3, 2);
        Node dy = input(2, 4, 5, 8);
        assertThat(Conv2dInputGradient.of(dy, input(3, 3, 3, 8), window, 1, 9, 11).shape()).isEqualTo(IMAGE.shape());
        assertThat(Conv2dFilterGradient.of(IMAGE, dy, window, 1).shape()).isEqualTo(Shape.of(3, 3, 3, 8));
        refused(() -> Conv2dInputGradient.of(dy, input(3, 3, 3, 8), window, 1, 12, 11),
                "Conv2dInputGradient of (2, 4, 5, 8), (3, 3, 3, 8): an image of 12 x 11 gives 5 x 5");
        refused(() -> Conv2dInputGradient.of(dy, input(3, 3, 3, 7), window, 1, 9, 11), "Conv2dInputGradient of"
                + " (2, 4, 5, 8), (3, 3, 3, 7): needs (n, oh, ow, k) and filters (kh, kw, c, k) of the same k");
        refused(() -> Conv2dFilterGradient.of(IMAGE, input(2, 5, 5, 8), window, 1), "Conv2dFilterGradient of"
                + " (2, 9, 11, 3), (2, 5, 5, 8): needs images and what the window 3x3 stride 2x2 makes of them");
        refused(() -> Conv2dFilterGradient.of(IMAGE, dy, window, 2),
                "Conv2dFilterGradient of (2, 9, 11, 3), (2, 4, 5, 8): the channels do not fall into 2 groups");
    }

    @Test
    void matrixProduct() {
        assertThat(MatMul.of(input(2, 3), input(3, 5)).shape()).isEqualTo(Shape.of(2, 5));
        assertThat(MatMul.of(input(3, 2), input(5, 3), true, true).shape()).isEqualTo(Shape.of(2, 5));
        refused(() -> MatMul.of(input(2, 3), input(4, 5)),
                "MatMul of (2, 3), (4, 5): the inner extents 3 and 4 differ");
        refused(() -> MatMul.of(input(2, 3, 1), input(4, 5)), "MatMul of (2, 3, 1), (4, 5): needs two matrices");
    }

    @Test
    void pools() {
        Window window = Window.valid(2, 2, 2);
        assertThat(MaxPool2d.of(IMAGE, window).shape()).isEqualTo(Shape.of(2, 4, 5, 3));
        assertThat(AveragePool2d.of(IMAGE, window).shape()).isEqualTo(Shape.of(2, 4, 5, 3));
        assertThat(MaxPool2dGradient.of(IMAGE, input(2, 4, 5, 3), window).shape()).isEqualTo(IMAGE.shape());
        assertThat(AveragePool2dGradient.of(input(2, 4, 5, 3), window, 9, 11).shape()).isEqualTo(IMAGE.shape());
        refused(() -> MaxPool2d.of(input(4, 4), window), "MaxPool2d of (4, 4): needs images (n, h, w, c)");
        refused(() -> AveragePool2d.of(IMAGE, new Window(2, 2, 1, 1, 1, 1, 2, 0, 0, 0)),
                "AveragePool2d of (2, 9, 11, 3): the window 2x2 pad 2,0,0,0 would see nothing but padding");
        refused(() -> MaxPool2dGradient.of(IMAGE, IMAGE, window), "MaxPool2dGradient of (2, 9, 11, 3), (2, 9, 11, 3):"
                + " the adjoint does not have the pool's shape (2, 4, 5, 3)");
        refused(() -> AveragePool2dGradient.of(IMAGE, window, 9, 11),
                "AveragePool2dGradient of (2, 9, 11, 3): an image of 9 x 11 pools to 4 x 5");
    }

    @Test
    void layouts() {
        assertThat(Sum.of(IMAGE, 1, 2).shape()).isEqualTo(Shape.of(2, 1, 1, 3));
        assertThat(Transpose.of(IMAGE, 0, 3, 1, 2).shape()).isEqualTo(Shape.of(2, 3, 9, 11));
        assertThat(Concat.of(List.of(IMAGE, input(2, 9, 11, 5)), -1).shape()).isEqualTo(Shape.of(2, 9, 11, 8));
        assertThat(Slice.along(IMAGE, 1, 2, 6).shape()).isEqualTo(Shape.of(2, 4, 11, 3));
        assertThat(Pad.of(input(2, 3), new int[] {1, 0}, new int[] {0, 4}, 0).shape()).isEqualTo(Shape.of(3, 7));
        refused(() -> Sum.of(input(2), 1), "Sum of (2): there is no axis 1");
        refused(() -> Reverse.of(input(2), 1), "Reverse of (2): there is no axis 1");
        refused(() -> Broadcast.of(input(2, 3), Shape.of(4, 3)), "Broadcast of (2, 3): cannot be repeated to (4, 3)");
        refused(() -> Reshape.of(input(2, 3), Shape.of(7)), "Reshape of (2, 3): does not have the size of (7)");
        refused(() -> Transpose.of(input(2, 3), 0, 0), "Transpose of (2, 3): [0, 0] is no permutation of its axes");
        refused(() -> Slice.along(input(2, 3), 1, 2, 4),
                "Slice of (2, 3): there is no box [0, 2] to [2, 4] in it");
        refused(() -> Concat.of(List.of(input(2, 3), input(3, 3)), 1),
                "Concat of (2, 3), (3, 3): they differ elsewhere than in axis 1");
        refused(() -> Pad.of(input(2), new int[] {-1}, new int[] {0}, 0),
                "Pad of (2): needs a border of 0 or more before and after each axis, got [-1] and [0]");
        refused(() -> Softmax.of(input()), "Softmax of (): needs an axis to normalise along");
        refused(() -> LogSoftmax.of(input()), "LogSoftmax of (): needs an axis to normalise along");
    }

    @Test
    void samePaddingPutsTheOddRowBelow() {
        assertThat(Window.same(3, 3, 2, 2, 1, 1, 224, 224)).isEqualTo(new Window(3, 3, 2, 2, 1, 1, 0, 1, 0, 1));
        assertThat(Window.same(3, 3, 1, 1, 2, 2, 9, 9)).isEqualTo(new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2));
    }

    private static void refused(Supplier<Node> building, String message) {
        assertThatThrownBy(building::get).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    private static Node input(int... dims) {
        return Input.of("x", Shape.of(dims));
    }
}

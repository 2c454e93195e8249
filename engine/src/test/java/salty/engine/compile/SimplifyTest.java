package salty.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import salty.engine.autodiff.Gradients;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Mul;
import salty.engine.op.Op;
import salty.engine.op.Pad;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Slice;
import salty.engine.op.Sum;
import salty.engine.op.Window;

/** What the passes make of a graph; that its values stay the same is {@link ProgramTest}'s concern. */
class SimplifyTest {
    private static final Window SAME = Window.same(3, 3, 1, 1, 1, 1, 8, 8);
    private final Node image = Input.of("image", Shape.of(1, 8, 8, 4));
    private final Node conv = Conv2d.of(image, constant(3, 3, 4, 6), SAME);

    @Test
    void theGradientOfAConvolutionIsAConvolutionWithTheFilterTurnedRound() {
        Node gradient = Simplify.of(Gradients.of(Sum.all(Relu.of(conv)), image));
        assertThat(ops(gradient)).filteredOn(op -> op.name().startsWith("Conv2d")).hasSize(2)
                .allMatch(op -> op instanceof Conv2d);
    }

    @Test
    void batchNormalisationDisappearsIntoTheConvolutionBeforeIt() {
        Node biased = Add.of(conv, repeated(constant(6)));
        Node normalised = Add.of(Mul.of(biased, repeated(constant(6))), repeated(constant(6)));
        assertThat(names(Simplify.of(normalised)))
                .containsExactly("Input", "Constant", "Conv2d", "Constant", "Broadcast", "Add");
    }

    @Test
    void aScaleStaysWhereOthersReadTheConvolution() {
        Node scaled = Mul.of(conv, repeated(constant(6)));
        List<Node> both = Simplify.of(List.of(conv, scaled));
        assertThat(both.get(1).op()).isInstanceOf(Mul.class);
        assertThat(both.get(1).input(0)).isSameAs(both.get(0));
    }

    @Test
    void aSliceOfOneChannelComputesOneFilter() {
        Node layer = Relu.of(Add.of(conv, repeated(constant(6))));
        Node sliced = Simplify.of(Slice.along(layer, -1, 2, 3));
        assertThat(ops(sliced)).noneMatch(op -> op instanceof Slice);
        assertThat(Graph.order(List.of(sliced))).filteredOn(node -> node.op() instanceof Conv2d)
                .singleElement().satisfies(node -> assertThat(node.shape()).isEqualTo(Shape.of(1, 8, 8, 1)));
    }

    @Test
    void aBorderOfZerosBecomesTheConvolutionsPadding() {
        Node padded = Pad.of(image, new int[] {0, 1, 1, 0}, new int[] {0, 1, 1, 0}, 0);
        Node simplified = Simplify.of(Conv2d.of(padded, constant(3, 3, 4, 6), Window.valid(3, 3, 1)));
        assertThat(simplified.op()).isEqualTo(new Conv2d(SAME, 1));
    }

    @Test
    void aBorderOfZerosBecomesAMaxPoolsPaddingOnlyAroundValuesThatAreNeverNegative() {
        Window valid = Window.valid(3, 3, 2);
        int[] before = {0, 1, 1, 0};
        int[] after = {0, 1, 0, 0};
        Node pooled = Simplify.of(MaxPool2d.of(Pad.of(Relu.of(conv), before, after, 0), valid));
        assertThat(pooled.op()).isEqualTo(new MaxPool2d(new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 0)));
        assertThat(pooled.shape()).isEqualTo(Shape.of(1, 4, 4, 6));

        Node signed = Simplify.of(MaxPool2d.of(Pad.of(conv, before, after, 0), valid));
        assertThat(signed.input(0).op()).isInstanceOf(Pad.class);
        Node wide = Simplify.of(MaxPool2d.of(Pad.of(Relu.of(conv), new int[] {0, 3, 0, 0}, new int[4], 0), valid));
        assertThat(wide.input(0).op()).isInstanceOf(Pad.class);
    }

    @Test
    void theSumOfAPooledAdjointNeedsNeitherThePoolNorTheWholeDenseMatrix() {
        Node pooled = MaxPool2d.of(conv, Window.valid(2, 2, 2));
        Node dense = MatMul.of(Reshape.of(pooled, Shape.of(1, 96)), constant(96, 5));
        Node choice = Input.of("choice", Shape.of(1, 5));
        Node gradient = Gradients.of(Sum.all(Mul.of(dense, choice)), conv);
        Node weights = Simplify.of(Sum.of(gradient, 1, 2));
        assertThat(names(weights)).containsExactly("Input", "Constant", "MatMul", "Reshape");
        assertThat(Graph.order(List.of(weights)).get(1).shape()).isEqualTo(Shape.of(6, 5));
    }

    @Test
    void equalNodesBecomeOne() {
        Node twice = Add.of(Relu.of(conv), Relu.of(conv));
        Node simplified = Simplify.of(twice);
        assertThat(simplified.input(0)).isSameAs(simplified.input(1));
    }

    @Test
    void zerosAndOnesVanish() {
        Node zeros = Fill.of(image.shape(), 0);
        Node ones = Fill.of(image.shape(), 1);
        assertThat(Simplify.of(Add.of(zeros, Mul.of(ones, image)))).isSameAs(image);
        assertThat(Simplify.of(Mul.of(image, zeros)).op()).isEqualTo(new Fill(image.shape(), 0));
        assertThat(Simplify.of(Affine.of(Affine.of(image, 2, 1), 3, 4)).op()).isEqualTo(new Affine(6, 7));
    }

    @Test
    void constantsAreFoldedButRepeatedOnesStaySmall() {
        Node sum = Add.of(repeated(constant(6)), repeated(constant(6)));
        assertThat(names(Simplify.of(sum))).containsExactly("Constant", "Broadcast");
        assertThat(Simplify.of(Relu.of(constant(3, 4))).op()).isInstanceOf(Constant.class);
    }

    private Node repeated(Node vector) {
        return Broadcast.channels(vector, Shape.of(1, 8, 8, 6));
    }

    private static Node constant(int... dims) {
        float[] values = new float[Shape.of(dims).intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 2;
        }
        return Constant.of(Shape.of(dims), values);
    }

    private static List<String> names(Node output) {
        return ops(output).map(Op::name).toList();
    }

    private static Stream<Op> ops(Node output) {
        return Graph.order(List.of(output)).stream().map(Node::op);
    }
}

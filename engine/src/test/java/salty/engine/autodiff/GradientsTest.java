package salty.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Exp;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.engine.reference.Reference;

/** What differentiation makes of a graph; the rules themselves are checked op by op elsewhere. */
class GradientsTest {
    private final Node x = Input.of("x", Shape.of(2));

    @Test
    void adjointsOfASharedValueAddUp() {
        Node y = Add.of(Mul.of(x, x), x);
        assertThat(value(Gradients.of(y, x), 3, -1)).containsExactly(7, -1);
    }

    @Test
    void gradientsOfGradients() {
        Node third = x;
        Node y = Power.of(x, 4);
        for (int order = 0; order < 3; order++) {
            third = Gradients.of(order == 0 ? y : third, x);
        }
        assertThat(value(third, 2, 0.5)).containsExactly(48, 12);
    }

    @Test
    void whatTheLossDoesNotDependOnHasAGradientOfZeros() {
        Node other = Input.of("other", Shape.of(3));
        assertThat(Gradients.of(Exp.of(x), other).op()).isEqualTo(new Fill(Shape.of(3), 0));
    }

    @Test
    void theGradientAtAnInnerValueStopsThere() {
        Node inner = Exp.of(x);
        Node y = Mul.of(inner, inner);
        assertThat(value(Gradients.of(y, inner), 0, Math.log(3))).containsExactly(new double[] {2, 6}, tolerance());
    }

    @Test
    void aRectifierAtZeroPassesNothing() {
        assertThat(value(Gradients.of(Relu.of(x), x), 0, 1)).containsExactly(0, 1);
    }

    @Test
    void noWeightGradientIsBuiltForAnImageGradient() {
        Node image = Input.of("image", Shape.of(1, 6, 6, 2));
        Node filter = Input.of("filter", Shape.of(3, 3, 2, 4));
        Node loss = Sum.all(Relu.of(Conv2d.of(image, filter, Window.valid(3, 3, 1))));
        assertThat(Graph.order(List.of(Gradients.of(loss, image))))
                .noneMatch(node -> node.op() instanceof Conv2dFilterGradient);
        assertThat(Graph.order(List.of(Gradients.of(loss, filter))))
                .anyMatch(node -> node.op() instanceof Conv2dFilterGradient);
    }

    @Test
    void aMaxPoolIsDifferentiatedOnce() {
        Node image = Input.of("image", Shape.of(1, 4, 4, 1));
        Node gradient = Gradients.of(Sum.all(Mul.of(MaxPool2d.of(image, Window.valid(2, 2, 2)),
                MaxPool2d.of(image, Window.valid(2, 2, 2)))), image);
        assertThatThrownBy(() -> Gradients.of(gradient, image)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("MaxPool2dGradient is differentiated once only");
    }

    private double[] value(Node node, double... at) {
        return Reference.evaluate(List.of(node), Map.of(x, at)).get(node);
    }

    private static Offset<Double> tolerance() {
        return Offset.offset(1e-12);
    }
}

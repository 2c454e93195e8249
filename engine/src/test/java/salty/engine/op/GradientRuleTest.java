package salty.engine.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.graph.Node;
import salty.engine.reference.Reference;

/**
 * Every op's gradient rule against central differences, in float64: the loss is the output weighted by random numbers,
 * so that a rule that confuses elements is found out.
 */
class GradientRuleTest {
    private static final double STEP = 1e-5;
    private static final int SAMPLES = 25;

    static List<OpCase> all() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void agreesWithFiniteDifferences(OpCase example) {
        Random random = new Random(7);
        Node weights = Input.of("weights", example.output().shape());
        Node loss = Sum.all(Mul.of(example.output(), weights));
        Map<Node, double[]> values = new HashMap<>();
        example.values(42).forEach((input, value) -> values.put(input, widen(value)));
        values.put(weights, random.doubles(weights.shape().size(), -1, 1).toArray());

        Map<Node, Node> gradients = Gradients.of(loss, example.inputs());
        Map<Node, double[]> analytic = Reference.evaluate(gradients.values(), values);

        for (Node input : example.inputs()) {
            double[] gradient = analytic.get(gradients.get(input));
            assertThat(gradients.get(input).shape()).isEqualTo(input.shape());
            for (int sample = 0; sample < Math.min(SAMPLES, gradient.length); sample++) {
                int i = gradient.length <= SAMPLES ? sample : random.nextInt(gradient.length);
                double numeric = slope(loss, values, input, i);
                assertThat(gradient[i]).as("d loss / d %s[%d]", input, i)
                        .isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
            }
        }
    }

    private static double slope(Node loss, Map<Node, double[]> values, Node input, int i) {
        double[] value = values.get(input);
        double middle = value[i];
        value[i] = middle + STEP;
        double above = Reference.evaluate(List.of(loss), values).get(loss)[0];
        value[i] = middle - STEP;
        double below = Reference.evaluate(List.of(loss), values).get(loss)[0];
        value[i] = middle;
        return (above - below) / (2 * STEP);
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}

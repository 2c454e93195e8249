package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.random.SplitMix64;
import salty.engine.reference.ReferenceBackend;

/** What is folded computes what was normalised, once the averages have settled on the batch. */
class FoldedNormalizationTest {
    private static final Shape IMAGES = Shape.of(4, 6, 5, 2);

    private static Model twoConvolutions() {
        SplitMix64 random = new SplitMix64(1);
        Node image = Input.of("image", IMAGES);
        Map<String, Layer> layers = new LinkedHashMap<>();
        Node x = convolution(layers, "first", image, 3, random);
        x = convolution(layers, "second", x, 4, random);
        return new Model("two", List.of(image), layers, List.of(x));
    }

    private static Node convolution(Map<String, Layer> layers, String name, Node x, int filters, SplitMix64 random) {
        Shape s = x.shape();
        Node kernel = Constant.of(Initialiser.HE_NORMAL.draw(Shape.of(3, 3, s.dim(3), filters), random));
        Node bias = Constant.of(Initialiser.RANDOM_NORMAL.draw(Shape.of(filters), random));
        Node product = Conv2d.of(x, kernel, Window.same(3, 3, 1, 1, 1, 1, s.dim(1), s.dim(2)));
        Node sum = product.plus(Broadcast.channels(bias, product.shape()));
        Node output = Relu.of(sum);
        Map<String, Node> weights = new LinkedHashMap<>();
        weights.put("kernel", kernel);
        weights.put("bias", bias);
        layers.put(name, new Layer(name, "Conv2D", output, sum, weights));
        return output;
    }

    /** Averages that begin at 0 are corrected for it: after one step they are the batch's own. */
    @Test
    void foldedWeightsGiveTheNormalisedOutputAfterOneStep() {
        foldedWeightsGiveTheNormalisedOutput(1);
    }

    @Test
    void foldedWeightsGiveTheNormalisedOutput() {
        foldedWeightsGiveTheNormalisedOutput(400);
    }

    private static void foldedWeightsGiveTheNormalisedOutput(int steps) {
        Parameters plain = Parameters.of(twoConvolutions(), layer -> true);
        FoldedNormalization normalised = FoldedNormalization.of(plain);
        assertThat(normalised.layers()).containsExactly("first", "second");
        assertThat(normalised.parameters().inputs()).hasSize(8).containsKeys("first/gamma", "second/beta");

        Node output = normalised.parameters().model().output();
        Node targets = Input.of("targets", output.shape());
        float[] images = Initialiser.RANDOM_UNIFORM.draw(IMAGES, new SplitMix64(3)).toArray();
        try (TrainingStep step = TrainingStep.compile(new ReferenceBackend(), new TrainingStep.Objective(
                MeanSquaredError.of(output, targets), new GradientClipping.None(), List.of(output),
                normalised.averages()), normalised.parameters(), new Sgd(0, false))) {
            step.write(plain.model().input(), images);
            step.write(targets, new float[output.shape().intSize()]);
            for (int i = 0; i < steps; i++) {
                step.run(i < 5 && steps > 5 ? .1 : 0);
            }
            float[] expected = step.read(output);
            Map<String, float[]> folded = normalised.folded(step.state());
            assertThat(folded).containsOnlyKeys(plain.inputs().keySet());

            Map<Node, float[]> values = new HashMap<>();
            values.put(plain.model().input(), images);
            plain.inputs().forEach((name, input) -> values.put(input, folded.get(name)));
            try (Program program = Program.compile(new ReferenceBackend(), plain.model().outputs())) {
                assertThat(program.run(values).get(plain.model().output())).containsExactly(expected, within(1e-4f));
            }
        }
    }
}

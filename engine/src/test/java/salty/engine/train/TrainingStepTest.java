package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;
import salty.engine.op.Softmax;
import salty.engine.random.SplitMix64;
import salty.engine.reference.ReferenceBackend;

/** A step is one program: it learns, it can be saved and resumed, and it moves what is to be trained alone. */
class TrainingStepTest {
    private static final int BATCH = 4;
    private static final float[] IMAGES = {0, 0, 0, 1, 1, 0, 1, 1};
    private static final float[] LABELS = {1, 0, 0, 1, 0, 1, 1, 0};

    /** A perceptron of one hidden layer, which the exclusive or needs. */
    private static Model perceptron() {
        SplitMix64 random = new SplitMix64(1);
        Map<String, Layer> layers = new LinkedHashMap<>();
        Node x = Input.of("x", Shape.of(BATCH, 2));
        Node hidden = dense(layers, "hidden", x, 8, random);
        Node rectified = Relu.of(hidden);
        layers.put("hidden", new Layer("hidden", "Dense", rectified, hidden, layers.get("hidden").weights()));
        Node logits = dense(layers, "out", rectified, 2, random);
        Node p = Softmax.of(logits);
        layers.put("out", new Layer("out", "Dense", p, logits, layers.get("out").weights()));
        return new Model("xor", List.of(x), layers, List.of(p));
    }

    private static Node dense(Map<String, Layer> layers, String name, Node x, int units, SplitMix64 random) {
        Node kernel = Constant.of(Initialiser.GLOROT_UNIFORM.draw(Shape.of(x.shape().dim(1), units), random));
        Node bias = Constant.of(Initialiser.ZEROS.draw(Shape.of(units), random));
        Node product = MatMul.of(x, kernel);
        Node sum = product.plus(Broadcast.channels(bias, product.shape()));
        Map<String, Node> weights = new LinkedHashMap<>();
        weights.put("kernel", kernel);
        weights.put("bias", bias);
        layers.put(name, new Layer(name, "Dense", sum, sum, weights));
        return sum;
    }

    private static TrainingStep step(Parameters parameters, Optimiser optimiser) {
        Node targets = Input.of("targets", Shape.of(BATCH, 2));
        Node logits = parameters.model().outputLayer().orElseThrow().preactivation();
        Node loss = new CrossEntropy().categorical(logits, targets);
        TrainingStep step = TrainingStep.compile(new ReferenceBackend(), new TrainingStep.Objective(loss), parameters,
                optimiser);
        step.write(parameters.model().input(), IMAGES);
        step.write(targets, LABELS);
        return step;
    }

    @Test
    void learnsTheExclusiveOr() {
        Parameters parameters = Parameters.of(perceptron(), layer -> true);
        try (TrainingStep step = step(parameters, new Adam())) {
            float first = step.run(.05);
            float last = first;
            for (int i = 0; i < 200; i++) {
                last = step.run(.05);
            }
            assertThat(first).isGreaterThan(.5f);
            assertThat(last).isLessThan(.02f);
        }
    }

    @Test
    void aResumedRunIsTheUninterruptedOne() {
        Parameters parameters = Parameters.of(perceptron(), layer -> true);
        Map<String, float[]> half;
        Map<String, float[]> whole;
        try (TrainingStep step = step(parameters, new Adam())) {
            step.run(.05);
            step.run(.05);
            half = step.state();
            step.run(.05);
            step.run(.05);
            whole = step.state();
        }
        try (TrainingStep step = step(parameters, new Adam())) {
            step.restore(half);
            step.run(.05);
            step.run(.05);
            whole.forEach((name, value) -> assertThat(step.state().get(name)).as(name)
                    .containsExactly(value, within(1e-6f)));
        }
    }

    @Test
    void aStateOfAnotherOptimiserIsRefused() {
        Parameters parameters = Parameters.of(perceptron(), layer -> true);
        try (TrainingStep adam = step(parameters, new Adam()); TrainingStep sgd = step(parameters, new Sgd(0, false))) {
            assertThatThrownBy(() -> adam.restore(sgd.state())).hasMessageContaining("lacks adam/first_correction");
            assertThatThrownBy(() -> sgd.restore(adam.state())).hasMessageContaining("another model or optimiser");
        }
    }

    @Test
    void frozenLayersStayAndTrainedOnesReturnAsConstants() {
        Model model = perceptron();
        Parameters parameters = Parameters.of(model, layer -> layer.name().equals("out"));
        assertThat(parameters.inputs()).containsOnlyKeys("out/kernel", "out/bias");
        Map<String, float[]> learned = new HashMap<>();
        try (TrainingStep step = step(parameters, new Sgd(0, false))) {
            step.run(.1);
            learned.putAll(step.state());
        }
        Model frozen = parameters.frozen(learned);
        assertThat(frozen.layer("hidden").output()).isSameAs(model.layer("hidden").output());
        Constant kernel = (Constant) frozen.layer("out").weights().get("kernel").op();
        assertThat(kernel.value().toArray()).containsExactly(learned.get("out/kernel"));
        assertThat(learned.get("out/kernel")).isNotEqualTo(parameters.initial().get("out/kernel").toArray());
    }

    @Test
    void aLayerThatTheOutputDoesNotUseCannotBeTrained() {
        Model model = perceptron();
        Model cut = new Model("cut", model.inputs(), model.layers(), List.of(model.layer("hidden").output()));
        assertThatThrownBy(() -> Parameters.of(cut, layer -> true))
                .hasMessageContaining("layer out of model cut cannot be trained");
    }

    @Test
    void dropoutMasksOneLayerAndKeepsTheMean() {
        Dropout dropout = Dropout.after(perceptron(), "hidden", .25f);
        float[] mask = dropout.draw(new SplitMix64(2));
        assertThat(mask).hasSize(BATCH * 8).containsOnly(0, 1 / .75f).contains(0, 1 / .75f);
        assertThat(dropout.draw(new SplitMix64(2))).containsExactly(mask);

        Parameters parameters = Parameters.of(dropout.model(), layer -> true);
        try (TrainingStep step = step(parameters, new Sgd(0, false))) {
            step.write(dropout.mask(), new float[BATCH * 8]);
            assertThat(step.run(.1)).as("all dropped: the output is the bias").isCloseTo(.6931472f, within(1e-6f));
        }
    }
}

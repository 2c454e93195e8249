package salty.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.random.SplitMix64;
import salty.engine.train.Adam;
import salty.engine.train.FoldedNormalization;
import salty.engine.train.GradientClipping;
import salty.engine.train.Initialiser;
import salty.engine.train.MeanSquaredError;
import salty.engine.train.Optimiser;
import salty.engine.train.Parameters;
import salty.engine.train.RmsProp;
import salty.engine.train.Sgd;
import salty.engine.train.TrainingStep;

/** Memory is uninitialised, and nothing that a step of training reads was not written before: NaN in it stays there. */
class UninitialisedMemoryTest {
    static List<String> backends() {
        return Backends.names();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void noNumberOfTheFirstStepsComesFromNewMemory(String name) {
        for (Optimiser optimiser : List.of(new Adam(), new Sgd(.9, true), new RmsProp())) {
            try (Backend backend = new NanMemory(Backends.open(name, BackendOptions.DEFAULT, line -> { }))) {
                train(backend, optimiser).forEach((what, values) -> {
                    for (float value : values) {
                        assertThat(value).as("%s, %s, %s", name, optimiser, what).isFinite();
                    }
                });
            }
        }
    }

    private static Map<String, float[]> train(Backend backend, Optimiser optimiser) {
        Node image = Input.of("image", Shape.of(2, 8, 8, 3));
        Node kernel = drawn(Shape.of(3, 3, 3, 16));
        Node bias = drawn(Shape.of(16));
        Node product = Conv2d.of(image, kernel, Window.same(3, 3, 1, 1, 1, 1, 8, 8));
        Node sum = product.plus(Broadcast.channels(bias, product.shape()));
        Node pooled = MaxPool2d.of(Relu.of(sum), Window.valid(2, 2, 2));
        Map<String, Node> weights = new LinkedHashMap<>();
        weights.put("kernel", kernel);
        weights.put("bias", bias);
        Model model = new Model("small", List.of(image),
                new LinkedHashMap<>(Map.of("conv", new Layer("conv", "Conv2D", Relu.of(sum), sum, weights))),
                List.of(pooled));
        FoldedNormalization normalised = FoldedNormalization.of(Parameters.of(model, layer -> true));
        Node output = normalised.parameters().model().output();
        Node targets = Input.of("targets", output.shape());
        TrainingStep.Objective objective = new TrainingStep.Objective(MeanSquaredError.of(output, targets),
                new GradientClipping.None(), List.of(output), normalised.averages());
        Map<String, float[]> numbers = new LinkedHashMap<>();
        try (TrainingStep step = TrainingStep.compile(backend, objective, normalised.parameters(), optimiser)) {
            step.write(image, Initialiser.RANDOM_UNIFORM.draw(image.shape(), new SplitMix64(3)).toArray());
            step.write(targets, new float[output.shape().intSize()]);
            for (int i = 0; i < 3; i++) {
                numbers.put("loss " + i, new float[] {step.run(.01)});
            }
            numbers.putAll(step.state());
            numbers.putAll(normalised.folded(step.state()));
        }
        return numbers;
    }

    private static Node drawn(Shape shape) {
        Tensor values = Initialiser.RANDOM_NORMAL.draw(shape, new SplitMix64(shape.intSize()));
        return Constant.of(values);
    }

    /** A backend whose new memory holds NaN. */
    private record NanMemory(Backend backend) implements Backend {
        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public String description() {
            return backend.description();
        }

        @Override
        public boolean fuses(Group group, Node next) {
            return backend.fuses(group, next);
        }

        @Override
        public boolean joins(Group first, Group second, Node next) {
            return backend.joins(first, second, next);
        }

        @Override
        public boolean inPlace(Group group, Node input) {
            return backend.inPlace(group, input);
        }

        @Override
        public Kernel prepare(Group group) {
            return backend.prepare(group);
        }

        @Override
        public Buffer allocate(long size) {
            Buffer buffer = backend.allocate(size);
            float[] values = new float[Math.toIntExact(size)];
            Arrays.fill(values, Float.NaN);
            buffer.write(values);
            return buffer;
        }

        @Override
        public void finish() {
            backend.finish();
        }

        @Override
        public void close() {
            backend.close();
        }
    }
}

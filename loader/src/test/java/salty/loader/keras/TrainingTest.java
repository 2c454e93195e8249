package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.op.Input;
import salty.engine.train.Adam;
import salty.engine.train.CrossEntropy;
import salty.engine.train.Parameters;
import salty.engine.train.TrainingStep;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Ten steps of Adam on a whole network, against what {@code make_adam.py} computed with PyTorch in float64. */
class TrainingTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final int CLASSES = 10;

    static Stream<String> backends() {
        return Backends.names().stream().filter(name -> name.equals("reference") || name.equals("vector"));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void ten_steps_equal_the_golden(String name) {
        Hdf5Group golden = Hdf5File.open(RESOURCES.resolve("training/vgg16_narrow.adam.h5")).root();
        float[] losses = floats(golden, "losses");
        Model model = KerasLoader.load(RESOURCES.resolve("parity/vgg16_narrow.h5"), LoadOptions.DEFAULT.withBatch(2));
        Parameters parameters = Parameters.of(model, layer -> true);
        Node targets = Input.of("targets", Shape.of(2, CLASSES));
        Node logits = parameters.model().outputLayer().orElseThrow().preactivation();
        float[] images = floats(Hdf5File.open(RESOURCES.resolve("parity/vgg16_narrow.expected.h5")).root(), "input");
        float[] labels = new float[2 * CLASSES];
        labels[3] = 1;
        labels[CLASSES + 7] = 1;

        try (Backend backend = Backends.open(name, BackendOptions.DEFAULT, line -> { });
                TrainingStep step = TrainingStep.compile(backend,
                        new TrainingStep.Objective(new CrossEntropy().categorical(logits, targets)), parameters,
                        new Adam())) {
            step.write(parameters.model().input(), images);
            step.write(targets, labels);
            for (int i = 0; i < losses.length; i++) {
                assertThat(step.run(1e-3)).as("loss before step %d", i + 1).isCloseTo(losses[i], within(losses[i]));
            }
            Map<String, float[]> learned = step.state();
            for (String layer : golden.group("weights").children()) {
                for (String weight : golden.group("weights/" + layer).children()) {
                    close(layer + "/" + weight, learned.get(layer + "/" + weight),
                            floats(golden, "weights/" + layer + "/" + weight));
                }
            }
            Model trained = parameters.frozen(learned);
            try (Program program = Program.compile(backend, trained.outputs())) {
                close("probabilities", program.run(Map.of(trained.input(), images)).get(trained.output()),
                        floats(golden, "probabilities"));
            }
        }
    }

    private static Offset<Float> within(float value) {
        return Offset.offset(1e-4f * Math.max(1, value));
    }

    private static void close(String what, float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s at %d", what, i).isCloseTo(expected[i], within(expected[i]));
        }
    }

    private static float[] floats(Hdf5Group group, String name) {
        return group.dataset(name).floats().toArray(Tensor.FLOAT);
    }
}

package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.op.Input;
import salty.engine.train.BatchStatistics;
import salty.engine.train.CrossEntropy;
import salty.engine.train.GradientClipping;
import salty.engine.train.Parameters;
import salty.engine.train.Sgd;
import salty.engine.train.TrainingStep;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Three steps on all weights of each kind of block, against what {@code make_blocks.py} computed in float64. */
class BlocksTrainingTest {

    private static final Path FOLDER = Path.of("src/test/resources/training");
    private static final int CLASSES = 3;

    static Stream<Arguments> blocks() {
        return Stream.of("residual", "inverted", "inception", "dense", "squeeze").flatMap(kind ->
                Stream.of("frozen", "batch").flatMap(mode ->
                        Stream.of("reference", "vector").map(backend -> Arguments.of(kind, mode, backend))));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void three_steps_equal_the_golden(String kind, String mode, String backendName) {
        Hdf5Group file = Hdf5File.open(FOLDER.resolve(kind + ".steps.h5")).root();
        Hdf5Group golden = file.group(mode);
        float[] labels = floats(file, "labels");
        float[] targets = new float[labels.length * CLASSES];
        for (int i = 0; i < labels.length; i++) {
            targets[i * CLASSES + (int) labels[i]] = 1;
        }
        Model model = KerasNetwork.read(FOLDER.resolve(kind + ".h5"))
                .trainable(LoadOptions.DEFAULT.withBatch(labels.length));
        BatchStatistics statistics = BatchStatistics.of(mode.equals("batch")
                ? Parameters.withAverages(model, layer -> true) : Parameters.of(model, layer -> true));
        Model learning = statistics.parameters().model();
        Node wanted = Input.of("targets", Shape.of(labels.length, CLASSES));
        Node logits = learning.outputLayer().orElseThrow().preactivation();
        TrainingStep.Objective objective = new TrainingStep.Objective(new CrossEntropy().categorical(logits, wanted),
                new GradientClipping.None(), List.of(), statistics.averages());

        Map<String, float[]> learned = new LinkedHashMap<>();
        try (Backend backend = Backends.open(backendName, BackendOptions.DEFAULT, line -> { });
                TrainingStep step = TrainingStep.compile(backend, objective, statistics.parameters(),
                        new Sgd(.9, false))) {
            step.write(learning.input(), floats(file, "input"));
            step.write(wanted, targets);
            for (float loss : floats(golden, "losses")) {
                assertThat(step.run(.05)).isCloseTo(loss, within(1e-4f * loss));
            }
            learned.putAll(statistics.settled(step.state()));
        }
        for (String layer : golden.group("weights").children()) {
            for (String weight : golden.group("weights/" + layer).children()) {
                float[] actual = learned.remove(layer + "/" + weight);
                if (actual != null || !weight.startsWith("moving_")) {
                    close(layer + "/" + weight, actual, floats(golden, "weights/" + layer + "/" + weight));
                }
            }
        }
        assertThat(learned).isEmpty();
    }

    /** Relative to the greatest value of the weight. */
    private static void close(String what, float[] actual, float[] expected) {
        float greatest = 0;
        for (float value : expected) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertThat(actual).as(what).containsExactly(expected, within(1e-4f * greatest));
    }

    private static float[] floats(Hdf5Group group, String name) {
        return group.dataset(name).floats().toArray(Tensor.FLOAT);
    }
}

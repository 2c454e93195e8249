package salty.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import salty.engine.backend.Backend;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;
import salty.engine.reference.ReferenceBackend;

/** Every step is timed in every run, and has the work of its nodes. */
class ProfileTest {
    private static final Node A = Input.of("a", Shape.of(3, 4));
    private static final Node B = Input.of("b", Shape.of(4, 5));
    private static final Node Y = Relu.of(MatMul.of(A, B, false, false));
    private static final Map<Node, float[]> VALUES = Map.of(A, new float[12], B, new float[20]);

    @Test
    void timesEachStep() {
        try (Backend backend = new ReferenceBackend(); Program program = Program.compile(backend, List.of(Y))) {
            Profile profile = Profile.of(program, VALUES, 1, 5);
            assertThat(profile.steps()).hasSameSizeAs(program.steps());
            double seconds = 0;
            for (Profile.Step step : profile.steps()) {
                assertThat(step.nanos()).hasSize(5).isSorted();
                assertThat(step.nanos()[0]).isPositive();
                seconds += step.median();
            }
            assertThat(profile.seconds()).isEqualTo(seconds);
            assertThat(profile.steps().getLast().shape()).isEqualTo(Y.shape());
        }
    }

    @Test
    void countsWhatAGroupReadsAndWritesAndNothingBetween() {
        Work work = Work.of(new Group(List.of(Y.input(0), Y)));
        assertThat(work.flops()).isEqualTo(2 * 3 * 4 * 5 + 3 * 5);
        assertThat(work.bytes()).isEqualTo(4 * (12 + 20 + 15));
    }

    @Test
    void refusesKernelsThatReturnBeforeTheyAreDone() {
        try (Backend backend = new Elsewhere(); Program program = Program.compile(backend, List.of(Y))) {
            assertThatThrownBy(() -> Profile.of(program, VALUES, 0, 1))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("elsewhere");
        }
    }

    /** A backend with memory of its own, as a GPU's. */
    private static final class Elsewhere implements Backend {
        private final ReferenceBackend reference = new ReferenceBackend();

        @Override
        public String name() {
            return "elsewhere";
        }

        @Override
        public String description() {
            return "memory of its own";
        }

        @Override
        public boolean hasOwnMemory() {
            return true;
        }

        @Override
        public boolean fuses(Group group, Node next) {
            return false;
        }

        @Override
        public boolean inPlace(Group group, Node input) {
            return false;
        }

        @Override
        public Kernel prepare(Group group) {
            return reference.prepare(group);
        }

        @Override
        public Buffer allocate(long size) {
            return reference.allocate(size);
        }

        @Override
        public void close() {
            reference.close();
        }
    }
}

package salty.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Input;
import salty.engine.reference.ReferenceBackend;

/** Who runs a program that does not fit its device. */
class StandbyTest {
    private static final int ROOM = 100;

    private final List<String> log = new ArrayList<>();
    private final Backend standby = new Standby(new Device(), ReferenceBackend::new, log::add);

    @Test
    void aProgramThatFitsRunsOnTheDevice() {
        assertThat(doubled(ROOM)).containsOnly(2);
        assertThat(standby.name()).isEqualTo("device");
        assertThat(log).isEmpty();
    }

    @Test
    void fromTheFirstThatDoesNotFitTheOtherRunsThem() {
        assertThat(doubled(ROOM + 1)).containsOnly(2);
        assertThat(doubled(ROOM)).containsOnly(2);
        assertThat(standby.name()).isEqualTo("reference");
        assertThat(log).containsExactly("no room for 101");
    }

    @Test
    void programsCompiledBeforeStayWhereTheyAre() {
        Node x = Input.of("x", Shape.of(3));
        Node y = Affine.of(x, 2, 0);
        try (Program program = Program.compile(standby, List.of(y))) {
            doubled(ROOM + 1);
            assertThat(program.explain()).contains("on device");
            assertThat(program.run(Map.of(x, new float[] {1, 2, 3})).get(y)).containsExactly(2, 4, 6);
        }
    }

    @Test
    void withoutOneTheRefusalIsTheCallers() {
        Node x = Input.of("x", Shape.of(ROOM + 1));
        try (Program program = Program.compile(new Device(), List.of(Affine.of(x, 2, 0)))) {
            assertThatThrownBy(program::workspace).isInstanceOf(DeviceMemoryException.class);
        }
    }

    private float[] doubled(int size) {
        Node x = Input.of("x", Shape.of(size));
        Node y = Affine.of(x, 2, 0);
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        try (Program program = Program.compile(standby, List.of(y)); Workspace workspace = program.workspace()) {
            workspace.write(x, ones);
            workspace.run();
            return workspace.read(y);
        }
    }

    /** A device whose buffers hold no more than {@link #ROOM} values each. */
    private static final class Device implements Backend {
        private final Backend reference = new ReferenceBackend();

        @Override
        public String name() {
            return "device";
        }

        @Override
        public String description() {
            return "a small device";
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
            if (size > ROOM) {
                throw new DeviceMemoryException("no room for " + size);
            }
            return reference.allocate(size);
        }

        @Override
        public boolean hasOwnMemory() {
            return true;
        }
    }
}

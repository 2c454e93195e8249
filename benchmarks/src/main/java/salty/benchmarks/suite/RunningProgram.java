package salty.benchmarks.suite;

import java.util.List;
import java.util.Random;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;

/** A backend, a program of one output and its workspace, ready for runs. */
final class RunningProgram implements AutoCloseable {
    private final Backend backend;
    private final Program program;
    private final Workspace workspace;

    RunningProgram(Backend backend, Node output) {
        this.backend = backend;
        this.program = Program.compile(backend, List.of(output));
        this.workspace = program.workspace();
    }

    /** Fills every input with rectified normal draws, half of them zeros, as activations are. */
    void writeActivations() {
        writeActivations(.5);
    }

    /** Fills every input with positive draws, of which only the share {@code density} is not zero. */
    void writeActivations(double density) {
        Random random = new Random(1);
        for (Node input : program.inputs()) {
            float[] values = new float[input.shape().intSize()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < density ? (float) Math.abs(random.nextGaussian()) : 0;
            }
            workspace.write(input, values);
        }
    }

    void write(Node input, float[] values) {
        workspace.write(input, values);
    }

    void read(Node output, float[] values) {
        workspace.read(output, values);
    }

    /** Runs once and waits for the end. */
    void run() {
        workspace.run();
        backend.finish();
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
        backend.close();
    }
}

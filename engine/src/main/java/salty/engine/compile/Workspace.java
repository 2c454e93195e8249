package salty.engine.compile;

import java.util.function.IntConsumer;

import salty.engine.backend.Buffer;
import salty.engine.graph.Node;

/** The memory of one run of a {@link Program} at a time: its slots and scratch. Used by one thread. */
public final class Workspace implements AutoCloseable {
    private final Program program;
    private final Buffer[] slots;
    private final Buffer scratch;
    private final Buffer[][] arguments;
    private final int[][] carries;

    Workspace(Program program) {
        this.program = program;
        this.slots = new Buffer[program.slotSizes().size()];
        this.arguments = program.steps().stream().map(step -> new Buffer[step.inputs().length])
                .toArray(Buffer[][]::new);
        this.carries = program.carried().entrySet().stream()
                .map(carry -> new int[] {program.slotOf(carry.getKey()), program.slotOf(carry.getValue())})
                .toArray(int[][]::new);
        try {
            for (int i = 0; i < slots.length; i++) {
                slots[i] = program.backend().allocate(program.slotSizes().get(i));
            }
            this.scratch = program.scratch() == 0 ? null : program.backend().allocate(program.scratch());
        } catch (RuntimeException | Error e) {
            closeSlots();
            throw e;
        }
    }

    /**
     * Sets an input.
     *
     * @param values all values in row-major order
     */
    public void write(Node input, float[] values) {
        check(input, values.length);
        slots[program.slotOf(input)].write(values);
    }

    /** Runs the program once on what the inputs hold, then carries what is to be carried. */
    public void run() {
        run(step -> { });
    }

    /** The same; {@code after} is told the number of each step when its kernel has returned. */
    void run(IntConsumer after) {
        for (int i = 0; i < arguments.length; i++) {
            Program.Step step = program.steps().get(i);
            for (int j = 0; j < step.inputs().length; j++) {
                arguments[i][j] = slots[step.inputs()[j]];
            }
            step.kernel().run(arguments[i], slots[step.output()], scratch);
            after.accept(i);
        }
        for (int[] carry : carries) {
            Buffer previous = slots[carry[0]];
            slots[carry[0]] = slots[carry[1]];
            slots[carry[1]] = previous;
        }
    }

    /** A fresh array of an output's, or an input's, values. */
    public float[] read(Node output) {
        float[] values = new float[output.shape().intSize()];
        read(output, values);
        return values;
    }

    /** Copies an output's values into an array of its size. */
    public void read(Node output, float[] values) {
        check(output, values.length);
        slots[program.slotOf(output)].read(values);
    }

    private static void check(Node node, int length) {
        if (length != node.shape().size()) {
            throw new IllegalArgumentException(node + " has " + node.shape().size() + " values, got " + length);
        }
    }

    private void closeSlots() {
        for (Buffer slot : slots) {
            if (slot != null) {
                slot.close();
            }
        }
    }

    @Override
    public void close() {
        closeSlots();
        if (scratch != null) {
            scratch.close();
        }
    }
}

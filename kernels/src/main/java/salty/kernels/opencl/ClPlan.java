package salty.kernels.opencl;

import java.util.List;
import salty.engine.backend.Buffer;
import salty.engine.backend.Kernel;

/**
 * A prepared group: launches in order, their numbers and sizes bound. A run binds the buffers and enqueues; it neither
 * waits nor allocates. Kernels keep their arguments in themselves, so a run holds the queue's lock, and threads may
 * share plans.
 */
final class ClPlan implements Kernel {
    /**
     * One kernel of the plan.
     *
     * @param kernel    with its numbers and sizes bound
     * @param arguments positions of its buffers
     * @param operands  what each run binds there; this is also what keeps constants on the device
     */
    record Launch(ClKernel kernel, int[] arguments, Operand[] operands) { }

    private final ClQueue queue;
    private final List<Launch> launches;
    private final long scratch;
    private final String description;

    /** Reached through {@link PlanBuilder}. */
    ClPlan(ClQueue queue, List<Launch> launches, long scratch, String description) {
        this.queue = queue;
        this.launches = List.copyOf(launches);
        this.scratch = scratch;
        this.description = description;
    }

    @Override
    public long scratch() {
        return scratch;
    }

    @Override
    public void run(Buffer[] inputs, Buffer output, Buffer space) {
        queue.lock().lock();
        try {
            for (int i = 0; i < launches.size(); i++) {
                var launch = launches.get(i);
                for (int j = 0; j < launch.arguments.length; j++) {
                    launch.kernel.bind(launch.arguments[j], buffer(launch.operands[j], inputs, output, space));
                }
                queue.enqueue(launch.kernel);
            }
        } finally {
            queue.lock().unlock();
        }
    }

    private static ClBuffer buffer(Operand operand, Buffer[] inputs, Buffer output, Buffer space) {
        return switch (operand) {
            case Operand.Input input -> (ClBuffer) inputs[input.index()];
            case Operand.Output result -> (ClBuffer) output;
            case Operand.Scratch part -> ((ClBuffer) space).slice(part.offset(), part.floats());
            case Operand.Fixed fixed -> fixed.buffer();
        };
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        for (var launch : launches) {
            launch.kernel.close();
        }
    }
}

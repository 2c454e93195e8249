package salty.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * Where the time of a program goes, step by step. A step is timed from the return of the kernel before to its own, so a
 * backend whose kernels return before they are done (a GPU's) cannot be profiled like this.
 *
 * @param steps in the order in which they run
 */
public record Profile(List<Step> steps) {
    /**
     * A step of the plan.
     *
     * @param kernel what it does, as its backend describes it
     * @param shape  of what it computes
     * @param work   what it has to do, whatever the algorithm
     * @param nanos  the times of all runs, sorted
     */
    public record Step(String kernel, Shape shape, Work work, long[] nanos) {
        /** The middle of its times, in seconds. */
        public double median() {
            return nanos[nanos.length / 2] / 1e9;
        }

        /** GFLOP/s at the median. */
        public double gflops() {
            return work.flops() / median() / 1e9;
        }

        /** GB/s at the median. */
        public double gbytes() {
            return work.bytes() / median() / 1e9;
        }
    }

    /**
     * Runs a program.
     *
     * @param values of its inputs
     * @param warmUp runs that are not timed, until kernels are compiled and caches have settled
     * @param runs   timed runs, at least 1
     */
    public static Profile of(Program program, Map<Node, float[]> values, int warmUp, int runs) {
        if (program.backend().hasOwnMemory()) {
            throw new UnsupportedOperationException("backend " + program.backend().name()
                    + ": its kernels return before they are done, so their steps cannot be timed one by one");
        }
        int count = program.steps().size();
        long[][] nanos = new long[count][runs];
        try (Workspace workspace = program.workspace()) {
            for (int run = -warmUp; run < runs; run++) {
                values.forEach(workspace::write);
                time(workspace, run, nanos);
            }
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Arrays.sort(nanos[i]);
            Program.Step step = program.steps().get(i);
            steps.add(new Step(step.kernel().describe(), step.group().output().shape(), Work.of(step.group()),
                    nanos[i]));
        }
        return new Profile(List.copyOf(steps));
    }

    private static void time(Workspace workspace, int run, long[][] nanos) {
        long[] before = {System.nanoTime()};
        workspace.run(step -> {
            long now = System.nanoTime();
            if (run >= 0) {
                nanos[step][run] = now - before[0];
            }
            before[0] = now;
        });
    }

    /** The sum of the steps' medians, in seconds. */
    public double seconds() {
        return steps.stream().mapToDouble(Step::median).sum();
    }
}

package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import salty.engine.backend.DeviceMemoryException;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Window;

/**
 * Searches the tile sizes that a device is fastest with, one kind after another, and stores them where every later
 * {@link OpenClBackend} on that device finds them. A candidate that does not build, or whose result differs, is passed
 * over.
 */
public final class ClTuner {
    private static final int RUNS = 3;
    private static final int FINAL_RUNS = 7;
    /** What a candidate has to be faster by: less is the noise of the clock. */
    private static final double GAIN = 0.98;
    private static final double TOLERANCE = 1e-4;
    private static final int[] CPU_ROWS = {4, 6, 8, 12, 14};
    private static final int[] CPU_BLOCKS = {2, 4, 8, 16, 32};
    private static final int[] EXTENTS = {32, 64, 128};
    private static final int[] DEPTHS = {8, 16, 32};

    private final ClQueue queue;
    private final Consumer<String> log;
    private final int scale;
    private final int most;
    private final List<Tuned> results = new ArrayList<>();
    private Tiles best;

    /**
     * What the search found for one kind of kernel.
     *
     * @param kernel   the kind, with the problem that it was measured on
     * @param before   the sizes that it had
     * @param after    those that won; the same, if none was faster
     * @param msBefore milliseconds of a run with the former
     * @param msAfter  milliseconds of a run with the latter, measured in turn with the former
     */
    public record Tuned(String kernel, String before, String after, double msBefore, double msAfter) { }

    private ClTuner(ClQueue queue, Tiles start, int scale, int most, Consumer<String> log) {
        this.queue = queue;
        this.best = start;
        this.scale = scale;
        this.most = most;
        this.log = log;
    }

    /**
     * Tunes a device from the sizes that it has now; takes a minute or so, most of it for compiling.
     *
     * @param log told of every candidate in one line
     */
    public static List<Tuned> tune(ClDevice device, Consumer<String> log) {
        return tune(device, Tiles.of(device), 1, Integer.MAX_VALUE, log);
    }

    /** Whether a device was tuned, with the driver that it has now. */
    public static boolean isTuned(ClDevice device) {
        return Tiles.stored(device) != null;
    }

    /**
     * As above from given sizes, as tests want it: with problems smaller by {@code scale} in every extent, and at most
     * {@code most} candidates of a kind.
     */
    static List<Tuned> tune(ClDevice device, Tiles start, int scale, int most, Consumer<String> log) {
        try (var queue = ClQueue.open(device, true)) {
            var tuner = new ClTuner(queue, start, scale, most, log);
            if (start.cpu()) {
                tuner.searchCpu();
            } else {
                tuner.searchGpu();
            }
            tuner.best.store(device);
            return tuner.results;
        }
    }

    private void searchCpu() {
        var product = product(512, 512, 512);
        List<Tiles> candidates = new ArrayList<>();
        for (int rows : CPU_ROWS) {
            candidates.add(best.withCpu(rows, best.blocks()));
        }
        search("product of 512³, rows of a register tile", product, candidates, tiles -> "" + tiles.rows());
        candidates.clear();
        for (int blocks : CPU_BLOCKS) {
            candidates.add(best.withCpu(best.rows(), blocks));
        }
        search("product of 512³, tiles of a work-item", product, candidates, tiles -> "" + tiles.blocks());
        searchScratch(new long[] {1L << 19, 1L << 20, 1L << 21, 1L << 22, 1L << 23});
    }

    private void searchGpu() {
        searchTile(2048, 2048, 2048);
        searchTile(256, 4096, 512);
        searchTile(32, 4096, 4096);
        searchScratch(new long[] {1L << 22, 1L << 24, 1L << 27});
    }

    private void searchTile(int m, int n, int k) {
        List<Tiles> candidates = new ArrayList<>();
        for (int bm : EXTENTS) {
            for (int bn : EXTENTS) {
                for (int bk : DEPTHS) {
                    for (int tm : new int[] {4, 8}) {
                        var tile = new Tiles.Tile(bm, bn, bk, tm, 8);
                        boolean worthwhile = bm <= Math.max(2 * m, 32) && tile.threads() >= 32;
                        if (worthwhile && tile.fits(queue.device())) {
                            candidates.add(best.withTile(m, tile));
                        }
                    }
                }
            }
        }
        search("product of " + m + " rows, " + k + " to " + n, product(m, n, k), candidates,
            tiles -> tiles.forProduct(m, n).toString());
    }

    private void searchScratch(long[] sizes) {
        int side = Math.max(8, 112 / scale);
        var x = Input.of("x", Shape.of(1, side, side, 128));
        var f = Input.of("f", Shape.of(3, 3, 128, 128));
        List<Tiles> candidates = new ArrayList<>();
        for (long size : sizes) {
            candidates.add(best.withScratch(size));
        }
        search("3x3 convolution of 112² x 128, transformed at a time",
            Conv2d.of(x, f, Window.same(3, 3, 1, 1, 1, 1, side, side)), candidates,
            tiles -> String.format(Locale.ROOT, "%.1f MB", 4 * tiles.scratch() / 1e6));
    }

    private Node product(int m, int n, int k) {
        return MatMul.of(Input.of("a", Shape.of(Math.max(16, m / scale), k / scale)),
            Input.of("b", Shape.of(k / scale, n / scale)));
    }

    /** Measures what there is and the candidates, and keeps one that beats the former once more, in turns with it. */
    private void search(String what, Node problem, List<Tiles> candidates, Function<Tiles, String> size) {
        var former = best;
        var winner = former;
        double least = Double.POSITIVE_INFINITY;
        float[] expected = null;
        candidates.remove(former);
        candidates.addFirst(former);
        for (var candidate : candidates.subList(0, Math.min(most, candidates.size()))) {
            try (var trial = new Trial(problem, candidate)) {
                var result = trial.result();
                expected = expected == null ? result : expected;
                boolean agrees = distance(result, expected) < TOLERANCE;
                double ms = trial.milliseconds(RUNS);
                log.accept(String.format(Locale.ROOT, "%s, %s: %.3f ms%s", what, size.apply(candidate), ms,
                    agrees ? "" : ", wrong result"));
                if (agrees && ms < least) {
                    least = ms;
                    winner = candidate;
                }
            } catch (ClException | DeviceMemoryException e) {
                log.accept(what + ", " + size.apply(candidate) + ": " + e.getMessage());
            }
        }
        decide(what, problem, former, winner, size);
    }

    private void decide(String what, Node problem, Tiles former, Tiles winner, Function<Tiles, String> size) {
        double before = Double.POSITIVE_INFINITY;
        double after = Double.POSITIVE_INFINITY;
        try (var one = new Trial(problem, former); var other = new Trial(problem, winner)) {
            for (int i = 0; i < FINAL_RUNS; i++) {
                before = Math.min(before, one.milliseconds(1));
                after = Math.min(after, other.milliseconds(1));
            }
        }
        boolean gained = winner != former && after < GAIN * before;
        best = gained ? winner : former;
        results.add(new Tuned(what, size.apply(former), size.apply(best), before, gained ? after : before));
    }

    /** A problem with one candidate's tiles, run once. */
    private final class Trial implements AutoCloseable {
        private final Node problem;
        private final Program program;
        private final Workspace workspace;

        Trial(Node problem, Tiles tiles) {
            this.problem = problem;
            program = Program.compile(new OpenClBackend(queue, tiles), List.of(problem));
            workspace = program.workspace();
            for (var input : problem.inputs()) {
                workspace.write(input, random(input.shape().intSize()));
            }
            workspace.run();
        }

        float[] result() {
            return workspace.read(problem);
        }

        /** The least time of some runs, by the device's clock. */
        double milliseconds(int runs) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < runs; i++) {
                least = Math.min(least, queue.timed(workspace::run).elapsed());
            }
            return least / 1e6;
        }

        @Override
        public void close() {
            workspace.close();
            program.close();
        }
    }

    private static float[] random(int length) {
        var random = new Random(length);
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (double) (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += (double) expected[i] * expected[i];
        }
        return Math.sqrt(difference / Math.max(norm, Double.MIN_NORMAL));
    }
}

package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
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
    private static final double TOLERANCE = 1e-4;
    private static final int[] CPU_ROWS = {4, 6, 8, 12, 14};
    private static final int[] CPU_BLOCKS = {2, 4, 8, 16, 32};
    private static final int[] EXTENTS = {32, 64, 128};
    private static final int[] DEPTHS = {8, 16, 32};

    private final ClQueue queue;
    private final Consumer<String> log;
    private final int scale;
    private final int most;
    private Tiles best;

    private ClTuner(ClQueue queue, Tiles start, int scale, int most, Consumer<String> log) {
        this.queue = queue;
        this.best = start;
        this.scale = scale;
        this.most = most;
        this.log = log;
    }

    /**
     * Tunes a device; takes a minute or so, most of it for compiling.
     *
     * @param log told of every candidate in one line
     * @return the winners in one line
     */
    public static String tune(ClDevice device, Consumer<String> log) {
        return tune(device, Tiles.standard(device), 1, Integer.MAX_VALUE, log).toString();
    }

    /**
     * As above from given sizes, as tests want it: with problems smaller by {@code scale} in every extent, and at most
     * {@code most} candidates of a kind.
     */
    static Tiles tune(ClDevice device, Tiles start, int scale, int most, Consumer<String> log) {
        try (var queue = ClQueue.open(device, true)) {
            var tuner = new ClTuner(queue, start, scale, most, log);
            if (start.cpu()) {
                tuner.searchCpu();
            } else {
                tuner.searchGpu();
            }
            tuner.best.store(device);
            return tuner.best;
        }
    }

    private void searchCpu() {
        var product = product(512, 512, 512);
        List<Tiles> candidates = new ArrayList<>();
        for (int rows : CPU_ROWS) {
            candidates.add(best.withCpu(rows, best.blocks()));
        }
        search("register tile", product, candidates);
        candidates.clear();
        for (int blocks : CPU_BLOCKS) {
            candidates.add(best.withCpu(best.rows(), blocks));
        }
        search("register tiles a work-item", product, candidates);
        searchScratch(new long[] {1L << 19, 1L << 20, 1L << 21, 1L << 22, 1L << 23});
    }

    private void searchGpu() {
        searchTile("product of many rows", 2048, 2048, 2048);
        searchTile("product of some rows", 256, 4096, 512);
        searchTile("product of few rows", 32, 4096, 4096);
        searchScratch(new long[] {1L << 22, 1L << 24, 1L << 27});
    }

    private void searchTile(String what, int m, int n, int k) {
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
        search(what, product(m, n, k), candidates);
    }

    private void searchScratch(long[] sizes) {
        int side = Math.max(8, 112 / scale);
        var x = Input.of("x", Shape.of(1, side, side, 128));
        var f = Input.of("f", Shape.of(3, 3, 128, 128));
        List<Tiles> candidates = new ArrayList<>();
        for (long size : sizes) {
            candidates.add(best.withScratch(size));
        }
        search("winograd scratch", Conv2d.of(x, f, Window.same(3, 3, 1, 1, 1, 1, side, side)), candidates);
    }

    private Node product(int m, int n, int k) {
        return MatMul.of(Input.of("a", Shape.of(Math.max(16, m / scale), k / scale)),
            Input.of("b", Shape.of(k / scale, n / scale)));
    }

    private void search(String what, Node problem, List<Tiles> candidates) {
        float[] expected = null;
        long least = Long.MAX_VALUE;
        for (var candidate : candidates.subList(0, Math.min(most, candidates.size()))) {
            try {
                var trial = run(problem, candidate);
                expected = expected == null ? trial.result : expected;
                boolean agrees = distance(trial.result, expected) < TOLERANCE;
                log.accept(String.format(Locale.ROOT, "%s, %s: %.3f ms%s", what, candidate, trial.nanoseconds / 1e6,
                    agrees ? "" : ", wrong result"));
                if (agrees && trial.nanoseconds < least) {
                    least = trial.nanoseconds;
                    best = candidate;
                }
            } catch (ClException e) {
                log.accept(what + ", " + candidate + ": " + e.getMessage());
            }
        }
    }

    private record Trial(long nanoseconds, float[] result) { }

    private Trial run(Node problem, Tiles tiles) {
        var backend = new OpenClBackend(queue, tiles);
        try (var program = Program.compile(backend, List.of(problem)); Workspace workspace = program.workspace()) {
            for (var input : problem.inputs()) {
                workspace.write(input, random(input.shape().intSize()));
            }
            workspace.run();
            var result = workspace.read(problem);
            var times = new long[RUNS];
            for (int i = 0; i < RUNS; i++) {
                times[i] = queue.timed(workspace::run).elapsed();
            }
            Arrays.sort(times);
            return new Trial(times[0], result);
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

package salty.kernels.vector;

import static salty.kernels.vector.OuterTile.COLUMNS;
import static salty.kernels.vector.WinogradTransform.IN;
import static salty.kernels.vector.WinogradTransform.OUT;
import static salty.kernels.vector.WinogradTransform.POSITIONS;

/**
 * The filters' adjoint of a 3x3 convolution of stride 1, the algorithm of {@link WinogradConv3x3} run backwards: y is linear
 * in the filters by way of {@code M_p = V_p U_p}, so with the adjoint {@code dM = A dy A^T} of each 4x4 tile
 *
 * <pre>
 *   dU_p = V_p' dM_p   summed over all tiles, at each of the 36 positions p        dg = G^T dU G
 * </pre>
 *
 * in a quarter of the direct sum's multiplications. V and dM are made a block of tiles at a time, as panels that
 * {@link OuterTile} multiplies; dU collects the blocks' sums in their order, so the result does not depend on the number of
 * threads.
 */
final class WinogradFilterGradient {
    /** Tiles in one chain of sums; a panel of each operand then fits the first-level cache. */
    private static final int DEPTH = 128;
    /** Floats of V and dM that a block should have: they stay in the caches near the cores. */
    private static final int BLOCK_FLOATS = 1 << 19;
    /** Tiles of a task of transforms. */
    private static final int TILES = 4;
    /** Floats between positions beyond their size, so that they do not meet in one cache set. */
    private static final int SKEW = 16;
    private static final float[] ZEROS = new float[COLUMNS];

    private final ConvGeometry g;
    private final Parallel parallel;
    private final int tilesW;
    private final int tilesPerImage;
    private final int tiles;
    private final int block;
    private final int vStride;
    private final int mStride;
    private final int rows;
    private final int pitch;
    private final int m;
    private final int u;
    private final int workers;

    /** Chooses the size of blocks. */
    WinogradFilterGradient(ConvGeometry g, Parallel parallel) {
        this(g, parallel, DEPTH * Math.max(1, BLOCK_FLOATS
                / (DEPTH * POSITIONS * (OuterTile.panels(g.c()) + OuterTile.panels(g.k())) * COLUMNS)));
    }

    /** @param most tiles of a block */
    WinogradFilterGradient(ConvGeometry g, Parallel parallel, int most) {
        this.g = g;
        this.parallel = parallel;
        tilesW = (g.outW() + OUT - 1) / OUT;
        tilesPerImage = tilesW * ((g.outH() + OUT - 1) / OUT);
        tiles = WinogradConv3x3.tiles(g);
        block = Math.min(tiles, most);
        vStride = OuterTile.panels(g.c()) * block * COLUMNS + SKEW;
        mStride = OuterTile.panels(g.k()) * block * COLUMNS + SKEW;
        rows = OuterTile.wholeRows(g.c());
        pitch = OuterTile.panels(g.k()) * COLUMNS;
        m = Math.multiplyExact(POSITIONS, vStride);
        u = Math.addExact(m, Math.multiplyExact(POSITIONS, mStride));
        workers = Math.addExact(u, Math.multiplyExact(POSITIONS * rows, pitch));
    }

    /** Floats of scratch that {@link #run} needs. */
    long scratch() {
        return workers + (long) parallel.threads() * workerFloats();
    }

    private int workerFloats() {
        int patch = POSITIONS * Lanes.roundUp(Math.max(g.c(), g.k())) + WinogradTransform.scratch();
        return Math.max(patch, LearnedFilter.adjointScratch(pitch));
    }

    /** x (n, h, w, c) and dy (n, outH, outW, k) to f (3, 3, c, k). */
    void run(float[] x, float[] dy, float[] f, float[] scratch) {
        int panels = OuterTile.panels(g.k());
        for (int first = 0; first < tiles; first += block) {
            int begin = first;
            int count = Math.min(block, tiles - first);
            parallel.run((count + TILES - 1) / TILES, (task, worker) -> {
                for (int t = task * TILES; t < Math.min(count, (task + 1) * TILES); t++) {
                    transform(x, dy, begin + t, t, scratch, workers + worker * workerFloats());
                }
            });
            parallel.run(POSITIONS * panels, (task, worker) ->
                    multiply(task / panels, task % panels, count, begin > 0, scratch));
        }
        parallel.run(g.c(), (channel, worker) -> {
            int taps = LearnedFilter.adjoint(scratch, u + channel * pitch, rows * pitch, pitch,
                    scratch, workers + worker * workerFloats());
            for (int tap = 0; tap < 9; tap++) {
                System.arraycopy(scratch, taps + tap * pitch, f, (tap * g.c() + channel) * g.k(), g.k());
            }
        });
    }

    /** One position of V' dM, the columns of one panel. */
    private void multiply(int p, int panel, int count, boolean more, float[] scratch) {
        for (int t = 0; t < count; t += DEPTH) {
            int depth = Math.min(DEPTH, count - t);
            int b = m + p * mStride + (panel * block + t) * COLUMNS;
            for (int row = 0; row < rows; row += OuterTile.ROWS) {
                int a = p * vStride + (row / COLUMNS * block + t) * COLUMNS + row % COLUMNS;
                int to = u + (p * rows + row) * pitch + panel * COLUMNS;
                boolean adds = more || t > 0;
                OuterTile.multiply(depth, scratch, a, scratch, b, adds ? scratch : ZEROS, adds ? to : 0,
                        adds ? pitch : 0, scratch, to, pitch);
            }
        }
    }

    /** Transforms the pixels that tile {@code tile} reads and the adjoint of those that it makes, as {@code t}-th of a block. */
    private void transform(float[] x, float[] dy, int tile, int t, float[] scratch, int patch) {
        int image = tile / tilesPerImage;
        int row = tile % tilesPerImage / tilesW * OUT;
        int column = tile % tilesW * OUT;
        int half = patch + POSITIONS * Lanes.roundUp(Math.max(g.c(), g.k()));
        pixels(x, image, row - g.padTop(), column - g.padLeft(), t, scratch, patch, half);
        adjoint(dy, image, row, column, t, scratch, patch, half);
    }

    private void pixels(float[] x, int image, int row, int column, int t, float[] scratch, int patch, int half) {
        int c = g.c();
        int whole = Lanes.roundUp(c);
        int at = ((image * g.h() + row) * g.w() + column) * c;
        boolean inPlace = row >= 0 && column >= 0 && row + IN <= g.h() && column + IN <= g.w() && whole == c;
        if (!inPlace) {
            copy(x, at, row, column, g.h(), g.w(), c, IN, scratch, patch);
        }
        for (int first = 0; first < c; first += COLUMNS) {
            WinogradTransform.input(inPlace ? x : scratch, (inPlace ? at : patch) + first,
                    inPlace ? g.w() * c : IN * whole, whole, Math.min(COLUMNS, whole - first),
                    scratch, (first / COLUMNS * block + t) * COLUMNS, vStride, scratch, half);
        }
    }

    private void adjoint(float[] dy, int image, int row, int column, int t, float[] scratch, int patch, int half) {
        int k = g.k();
        int whole = Lanes.roundUp(k);
        int at = ((image * g.outH() + row) * g.outW() + column) * k;
        boolean inPlace = row + OUT <= g.outH() && column + OUT <= g.outW() && whole == k;
        if (!inPlace) {
            copy(dy, at, row, column, g.outH(), g.outW(), k, OUT, scratch, patch);
        }
        for (int first = 0; first < k; first += COLUMNS) {
            WinogradTransform.outputAdjoint(inPlace ? dy : scratch, (inPlace ? at : patch) + first,
                    inPlace ? g.outW() * k : OUT * whole, whole, Math.min(COLUMNS, whole - first),
                    scratch, m + (first / COLUMNS * block + t) * COLUMNS, mStride, scratch, half);
        }
    }

    /** Copies square pixels of an image (h, w, channels) between zeros, and fills their channels up to whole vectors. */
    private static void copy(float[] x, int at, int row, int column, int h, int w, int channels, int side,
                             float[] scratch, int patch) {
        int whole = Lanes.roundUp(channels);
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                int to = patch + (i * side + j) * whole;
                int inside = row + i >= 0 && row + i < h && column + j >= 0 && column + j < w ? channels : 0;
                Conv2dGemm.copy(x, at + (i * w + j) * channels, scratch, to, inside);
                Conv2dGemm.zero(scratch, to + inside, whole - inside);
            }
        }
    }
}

package salty.kernels.vector;

import static salty.kernels.vector.WinogradTransform.IN;
import static salty.kernels.vector.WinogradTransform.OUT;
import static salty.kernels.vector.WinogradTransform.POSITIONS;

/**
 * A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3), with bias, ReLU and a following 2x2 max pool in its
 * epilogue.
 *
 * <pre>
 *   x  --tiles of 6x6-->  V[tiles][36][c]  --36 products with U[36][c][k]-->  M[tiles][36][k]  --tiles of 4x4-->  y
 * </pre>
 *
 * Tiles are taken in blocks. Either a thread carries a block through all three steps, so that V and M never leave its
 * L2 cache, and U streams by once a block ("by tiles", for layers of many pixels); or all threads share one large block
 * and its 36 products, so that U, which is then the largest, is read once ("by positions", for layers of many
 * channels).
 */
final class WinogradConv3x3 {
    /** Floats between the tiles of V and of M beyond their size, so that tiles do not meet in one cache set. */
    private static final int SKEW = 16;

    /** Tiles of a thread's own block: with 64 channels, V and M are then about as large as a small L2 cache. */
    private static final int BLOCK = 24;
    /** Input times output channels up to which U (2.4 MB) may stream by once a block. */
    private static final int SMALL_FILTERS = 128 * 128;
    /** Floats of V and M of a shared block: they lie in the last-level cache. */
    private static final int SHARED_FLOATS = 6 << 20;

    private final ConvGeometry g;
    private final boolean relu;
    private final boolean pool;
    private final int threads;
    private final int tilesW;
    private final int tilesPerImage;
    private final int tiles;
    private final int block;
    private final boolean byTiles;
    private final int c;
    private final int k;
    private final int pitch;
    private final float[] zeros;
    private final int vTile;
    private final int mTile;

    WinogradConv3x3(ConvGeometry g, Epilogue epilogue, int threads, int block, boolean byTiles) {
        this.g = g;
        relu = epilogue.relu();
        pool = epilogue.pool();
        this.threads = threads;
        tilesW = (g.outW() + OUT - 1) / OUT;
        tilesPerImage = tilesW * ((g.outH() + OUT - 1) / OUT);
        tiles = tiles(g);
        this.block = Math.min(block, tiles);
        this.byTiles = byTiles;
        c = Lanes.roundUp(g.c());
        k = Lanes.roundUp(g.k());
        pitch = Gemm.panels(g.k()) * GemmTile.COLUMNS;
        zeros = new float[pitch];
        vTile = POSITIONS * c + SKEW;
        mTile = POSITIONS * pitch + SKEW;
    }

    /** Tiles of all images. */
    static int tiles(ConvGeometry g) {
        return Math.multiplyExact(g.n(), ((g.outW() + OUT - 1) / OUT) * ((g.outH() + OUT - 1) / OUT));
    }

    /** Chooses how the tiles are blocked: by U's size, and so that the blocks are of about one size. */
    static WinogradConv3x3 plan(ConvGeometry g, Epilogue epilogue, int threads) {
        int tiles = tiles(g);
        if (g.c() * g.k() <= SMALL_FILTERS && tiles >= 2 * threads * BLOCK) {
            return new WinogradConv3x3(g, epilogue, threads, BLOCK, true);
        }
        int most = Math.max(BLOCK, SHARED_FLOATS / (POSITIONS * (g.c() + g.k())));
        int blocks = (tiles + most - 1) / most;
        return new WinogradConv3x3(g, epilogue, threads, wholeRows((tiles + blocks - 1) / blocks), false);
    }

    String describe() {
        return (byTiles ? "by blocks of " : "by positions of ") + block + " tiles";
    }

    /** Floats of scratch that {@link #run} needs. */
    long scratch() {
        long blocks = byTiles ? threads : 1;
        return blocks * wholeRows(block) * ((long) vTile + mTile) + (long) threads * patchFloats();
    }

    private int patchFloats() {
        return POSITIONS * c + OUT * OUT * k + WinogradTransform.scratch();
    }

    /** Floats of the transformed filters. */
    int filterLength() {
        return WinogradFilter.length(g.c(), g.k());
    }

    /**
     * x (n, h, w, c) to y (n, outH, outW, k), halved in both if pooled, by the transformed filters at {@code u[uAt]} and the
     * {@link ConvBias} at {@code bias[biasAt]}. Where {@code mask}, a value of y's shape or null, is not positive, y becomes 0.
     */
    void run(Parallel parallel, float[] x, float[] u, int uAt, float[] bias, int biasAt, float[] mask, float[] y,
             float[] scratch) {
        int matrices = wholeRows(block) * (vTile + mTile);
        int patches = (byTiles ? threads : 1) * matrices;
        int blocks = (tiles + block - 1) / block;
        if (byTiles) {
            parallel.run(blocks, (index, worker) -> {
                int v = worker * matrices;
                int m = v + wholeRows(block) * vTile;
                int patch = patches + worker * patchFloats();
                int first = index * block;
                int count = Math.min(block, tiles - first);
                for (int t = 0; t < count; t++) {
                    scatter(x, first + t, scratch, v + t * vTile, patch);
                }
                for (int p = 0; p < POSITIONS; p++) {
                    multiply(p, 0, pitch, wholeRows(count), u, uAt, scratch, v, m);
                }
                for (int t = 0; t < count; t++) {
                    gather(scratch, m + t * mTile, bias, biasAt, mask, y, first + t, patch);
                }
            });
            return;
        }
        int m = wholeRows(block) * vTile;
        int slices = Math.min(Gemm.panels(g.k()), Math.max(1, 4 * threads / POSITIONS));
        int slice = (Gemm.panels(g.k()) + slices - 1) / slices * GemmTile.COLUMNS;
        for (int b = 0; b < blocks; b++) {
            int first = b * block;
            int count = Math.min(block, tiles - first);
            parallel.run(count, (t, worker) ->
                    scatter(x, first + t, scratch, t * vTile, patches + worker * patchFloats()));
            parallel.run(POSITIONS * slices, (index, worker) ->
                    multiply(index / slices, index % slices * slice, slice, wholeRows(count), u, uAt, scratch, 0, m));
            parallel.run(count, (t, worker) ->
                    gather(scratch, m + t * mTile, bias, biasAt, mask, y, first + t, patches + worker * patchFloats()));
        }
    }

    /** Tiles are multiplied by whole rows of register tiles; what the last of them makes too much is never read. */
    private static int wholeRows(int count) {
        return (count + GemmTile.ROWS - 1) / GemmTile.ROWS * GemmTile.ROWS;
    }

    /** The product of one position: M[tiles x channels] = V[tiles x c] U[c x channels]. */
    private void multiply(int p, int channel, int channels, int count, float[] u, int uAt, float[] scratch,
                          int v, int m) {
        int panelStride = g.c() * GemmTile.COLUMNS;
        int from = uAt + p * Gemm.packedLength(g.c(), g.k()) + channel / GemmTile.COLUMNS * panelStride;
        Gemm.multiply(count, Math.min(channels, pitch - channel), g.c(), scratch, v + p * c, vTile, u, from, panelStride,
                zeros, 0, scratch, m + p * pitch + channel, mTile, null, 0);
    }

    /** Transforms the patch of tile {@code t} into V; patches that leave the image are copied between zeros first. */
    private void scatter(float[] x, int t, float[] scratch, int v, int patch) {
        int image = t / tilesPerImage;
        int row = t % tilesPerImage / tilesW * OUT - g.padTop();
        int column = t % tilesW * OUT - g.padLeft();
        int half = patch + POSITIONS * c + OUT * OUT * k;
        int at = ((image * g.h() + row) * g.w() + column) * g.c();
        if (row >= 0 && column >= 0 && row + IN <= g.h() && column + IN <= g.w() && c == g.c()) {
            WinogradTransform.input(x, at, g.w() * c, c, c, scratch, v, c, scratch, half);
            return;
        }
        for (int i = 0; i < IN; i++) {
            for (int j = 0; j < IN; j++) {
                int to = patch + (i * IN + j) * c;
                int inside = row + i >= 0 && row + i < g.h() && column + j >= 0 && column + j < g.w() ? g.c() : 0;
                if (inside > 0) {
                    System.arraycopy(x, at + (i * g.w() + j) * g.c(), scratch, to, inside);
                }
                for (int channel = inside; channel < c; channel++) {
                    scratch[to + channel] = 0;
                }
            }
        }
        WinogradTransform.input(scratch, patch, IN * c, c, c, scratch, v, c, scratch, half);
    }

    /**
     * Transforms M into the pixels of tile {@code t}, by way of a patch where the tile leaves the image or is pooled.
     */
    private void gather(float[] scratch, int m, float[] bias, int biasAt, float[] mask, float[] y, int t, int patch) {
        int image = t / tilesPerImage;
        int row = t % tilesPerImage / tilesW * OUT;
        int column = t % tilesW * OUT;
        int tile = patch + POSITIONS * c;
        int half = tile + OUT * OUT * k;
        int rows = Math.min(OUT, g.outH() - row);
        int columns = Math.min(OUT, g.outW() - column);
        boolean whole = rows == OUT && columns == OUT && k == g.k();
        if (whole && !pool) {
            int at = ((image * g.outH() + row) * g.outW() + column) * k;
            WinogradTransform.output(scratch, m, pitch, bias, biasAt, relu, k, y, at, g.outW() * k, k, scratch, half);
            for (int i = 0; mask != null && i < OUT; i++) {
                int line = at + i * g.outW() * k;
                Pointwise.mask(y, line, mask, line, y, line, OUT * k);
            }
            return;
        }
        WinogradTransform.output(scratch, m, pitch, bias, biasAt, relu, k, scratch, tile, OUT * k, k, scratch, half);
        if (pool) {
            int height = g.outH() / 2;
            int width = g.outW() / 2;
            for (int i = 0; i < rows / 2; i++) {
                for (int j = 0; j < columns / 2; j++) {
                    int to = ((image * height + row / 2 + i) * width + column / 2 + j) * g.k();
                    MaxPool.window2x2(scratch, tile + (2 * i * OUT + 2 * j) * k, OUT * k, k, y, to, g.k());
                }
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = ((image * g.outH() + row + i) * g.outW() + column + j) * g.k();
                System.arraycopy(scratch, tile + (i * OUT + j) * k, y, to, g.k());
                if (mask != null) {
                    Pointwise.mask(y, to, mask, to, y, to, g.k());
                }
            }
        }
    }
}

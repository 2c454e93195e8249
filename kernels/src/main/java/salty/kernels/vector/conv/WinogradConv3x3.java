package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.GemmTile.ROWS;

import java.util.Arrays;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.MaxPool;
import salty.kernels.vector.simd.Pointwise;
import salty.kernels.vector.simd.RowPanels;

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
 * channels). Where there are too few tiles even for that, they are of 2x2, and their patches of 4x4.
 */
public final class WinogradConv3x3 {
    /**
     * Floats between the panels of V and the tiles of M beyond their size, so that they do not meet in one cache set.
     */
    private static final int SKEW = 16;

    /** Tiles of a thread's own block: with 64 channels, V and M then take less than half of an L2 cache of 512 KB. */
    private static final int TILES = (GemmTile.WIDE ? 4 : 2) * ROWS;
    /** Input times output channels up to which U (2.4 MB) may stream by once a block. */
    private static final int SMALL_FILTERS = 128 * 128;
    /**
     * Up to so many tiles reading U is what takes the time: that of tiles of 2x2 is less than half as large. Wide
     * vectors multiply so much faster than memory gives that 14 x 14 images belong here too.
     */
    private static final int FEW_TILES = GemmTile.WIDE ? 16 : 4;
    /** Floats of V and M of a shared block: they lie in the last-level cache. */
    private static final int SHARED_FLOATS = 6 << 20;
    /** Channels of x that are transformed at once. */
    private static final int BLOCK = WinogradTransform.CHUNK;

    private final ConvGeometry g;
    private final int out;
    private final int in;
    private final int positions;
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
    private final float[] zeros;
    private final int vPosition;
    private final int vPanel;
    private final int mTile;
    private final int chain;

    /** @param out rows and columns of a tile: 4, or 2 for {@link Winograd2x2} */
    WinogradConv3x3(ConvGeometry g, boolean relu, boolean pool, int threads, int out, int block, boolean byTiles) {
        this.g = g;
        this.out = out;
        in = out + 2;
        positions = in * in;
        this.relu = relu;
        this.pool = pool;
        this.threads = threads;
        tilesW = Math.ceilDiv(g.outW(), out);
        tilesPerImage = tilesW * Math.ceilDiv(g.outH(), out);
        tiles = Math.multiplyExact(g.n(), tilesPerImage);
        this.block = Math.min(block, tiles);
        this.byTiles = byTiles;
        c = Lanes.roundUp(g.c());
        k = Lanes.roundUp(g.k());
        zeros = new float[k];
        vPosition = RowPanels.length(c);
        vPanel = positions * vPosition + SKEW;
        mTile = positions * k + SKEW;
        chain = out == Winograd2x2.OUT ? Gemm.LONG_BLOCK : Gemm.K_BLOCK;
    }

    /** Tiles of all images. */
    public static int tiles(ConvGeometry g) {
        return Math.multiplyExact(g.n(), Math.ceilDiv(g.outW(), WinogradTransform.OUT)
                * Math.ceilDiv(g.outH(), WinogradTransform.OUT));
    }

    /** Chooses how large tiles are and how they are blocked: by U's size, and so that the blocks are about equal. */
    public static WinogradConv3x3 plan(ConvGeometry g, boolean relu, boolean pool, boolean learns, int threads) {
        int tiles = tiles(g);
        if (g.c() * g.k() <= SMALL_FILTERS && tiles >= 2 * threads * TILES) {
            return new WinogradConv3x3(g, relu, pool, threads, WinogradTransform.OUT, TILES, true);
        }
        if (tiles <= FEW_TILES && !learns) {
            int small = RowPanels.count(g.n() * Math.ceilDiv(g.outH(), 2) * Math.ceilDiv(g.outW(), 2)) * ROWS;
            return new WinogradConv3x3(g, relu, pool, threads, Winograd2x2.OUT, small, false);
        }
        int most = Math.max(TILES, SHARED_FLOATS / (WinogradTransform.POSITIONS * (g.c() + g.k())));
        int even = Math.ceilDiv(tiles, Math.ceilDiv(tiles, most));
        return new WinogradConv3x3(g, relu, pool, threads, WinogradTransform.OUT, RowPanels.count(even) * ROWS, false);
    }

    public String describe() {
        return (byTiles ? "by blocks of " : "by positions of ") + block + " tiles of " + out + "x" + out;
    }

    /** Rows and columns of a tile of y. */
    public int out() {
        return out;
    }

    /** Floats of scratch that {@link #run} needs. */
    public long scratch() {
        return (byTiles ? threads : 1) * matrices() + (long) threads * patchFloats();
    }

    /** Floats of a block's V and M. */
    private long matrices() {
        return RowPanels.count(block) * ((long) vPanel + ROWS * mTile);
    }

    /**
     * Floats of a worker: a patch, or the pixels of a tile; and what is between the two passes of a transform.
     */
    private int patchFloats() {
        return Math.max(positions * BLOCK, out * out * k) + WinogradTransform.scratch();
    }

    /** Floats of the transformed filters. */
    public int filterLength() {
        return WinogradFilter.length(g.c(), g.k(), out);
    }

    /**
     * x (n, h, w, c) to y (n, outH, outW, k), halved in both if pooled, by the transformed filters at {@code u[uAt]}
     * and the bias in runs of whole vectors at {@code bias[biasAt]}. Where {@code mask}, a value of y's shape or null,
     * is not positive, y becomes 0.
     */
    public void run(Parallel parallel, float[] x, float[] u, int uAt, float[] bias, int biasAt, float[] mask, float[] y,
             float[] scratch) {
        int matrices = (int) matrices();
        int patches = (byTiles ? threads : 1) * matrices;
        int mOffset = RowPanels.count(block) * vPanel;
        int blocks = (tiles + block - 1) / block;
        if (byTiles) {
            parallel.run(blocks, (index, worker) -> {
                int v = worker * matrices;
                int m = v + mOffset;
                int patch = patches + worker * patchFloats();
                int first = index * block;
                int end = Math.min(tiles, first + block);
                for (int t = first, to = v; t < end; t += ROWS, to += vPanel) {
                    for (int channel = 0; channel < c; channel += BLOCK) {
                        scatter(x, t, Math.min(ROWS, end - t), channel, scratch, to, patch);
                    }
                }
                for (int p = 0; p < positions; p++) {
                    multiply(p, 0, k, end - first, u, uAt, scratch, v, m);
                }
                for (int t = first; t < end; t++) {
                    gather(scratch, m + (t - first) * mTile, bias, biasAt, mask, y, t, patch);
                }
            });
            return;
        }
        int slices = Math.min(Gemm.panels(g.k()), Math.max(1, 16 * threads / positions));
        int slice = (Gemm.panels(g.k()) + slices - 1) / slices * GemmTile.COLUMNS;
        for (int b = 0; b < blocks; b++) {
            int first = b * block;
            int count = Math.min(block, tiles - first);
            int channelBlocks = Math.ceilDiv(c, BLOCK);
            parallel.run(RowPanels.count(count) * channelBlocks, (index, worker) -> {
                int t = index / channelBlocks * ROWS;
                scatter(x, first + t, Math.min(ROWS, count - t), index % channelBlocks * BLOCK,
                        scratch, t / ROWS * vPanel, patches + worker * patchFloats());
            });
            parallel.run(positions * slices, (index, worker) -> multiply(index / slices, index % slices * slice,
                    Math.min(slice, k - index % slices * slice), count, u, uAt, scratch, 0, mOffset));
            parallel.run(count, (t, worker) -> gather(scratch, mOffset + t * mTile, bias, biasAt, mask, y, first + t,
                    patches + worker * patchFloats()));
        }
    }

    /**
     * The product of one position: M[tiles x channels] = V[tiles x c] U[c x channels]. Tiles are multiplied by whole
     * panels; what the last of them makes too much is never read.
     */
    private void multiply(int p, int channel, int channels, int count, float[] u, int uAt, float[] scratch,
                          int v, int m) {
        int matrix = uAt + p * Gemm.packedLength(g.c(), g.k()) + channel * g.c();
        Gemm.multiplyChains(RowPanels.count(count) * ROWS, channels, g.c(), chain, scratch, v + p * vPosition, vPanel,
                u, matrix, zeros, channel, scratch, m + p * k + channel, mTile);
    }

    /**
     * Transforms a block of channels, from {@code channel} on, of the patches of up to ROWS tiles from {@code t} on:
     * they are the rows of a panel of V for each position.
     */
    private void scatter(float[] x, int t, int rows, int channel, float[] scratch, int v, int patch) {
        for (int row = 0; row < rows; row++) {
            transform(x, t + row, channel, Math.min(BLOCK, c - channel), scratch, patch,
                    v + RowPanels.place(row, channel));
        }
    }

    /**
     * Transforms a block of channels of a tile's patch; a patch that leaves the image is copied between zeros first.
     */
    private void transform(float[] x, int t, int channel, int channels, float[] scratch, int patch, int to) {
        int image = t / tilesPerImage;
        int row = t % tilesPerImage / tilesW * out - g.padTop();
        int column = t % tilesW * out - g.padLeft();
        int half = patch + patchFloats() - WinogradTransform.scratch();
        int at = ((image * g.h() + row) * g.w() + column) * g.c() + channel;
        if (row >= 0 && column >= 0 && row + in <= g.h() && column + in <= g.w() && c == g.c()) {
            input(x, at, g.w() * c, c, channels, scratch, to, half);
            return;
        }
        int there = Math.min(channels, g.c() - channel);
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < in; j++) {
                int pixel = patch + (i * in + j) * channels;
                int inside = row + i >= 0 && row + i < g.h() && column + j >= 0 && column + j < g.w() ? there : 0;
                if (inside > 0) {
                    System.arraycopy(x, at + (i * g.w() + j) * g.c(), scratch, pixel, inside);
                }
                Arrays.fill(scratch, pixel + inside, pixel + channels, 0);
            }
        }
        input(scratch, patch, in * channels, channels, channels, scratch, to, half);
    }

    private void input(float[] x, int at, int row, int column, int channels, float[] scratch, int to, int half) {
        if (out == Winograd2x2.OUT) {
            Winograd2x2.input(x, at, row, column, channels, scratch, to, vPosition, scratch, half);
        } else {
            WinogradTransform.input(x, at, row, column, channels, scratch, to, vPosition, scratch, half);
        }
    }

    /**
     * Transforms M into the pixels of tile {@code t}, by way of a patch where the tile leaves the image or is pooled.
     */
    private void gather(float[] scratch, int m, float[] bias, int biasAt, float[] mask, float[] y, int t, int patch) {
        int image = t / tilesPerImage;
        int row = t % tilesPerImage / tilesW * out;
        int column = t % tilesW * out;
        int half = patch + patchFloats() - WinogradTransform.scratch();
        int rows = Math.min(out, g.outH() - row);
        int columns = Math.min(out, g.outW() - column);
        boolean whole = rows == out && columns == out && k == g.k();
        if (whole && !pool) {
            int at = ((image * g.outH() + row) * g.outW() + column) * k;
            output(scratch, m, bias, biasAt, y, at, g.outW() * k, half);
            for (int i = 0; mask != null && i < out; i++) {
                int line = at + i * g.outW() * k;
                Pointwise.mask(y, line, mask, line, y, line, out * k);
            }
            return;
        }
        output(scratch, m, bias, biasAt, scratch, patch, out * k, half);
        if (pool) {
            int height = g.outH() / 2;
            int width = g.outW() / 2;
            for (int i = 0; i < rows / 2; i++) {
                for (int j = 0; j < columns / 2; j++) {
                    int to = ((image * height + row / 2 + i) * width + column / 2 + j) * g.k();
                    MaxPool.window2x2(scratch, patch + (2 * i * out + 2 * j) * k, out * k, k, y, to, g.k());
                }
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = ((image * g.outH() + row + i) * g.outW() + column + j) * g.k();
                System.arraycopy(scratch, patch + (i * out + j) * k, y, to, g.k());
                if (mask != null) {
                    Pointwise.mask(y, to, mask, to, y, to, g.k());
                }
            }
        }
    }

    private void output(float[] scratch, int m, float[] bias, int biasAt, float[] y, int at, int row, int half) {
        if (out == Winograd2x2.OUT) {
            Winograd2x2.output(scratch, m, k, bias, biasAt, relu, k, y, at, row, k, scratch, half);
        } else {
            WinogradTransform.output(scratch, m, k, bias, biasAt, relu, k, y, at, row, k, scratch, half);
        }
    }
}

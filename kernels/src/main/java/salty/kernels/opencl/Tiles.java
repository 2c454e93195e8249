package salty.kernels.opencl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of tiles: what {@link ClTuner} searches.
 *
 * @param rows    MR of the CPU family's register tile
 * @param blocks  MTILES, tiles that one work-item of it does
 * @param large   the GPU family's tile for products of many rows
 * @param medium  its tile for products of some hundred rows
 * @param small   its tile for products of a few rows
 * @param scratch floats of transformed tiles that a Winograd convolution holds at a time
 * @param cpu     whether the CPU family is used
 */
record Tiles(int rows, int blocks, Tile large, Tile medium, Tile small, long scratch, boolean cpu) {
    /** Rows above which {@link #large} is used. */
    static final int MANY_ROWS = 512;
    /** Rows up to which {@link #small} is used. */
    static final int FEW_ROWS = 32;
    private static final int NUMBERS = 19;

    /**
     * One tile of the GPU family.
     *
     * @param bm rows of a work-group's tile
     * @param bn its columns
     * @param bk steps between barriers
     * @param tm rows of a work-item's tile
     * @param tn its columns
     */
    record Tile(int bm, int bn, int bk, int tm, int tn) {
        /** Work-items of a work-group. */
        int threads() {
            return bm / tm * (bn / tn);
        }

        /** Bytes of local memory: two pairs of tiles, padded. */
        long localBytes() {
            return 2L * bk * (bm + 4 + bn + 4) * Float.BYTES;
        }

        /** Whether the kernel's arithmetic works out and a device can hold it. */
        boolean fits(ClDevice device) {
            return bm / tm % 4 == 0 && bn / tn % 8 == 0 && threads() % 32 == 0 && threads() <= device.workGroup()
                && bm * bk / 4 % threads() == 0 && bn * bk / 4 % threads() == 0
                && localBytes() <= device.localMemory();
        }

        /** The tile as the defines of {@code gpu/tile.cl}. */
        String options() {
            return "-DBM=" + bm + " -DBN=" + bn + " -DBK=" + bk + " -DTM=" + tm + " -DTN=" + tn;
        }

        @Override
        public String toString() {
            return bm + "x" + bn + "x" + bk + " by " + tm + "x" + tn;
        }
    }

    /** What a device was tuned to, or where it never was, what suits most. */
    static Tiles of(ClDevice device) {
        var tuned = stored(device);
        return tuned == null ? standard(device) : tuned;
    }

    /** What a device was tuned to; null where it never was with this driver. */
    static Tiles stored(ClDevice device) {
        var stored = BinaryCache.standard().load(key(device));
        return stored == null ? null : parse(new String(stored, StandardCharsets.UTF_8), device);
    }

    /** What a device starts with: the CPU family for CPU devices, else tiles for a large GPU. */
    static Tiles standard(ClDevice device) {
        int rows = device.vectorWidth() >= 16 ? 12 : 6;
        return new Tiles(rows, 8, new Tile(128, 128, 16, 8, 8), new Tile(64, 64, 16, 8, 8), new Tile(32, 64, 16, 4, 8),
            device.cpu() ? 1L << 21 : 1L << 27, device.cpu());
    }

    /** Keeps these for {@link #of} of later processes. */
    void store(ClDevice device) {
        List<Object> numbers = new ArrayList<>(List.of(rows, blocks));
        for (var tile : List.of(large, medium, small)) {
            numbers.addAll(List.of(tile.bm, tile.bn, tile.bk, tile.tm, tile.tn));
        }
        numbers.addAll(List.of(scratch, cpu ? 1 : 0));
        var text = new StringBuilder();
        for (var number : numbers) {
            text.append(number).append(' ');
        }
        BinaryCache.standard().store(key(device), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Null for what no tuner of this version wrote. */
    private static Tiles parse(String text, ClDevice device) {
        var words = text.strip().split(" ");
        if (words.length != NUMBERS) {
            return null;
        }
        try {
            int[] n = new int[NUMBERS];
            for (int i = 0; i < NUMBERS; i++) {
                n[i] = Integer.parseInt(words[i]);
            }
            var tiles = new Tiles(n[0], n[1], tile(n, 2), tile(n, 7), tile(n, 12), n[17], n[18] == 1);
            boolean fits = tiles.large.fits(device) && tiles.medium.fits(device) && tiles.small.fits(device);
            return fits || tiles.cpu ? tiles : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Tile tile(int[] n, int at) {
        return new Tile(n[at], n[at + 1], n[at + 2], n[at + 3], n[at + 4]);
    }

    private static String key(ClDevice device) {
        return BinaryCache.key("tiles 1", device.identity());
    }

    /** The GPU family's tile for a product of {@code m} by {@code n}: none of which half would lie outside. */
    Tile forProduct(long m, long n) {
        return m > MANY_ROWS && 2 * n > large.bn ? large : m > FEW_ROWS ? medium : small;
    }

    Tiles withCpu(int newRows, int newBlocks) {
        return new Tiles(newRows, newBlocks, large, medium, small, scratch, cpu);
    }

    Tiles withTile(long m, Tile tile) {
        return new Tiles(rows, blocks, m > MANY_ROWS ? tile : large, m > FEW_ROWS && m <= MANY_ROWS ? tile : medium,
            m <= FEW_ROWS ? tile : small, scratch, cpu);
    }

    Tiles withScratch(long floats) {
        return new Tiles(rows, blocks, large, medium, small, floats, cpu);
    }
}

package salty.kernels.opencl;

/**
 * Sizes of tiles: what {@code salty tune} searches.
 *
 * @param rows   MR of the CPU family's register tile
 * @param blocks MTILES, tiles that one work-item of it does
 * @param large  the GPU family's tile for products of many rows
 * @param medium ... of some hundred rows
 * @param small  ... of a few rows
 * @param scratch floats of transformed tiles that a Winograd convolution holds at a time
 * @param cpu    whether the CPU family is used
 */
record Tiles(int rows, int blocks, Tile large, Tile medium, Tile small, long scratch, boolean cpu) {
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
        boolean fits(long localMemory, long workGroup) {
            return bm / tm % 4 == 0 && bn / tn % 8 == 0 && threads() % 32 == 0 && threads() <= workGroup
                && bm * bk / 4 % threads() == 0 && bn * bk / 4 % threads() == 0 && localBytes() <= localMemory;
        }

        String options() {
            return "-DBM=" + bm + " -DBN=" + bn + " -DBK=" + bk + " -DTM=" + tm + " -DTN=" + tn;
        }
    }

    private static final int MANY_ROWS = 512;
    private static final int FEW_ROWS = 32;

    /** What a device starts with: the CPU family for CPU devices, else tiles for a large GPU. */
    static Tiles of(ClDevice device) {
        return standard(device);
    }

    /** What a device starts with: the CPU family for CPU devices, else tiles for a large GPU. */
    static Tiles standard(ClDevice device) {
        int rows = device.vectorWidth() >= 16 ? 12 : 6;
        return new Tiles(rows, 8, new Tile(128, 128, 16, 8, 8), new Tile(64, 64, 16, 8, 8), new Tile(32, 64, 16, 4, 8),
            device.cpu() ? 1L << 21 : 1L << 27, device.cpu());
    }

    /** The GPU family's tile for a product of {@code m} rows. */
    Tile forRows(long m) {
        return m > MANY_ROWS ? large : m > FEW_ROWS ? medium : small;
    }
}

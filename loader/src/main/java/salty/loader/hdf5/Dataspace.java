package salty.loader.hdf5;

/**
 * The extents of a dataset or attribute (HDF5 File Format Specification, IV.A.2.b).
 *
 * @param dims how many elements there are along each axis; none for a scalar
 * @param max  how many there may be, {@link #UNLIMITED} where that is open
 * @param none whether there is not even one element
 */
record Dataspace(long[] dims, long[] max, boolean none) {

    static final long UNLIMITED = -1;

    private static final int NULL = 2;

    static Dataspace read(Cursor in) {
        int version = in.u8();
        if (version != 1 && version != 2) {
            throw new UnsupportedOperationException("a dataspace has version " + version);
        }
        int rank = in.u8();
        boolean limited = (in.u8() & 1) != 0;
        boolean none = in.u8() == NULL && version == 2;
        in.skip(version == 1 ? 4 : 0);
        long[] dims = extents(in, rank);
        return new Dataspace(dims, limited ? extents(in, rank) : dims, none);
    }

    private static long[] extents(Cursor in, int rank) {
        long[] extents = new long[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = in.length();
        }
        return extents;
    }

    /** The number of elements. */
    long count() {
        long count = none ? 0 : 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("a dimension is " + Long.toUnsignedString(dim));
            }
            count = Math.multiplyExact(count, dim);
        }
        return count;
    }
}

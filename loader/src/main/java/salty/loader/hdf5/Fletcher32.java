package salty.loader.hdf5;

/**
 * The checksum of the filter fletcher32: over big-endian words of 16 bits, kept in four little-endian bytes behind them
 * (J. G. Fletcher, An Arithmetic Checksum for Serial Transmissions, 1982; HDF5 File Format Specification, IV.A.2.l).
 */
final class Fletcher32 {

    /** The size of the checksum. */
    static final int BYTES = 4;

    private static final int MODULUS = 0xffff;

    private Fletcher32() {
    }

    /** Whether data agree with the checksum behind them. */
    static boolean matches(byte[] dataAndSum) {
        int length = dataAndSum.length - BYTES;
        if (length < 0) {
            return false;
        }
        int sum = of(dataAndSum, length);
        int kept = 0;
        for (int i = 0; i < BYTES; i++) {
            kept |= (dataAndSum[length + i] & 0xff) << 8 * i;
        }
        // Before release 1.6.3 little-endian machines swapped the bytes of each half, and readers take both.
        int swapped = (kept & 0x00ff00ff) << 8 | (kept & 0xff00ff00) >>> 8;
        return sum == kept || sum == swapped;
    }

    private static int of(byte[] data, int length) {
        int first = 0;
        int second = 0;
        for (int i = 0; i < length; i += 2) {
            int low = i + 1 < length ? data[i + 1] & 0xff : 0;
            first = reduced(first + ((data[i] & 0xff) << 8 | low));
            second = reduced(second + first);
        }
        return second << 16 | first;
    }

    /** Modulo 65,535 as the library does it: a sum that is a multiple stays 65,535. */
    private static int reduced(int sum) {
        return sum > MODULUS ? sum - MODULUS : sum;
    }
}

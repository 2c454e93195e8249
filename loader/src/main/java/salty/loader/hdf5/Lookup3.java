package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The checksum of HDF5's newer structures: Bob Jenkins' {@code lookup3}, his {@code hashlittle} with a start of 0. */
final class Lookup3 {

    private static final int BLOCK = 12;

    private Lookup3() {
    }

    static int hash(MemorySegment bytes) {
        long size = bytes.byteSize();
        int a = 0xdeadbeef + (int) size;
        int b = a;
        int c = a;
        long at = 0;
        for (; size - at > BLOCK; at += BLOCK) {
            a += word(bytes, at);
            b += word(bytes, at + 4);
            c += word(bytes, at + 8);
            a = a - c ^ Integer.rotateLeft(c, 4);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 6);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 8);
            b += a;
            a = a - c ^ Integer.rotateLeft(c, 16);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 19);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        if (at == size) {
            return c;
        }
        a += word(bytes, at);
        b += word(bytes, at + 4);
        c += word(bytes, at + 8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    /** Four bytes, least significant first; those beyond the end count as zero. */
    private static int word(MemorySegment bytes, long at) {
        int word = 0;
        for (int i = 0; i < 4 && at + i < bytes.byteSize(); i++) {
            word |= (bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xff) << 8 * i;
        }
        return word;
    }
}

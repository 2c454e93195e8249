package salty.loader.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Where the values of a dataset come from when the file is written, so that no large model need be in memory at once.
 */
@FunctionalInterface
public interface DatasetContent {

    /**
     * Writes all values, little-endian float32 in row-major order, neither more nor fewer than the dataset's shape
     * holds.
     */
    void writeTo(WritableByteChannel out) throws IOException;

    /** Values that are in memory already, as little-endian float32. */
    static DatasetContent of(MemorySegment floats) {
        return out -> {
            long step = 1L << 20;
            for (long at = 0; at < floats.byteSize(); at += step) {
                MemorySegment piece = floats.asSlice(at, Math.min(step, floats.byteSize() - at));
                ByteBuffer buffer = ByteBuffer.wrap(piece.toArray(ValueLayout.JAVA_BYTE));
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        };
    }
}

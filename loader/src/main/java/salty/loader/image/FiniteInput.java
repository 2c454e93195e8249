package salty.loader.image;

import java.io.ByteArrayInputStream;

/**
 * Bytes that end for good. A codec may look a little beyond the end, for it fills its buffers ahead; one that takes
 * each end for a zero and reads on, as that of lossless WebP does, would build its tables from nothing for minutes.
 */
final class FiniteInput extends ByteArrayInputStream {

    private static final int ENDS_ALLOWED = 1000;

    private int ends;

    FiniteInput(byte[] data) {
        super(data);
    }

    @Override
    public synchronized int read(byte[] block, int offset, int length) {
        int count = super.read(block, offset, length);
        if (count < 0 && ++ends > ENDS_ALLOWED) {
            throw new IllegalStateException("ends too early");
        }
        return count;
    }
}

package salty.vision.fuzz;

import java.io.IOException;
import java.util.List;

/** Something that is fed mutated inputs, and what it promises of them. */
public interface MutationTarget {

    /** What logs and kept inputs call it. */
    String label();

    /** Well-formed inputs to start from. */
    List<byte[]> seeds() throws IOException;

    /**
     * Feeds an input.
     *
     * @return whether it was read, and not refused
     * @throws AssertionError if it is neither read nor refused as promised
     */
    boolean feed(byte[] data);
}

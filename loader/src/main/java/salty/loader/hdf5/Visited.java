package salty.loader.hdf5;

import java.util.HashSet;
import java.util.Set;

/** The nodes of one tree that were met: a tree has each once, one that meets a node again has no end. */
final class Visited {

    private static final int MAX_DEPTH = 64;

    private final Set<Long> addresses = new HashSet<>();

    /** Notes a node, {@code depth} steps below the root. */
    void add(long address, int depth) {
        if (!addresses.add(address) || depth > MAX_DEPTH) {
            throw new IllegalArgumentException(CIRCLE);
        }
    }

    /** What such a structure is called. */
    static final String CIRCLE = "its structure contains itself";
}

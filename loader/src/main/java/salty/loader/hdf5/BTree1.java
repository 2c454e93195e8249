package salty.loader.hdf5;

import java.util.function.BiConsumer;

/** A version 1 B-tree (HDF5 File Format Specification, III.A.1): keys around the addresses of what they belong to. */
final class BTree1 {

    /** Trees over the symbol nodes of a group. */
    static final int GROUP = 0;
    /** Trees over the chunks of a dataset. */
    static final int CHUNKS = 1;

    private final Hdf5Bytes file;
    private final int type;
    private final int keySize;
    private final BiConsumer<Cursor, Long> visitor;
    private final Visited visited = new Visited();

    private BTree1(Hdf5Bytes file, int type, int keySize, BiConsumer<Cursor, Long> visitor) {
        this.file = file;
        this.type = type;
        this.keySize = keySize;
        this.visitor = visitor;
    }

    /**
     * Visits what the leaves point to, in order.
     *
     * @param keySize bytes of a key
     * @param visitor is given the key before each address, and the address
     */
    static void forEach(Hdf5Bytes file, long root, int type, int keySize, BiConsumer<Cursor, Long> visitor) {
        new BTree1(file, type, keySize, visitor).visit(root, 0);
    }

    private void visit(long address, int depth) {
        visited.add(address, depth);
        Cursor node = file.at(address).signature("TREE");
        int found = node.u8();
        if (found != type) {
            throw new IllegalArgumentException("a B-tree is of type " + found + ", expected " + type);
        }
        int level = node.u8();
        int entries = node.u16();
        node.address();
        node.address();
        for (int i = 0; i < entries; i++) {
            Cursor key = node.part(keySize);
            long child = node.address();
            if (level == 0) {
                visitor.accept(key, child);
            } else {
                visit(child, depth + 1);
            }
        }
    }
}

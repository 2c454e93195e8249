package salty.loader.hdf5;

import java.util.function.Consumer;

/** A version 2 B-tree (HDF5 File Format Specification, III.A.2): records in leaves and in the nodes above them. */
final class BTree2 {

    /** Trees over the chunks of a dataset. */
    static final int CHUNKS = 10;
    /** The same where chunks went through filters. */
    static final int FILTERED_CHUNKS = 11;

    /** Signature, version, type and checksum of a node. */
    private static final int OVERHEAD = 10;

    private final Hdf5Bytes file;
    private final int type;
    private final int recordSize;
    private final Consumer<Cursor> visitor;
    private final Visited visited = new Visited();
    /** Bytes of the number of records in a node, and, by depth, of that of all records below. */
    private final int countSize;
    private final int[] totalSizes;

    private BTree2(Hdf5Bytes file, int type, int recordSize, int nodeSize, int depth, Consumer<Cursor> visitor) {
        this.file = file;
        this.type = type;
        this.recordSize = recordSize;
        this.visitor = visitor;
        if (recordSize < 1 || nodeSize < OVERHEAD + recordSize || depth > 32) {
            throw new IllegalArgumentException("a B-tree has records of " + recordSize + " bytes in nodes of "
                    + nodeSize + ", " + depth + " deep");
        }
        long most = (nodeSize - OVERHEAD) / recordSize;
        countSize = bytes(most);
        totalSizes = new int[depth + 1];
        long total = most;
        for (int d = 1; d <= depth; d++) {
            int pointer = file.superblock().addressSize() + countSize + totalSizes[d - 1];
            long own = Math.max(0, (nodeSize - OVERHEAD - pointer) / (recordSize + pointer));
            total = Math.addExact(Math.multiplyExact(own + 1, total), own);
            totalSizes[d] = bytes(total);
        }
    }

    /** Bytes that a number up to {@code limit} takes. */
    static int bytes(long limit) {
        return (63 - Long.numberOfLeadingZeros(Math.max(1, limit))) / 8 + 1;
    }

    /**
     * Visits all records, in order.
     *
     * @param header the address of the tree's header
     * @param type   what its records must be
     */
    static void forEach(Hdf5Bytes file, long header, int type, Consumer<Cursor> visitor) {
        Cursor in = file.at(header).signature("BTHD").version("B-tree", 0);
        checkType(in, type);
        long nodeSize = in.u32();
        int recordSize = in.u16();
        int depth = in.u16();
        in.skip(2);
        long root = in.address();
        int count = in.u16();
        in.length();
        in.checksum("B-tree");
        if (root != Cursor.UNDEFINED) {
            new BTree2(file, type, recordSize, Math.toIntExact(nodeSize), depth, visitor).visit(root, count, depth);
        }
    }

    private void visit(long address, long count, int depth) {
        visited.add(address, 0);
        Cursor node = file.at(address).signature(depth == 0 ? "BTLF" : "BTIN").version("B-tree's node", 0);
        checkType(node, type);
        Cursor records = node.part(Math.multiplyExact(count, (long) recordSize));
        if (depth == 0) {
            node.checksum("B-tree's leaf");
            while (records.remaining() > 0) {
                visitor.accept(records.part(recordSize));
            }
            return;
        }
        int totalSize = totalSizes[depth - 1];
        Cursor children = node.part(Math.multiplyExact(count + 1, (long) file.superblock().addressSize() + countSize
                + totalSize));
        node.checksum("B-tree's node");
        for (long i = 0; i <= count; i++) {
            long child = children.address();
            long own = children.number(countSize);
            children.skip(totalSize);
            visit(child, own, depth - 1);
            if (i < count) {
                visitor.accept(records.part(recordSize));
            }
        }
    }

    private static void checkType(Cursor in, int type) {
        int found = in.u8();
        if (found != type) {
            throw new IllegalArgumentException("a B-tree is of type " + found + ", expected " + type);
        }
    }
}

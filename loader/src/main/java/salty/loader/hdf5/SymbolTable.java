package salty.loader.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The children of a group in the old style: a local heap of their names, symbol nodes of up to {@code 2 LEAF_K}
 * children sorted by name, and a version 1 B-tree over the nodes (HDF5 File Format Specification, III.A.1, III.B,
 * III.D).
 */
final class SymbolTable {

    /** Half the children of a symbol node, half the sons of a tree node: the library's own defaults. */
    static final int LEAF_K = 4;
    static final int INTERNAL_K = 16;

    /**
     * Tree nodes stay half empty: jHDF 0.13 reads twice the entries that are used, beyond the end of a full last node.
     */
    private static final int SONS = INTERNAL_K;
    private static final int ENTRY_SIZE = 40;
    private static final int NODE_SIZE = 24 + (2 * INTERNAL_K + 1) * 8 + 2 * INTERNAL_K * 8;
    private static final long UNDEFINED = -1;
    private static final long NO_FREE_SPACE = 1;

    /** Where a group's object header, B-tree and local heap lie. */
    record Address(long header, long tree, long heap) {
    }

    /** A child: its name, the place of the name in the heap, its object header. */
    private record Entry(byte[] name, long nameOffset, long header) {
    }

    /** A symbol or tree node with the heap offset of the greatest name in it. */
    private record Node(long address, long lastName) {
    }

    private SymbolTable() {
    }

    /** Adds the structures for these children (name to object header); the group's own header is not among them. */
    static Address add(Blocks blocks, Map<String, Long> children) {
        List<byte[]> names = new ArrayList<>();
        children.keySet().forEach(name -> names.add(name.getBytes(StandardCharsets.UTF_8)));
        names.sort(Arrays::compareUnsigned);
        Bytes heap = new Bytes().u64(0);
        List<Entry> entries = new ArrayList<>();
        for (byte[] name : names) {
            entries.add(new Entry(name, heap.size(), children.get(new String(name, StandardCharsets.UTF_8))));
            heap.put(name).u8(0).pad8();
        }
        long heapData = blocks.structure(heap);
        long heapHeader = blocks.structure(new Bytes().u8('H', 'E', 'A', 'P', 0, 0, 0, 0)
                .u64(heap.size()).u64(NO_FREE_SPACE).u64(heapData));
        List<Node> level = symbolNodes(blocks, entries);
        int height = 0;
        do {
            level = treeLevel(blocks, level, height++);
        } while (level.size() > 1);
        return new Address(UNDEFINED, level.getFirst().address(), heapHeader);
    }

    private static List<Node> symbolNodes(Blocks blocks, List<Entry> entries) {
        List<Node> nodes = new ArrayList<>();
        for (List<Entry> group : groups(entries, 2 * LEAF_K)) {
            Bytes node = new Bytes().u8('S', 'N', 'O', 'D', 1, 0).u16(group.size());
            for (Entry entry : group) {
                node.u64(entry.nameOffset()).u64(entry.header()).u64(0).u64(0).u64(0);
            }
            long address = blocks.structure(node.fillTo(8 + 2 * LEAF_K * ENTRY_SIZE));
            nodes.add(new Node(address, group.getLast().nameOffset()));
        }
        return nodes;
    }

    /** One level of the tree: nodes of equal size one after another, so that each knows its neighbours' addresses. */
    private static List<Node> treeLevel(Blocks blocks, List<Node> sons, int height) {
        List<List<Node>> groups = sons.isEmpty() ? List.of(List.of()) : groups(sons, SONS);
        long first = blocks.next();
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Node> group = groups.get(i);
            Bytes node = new Bytes().u8('T', 'R', 'E', 'E', 0, height).u16(group.size())
                    .u64(i == 0 ? UNDEFINED : first + (long) (i - 1) * NODE_SIZE)
                    .u64(i == groups.size() - 1 ? UNDEFINED : first + (long) (i + 1) * NODE_SIZE)
                    .u64(i == 0 ? 0 : groups.get(i - 1).getLast().lastName());
            for (Node son : group) {
                node.u64(son.address()).u64(son.lastName());
            }
            long address = blocks.structure(node.fillTo(NODE_SIZE));
            nodes.add(new Node(address, group.isEmpty() ? 0 : group.getLast().lastName()));
        }
        return nodes;
    }

    private static <T> List<List<T>> groups(List<T> items, int size) {
        List<List<T>> groups = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            groups.add(items.subList(from, Math.min(items.size(), from + size)));
        }
        return groups;
    }
}

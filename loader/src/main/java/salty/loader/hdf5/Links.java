package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a group holds, by name: links in its header, or in a fractal heap where they are many (HDF5 File Format
 * Specification, IV.A.2.c and IV.A.2.g), or the symbol table of old files (III.C).
 */
final class Links {

    /** In place of an address: a soft or external link, which is never followed. */
    static final long ELSEWHERE = -2;

    private static final int NAME_INDEX = 5;
    private static final int HARD = 0;
    private static final int SOFT_ENTRY = 2;

    private final Hdf5Bytes file;
    private final SequencedMap<String, Long> addresses = new LinkedHashMap<>();

    private Links(Hdf5Bytes file) {
        this.file = file;
    }

    /** The addresses of the object headers of a group's children; {@link #ELSEWHERE} for links to other places. */
    static SequencedMap<String, Long> of(Hdf5Bytes file, ObjectHeader group) {
        Links links = new Links(file);
        group.all(ObjectHeader.LINK).forEach(message -> links.link(message.body()));
        group.find(ObjectHeader.LINK_INFO).ifPresent(message -> links.dense(group.fields(message)));
        group.find(ObjectHeader.SYMBOL_TABLE).ifPresent(message -> links.symbolTable(group.fields(message)));
        return links.addresses;
    }

    private void dense(Cursor info) {
        info.version("link info message", 0);
        info.skip((info.u8() & 1) != 0 ? 8 : 0);
        long heap = info.address();
        long index = info.address();
        if (heap == Cursor.UNDEFINED) {
            return;
        }
        FractalHeap objects = new FractalHeap(file, heap);
        BTree2.forEach(file, index, NAME_INDEX, record ->
                link(objects.object(record.skip(4).part(objects.idSize()))));
    }

    private void link(MemorySegment message) {
        Cursor in = file.fields(message).version("link message", 1);
        int flags = in.u8();
        int type = (flags & 8) != 0 ? in.u8() : HARD;
        in.skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        String name = in.text(in.number(1 << (flags & 3)));
        put(name, type == HARD ? in.address() : ELSEWHERE);
    }

    private void symbolTable(Cursor table) {
        long tree = table.address();
        Cursor heap = file.at(table.address()).signature("HEAP").version("local heap", 0).skip(3);
        long size = heap.length();
        heap.length();
        MemorySegment names = file.slice(heap.address(), size);
        BTree1.forEach(file, tree, BTree1.GROUP, file.superblock().lengthSize(), (key, node) -> symbols(node, names));
    }

    private void symbols(long address, MemorySegment names) {
        Cursor node = file.at(address).signature("SNOD").version("symbol node", 1).skip(1);
        int count = node.u16();
        for (int i = 0; i < count; i++) {
            Cursor name = file.fields(names).skip(node.address());
            long header = node.address();
            boolean soft = node.u32() == SOFT_ENTRY;
            node.skip(20);
            put(name.text(name.remaining()), soft ? ELSEWHERE : header);
        }
    }

    private void put(String name, long address) {
        if (addresses.put(name, address) != null) {
            throw new IllegalArgumentException("a group names '" + name + "' twice");
        }
    }
}

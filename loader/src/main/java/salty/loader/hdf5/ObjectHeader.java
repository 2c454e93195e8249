package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a file says of one object, as messages (HDF5 File Format Specification, IV.A), of both versions. */
final class ObjectHeader {

    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int OLD_FILL_VALUE = 0x04;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int ATTRIBUTE_INFO = 0x15;
    static final int SYMBOL_TABLE = 0x11;

    private static final int CONTINUATION = 0x10;
    private static final int SHARED = 2;
    private static final int TIMES = 0x20;
    private static final int ATTRIBUTE_LIMITS = 0x10;
    private static final int CREATION_ORDER = 4;
    private static final int MAX_MESSAGES = 1 << 20;

    /**
     * A message.
     *
     * @param type what it is about
     * @param flags whether it is shared, and more
     * @param body  its bytes
     */
    record Message(int type, int flags, MemorySegment body) {

        /** Whether the body only says where the message really is. */
        boolean shared() {
            return (flags & SHARED) != 0;
        }
    }

    private final Hdf5Bytes file;
    private final List<Message> messages = new ArrayList<>();
    private final Deque<Cursor> blocks = new ArrayDeque<>();
    private final Set<Long> begun = new HashSet<>();

    private ObjectHeader(Hdf5Bytes file) {
        this.file = file;
    }

    /** Reads the header at an address, with all its continuations; one that continues in itself ends there. */
    static ObjectHeader read(Hdf5Bytes file, long address) {
        ObjectHeader header = new ObjectHeader(file);
        if (file.at(address).u8() == 'O') {
            header.version2(address);
        } else {
            header.version1(address);
        }
        return header;
    }

    /** The message of a type that a header has at most once. */
    Optional<Message> find(int type) {
        return messages.stream().filter(message -> message.type == type).findFirst();
    }

    List<Message> all(int type) {
        return messages.stream().filter(message -> message.type == type).toList();
    }

    /** The fields of a message. */
    Cursor fields(Message message) {
        return file.fields(message.body);
    }

    boolean isGroup() {
        return find(SYMBOL_TABLE).isPresent() || find(LINK_INFO).isPresent() || find(LINK).isPresent();
    }

    boolean isDataset() {
        return find(LAYOUT).isPresent();
    }

    private void version1(long address) {
        Cursor in = file.at(address).version("object header", 1).skip(1);
        int count = in.u16();
        long size = in.skip(4).u32();
        blocks.add(in.skip(4).part(size));
        while (!blocks.isEmpty() && messages.size() < count) {
            Cursor block = blocks.removeFirst();
            while (block.remaining() >= 8 && messages.size() < count) {
                int type = block.u16();
                int length = block.u16();
                add(type, block.u8(), block.skip(3).segment(length), 0);
            }
        }
    }

    private void version2(long address) {
        Cursor in = file.at(address).signature("OHDR").version("object header", 2);
        int flags = in.u8();
        in.skip(((flags & TIMES) != 0 ? 16 : 0) + ((flags & ATTRIBUTE_LIMITS) != 0 ? 4 : 0));
        long size = in.number(1 << (flags & 3));
        blocks.add(in.part(size));
        in.checksum("object header");
        while (!blocks.isEmpty()) {
            Cursor block = blocks.removeFirst();
            int prefix = (flags & CREATION_ORDER) != 0 ? 6 : 4;
            while (block.remaining() >= prefix) {
                int type = block.u8();
                int length = block.u16();
                int messageFlags = block.u8();
                add(type, messageFlags, block.skip(prefix - 4).segment(length), 2);
            }
        }
    }

    private void add(int type, int flags, MemorySegment body, int version) {
        messages.add(new Message(type, flags, body));
        if (messages.size() > MAX_MESSAGES) {
            throw new IllegalArgumentException("an object header has more than " + MAX_MESSAGES + " messages");
        }
        if (type == CONTINUATION) {
            Cursor to = file.fields(body);
            long address = to.address();
            long size = to.length();
            if (!begun.add(address)) {
                return;
            }
            if (version == 2) {
                Cursor block = file.at(address).signature("OCHK");
                blocks.add(block.part(size - 8));
                block.checksum("continuation of an object header");
            } else {
                blocks.add(file.at(address).part(size));
            }
        }
    }
}

package salty.loader.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A version 1 object header: messages one after another in one piece (HDF5 File Format Specification, IV.A.1.a). */
final class ObjectHeader1 {

    private static final int DATASPACE = 0x01;
    private static final int DATATYPE = 0x03;
    private static final int FILL_VALUE = 0x05;
    private static final int LAYOUT = 0x08;
    private static final int ATTRIBUTE = 0x0c;
    private static final int SYMBOL_TABLE = 0x11;
    private static final int MAX_MESSAGE = 0xfff8;

    private record Message(int type, byte[] body) {
    }

    private final List<Message> messages = new ArrayList<>();

    /** The header of a group with these children. */
    static ObjectHeader1 group(SymbolTable.Address table) {
        return new ObjectHeader1().message(SYMBOL_TABLE, new Bytes().u64(table.tree()).u64(table.heap()));
    }

    /** The header of a contiguous float32 dataset. */
    static ObjectHeader1 dataset(long[] shape, long address, long size) {
        return new ObjectHeader1()
                .message(DATASPACE, Encoding.dataspace(shape))
                .message(DATATYPE, Encoding.float32())
                .message(FILL_VALUE, new Bytes().u8(2, 2, 2, 0))   // version 2, late space, written if set, none
                .message(LAYOUT, new Bytes().u8(3, 1).u64(address).u64(size));
    }

    /** Adds attributes; long strings go to global heaps of their own in {@code blocks}. */
    ObjectHeader1 attributes(Blocks blocks, Map<String, AttributeValue> attributes) {
        attributes.forEach((name, value) -> {
            switch (value) {
                case AttributeValue.Text(String text) -> attribute(name, Encoding.variableText(),
                        Encoding.dataspace(new long[0]), GlobalHeap.reference(blocks, text));
                case AttributeValue.FixedTexts texts when texts.values().isEmpty() ->
                        attribute(name, Encoding.float64(), Encoding.dataspace(new long[] {0}), new byte[0]);
                case AttributeValue.FixedTexts texts -> attribute(name, Encoding.fixedText(texts.width()),
                        Encoding.dataspace(new long[] {texts.values().size()}), padded(texts));
            }
        });
        return this;
    }

    /** Adds the header and returns its address. */
    long add(Blocks blocks) {
        Bytes body = new Bytes();
        for (Message message : messages) {
            body.u16(message.type()).u16(message.body().length).u32(0).put(message.body());
        }
        return blocks.structure(new Bytes().u8(1, 0).u16(messages.size()).u32(1).u32(body.size()).u32(0)
                .put(body.toArray()));
    }

    /** An attribute message of version 1: every part padded to eight bytes, its size given without the padding. */
    private void attribute(String name, Bytes type, Bytes space, byte[] data) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        message(ATTRIBUTE, new Bytes().u8(1, 0).u16(utf8.length + 1).u16(type.size()).u16(space.size())
                .put(utf8).u8(0).pad8().put(type.pad8().toArray()).put(space.pad8().toArray()).put(data));
    }

    private ObjectHeader1 message(int type, Bytes body) {
        byte[] padded = body.pad8().toArray();
        if (padded.length > MAX_MESSAGE) {
            throw new IllegalArgumentException("an HDF5 header message of " + padded.length + " bytes is above 65,528");
        }
        messages.add(new Message(type, padded));
        return this;
    }

    private static byte[] padded(AttributeValue.FixedTexts texts) {
        Bytes bytes = new Bytes();
        int size = 0;
        for (String text : texts.values()) {
            size += texts.width();
            bytes.put(text.getBytes(StandardCharsets.UTF_8)).fillTo(size);
        }
        return bytes.toArray();
    }
}

package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import salty.loader.file.ModelFormatException;

/** The attributes of an object: in its header, or in a fractal heap where they are many or large. */
final class Attributes {

    private static final int NAME_INDEX = 8;
    /** Strings of one attribute; Keras models have some thousands of weights. */
    private static final long MAX_STRINGS = 1_000_000;
    /** Bytes of one attribute, where they are stored in place. */
    private static final long MAX_BYTES = 64L << 20;

    private final Hdf5Bytes file;
    private final SequencedMap<String, Attribute> byName = new LinkedHashMap<>();

    /** An attribute whose values were not looked at yet. */
    private record Attribute(Datatype type, Dataspace space, MemorySegment data) {
    }

    private Attributes(Hdf5Bytes file) {
        this.file = file;
    }

    static Attributes of(Hdf5Bytes file, ObjectHeader object) {
        Attributes attributes = new Attributes(file);
        object.all(ObjectHeader.ATTRIBUTE).stream().filter(message -> !message.shared())
                .forEach(message -> attributes.add(message.body()));
        object.find(ObjectHeader.ATTRIBUTE_INFO).ifPresent(message -> attributes.dense(object.fields(message)));
        return attributes;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    private void dense(Cursor info) {
        info.version("attribute info message", 0);
        info.skip((info.u8() & 1) != 0 ? 2 : 0);
        long heap = info.address();
        long index = info.address();
        if (heap == Cursor.UNDEFINED) {
            return;
        }
        FractalHeap objects = new FractalHeap(file, heap);
        BTree2.forEach(file, index, NAME_INDEX, record -> add(objects.object(record.part(objects.idSize()))));
    }

    private void add(MemorySegment message) {
        Cursor in = file.fields(message);
        int version = in.u8();
        if (version < 1 || version > 3) {
            throw new UnsupportedOperationException("an attribute has version " + version);
        }
        int flags = in.u8();
        int nameSize = in.u16();
        int typeSize = in.u16();
        int spaceSize = in.u16();
        in.skip(version == 3 ? 1 : 0);
        boolean padded = version == 1;
        String name = in.text(nameSize);
        in.pad8(padded ? nameSize : 0);
        Cursor type = in.part(typeSize);
        in.pad8(padded ? typeSize : 0);
        Cursor space = in.part(spaceSize);
        in.pad8(padded ? spaceSize : 0);
        boolean shared = version > 1 && flags != 0;
        Attribute attribute = new Attribute(shared ? new Datatype.Other(0, "committed") : Datatype.read(type),
                shared ? null : Dataspace.read(space), in.segment(in.remaining()));
        if (byName.put(name, attribute) != null) {
            throw new IllegalArgumentException("two attributes have the name '" + name + "'");
        }
    }

    /**
     * The strings that an attribute holds. Keras writes the names of a layer without weights as an empty array of
     * float64, which are none.
     *
     * @param place what error messages call it
     */
    List<String> strings(String name, String place) {
        Attribute attribute = byName.get(name);
        long count = attribute.space == null ? 1 : attribute.space.count();
        if (count == 0) {
            return List.of();
        }
        if (count > MAX_STRINGS || count * Math.max(1, attribute.type.size()) > MAX_BYTES) {
            throw new ModelFormatException(file.name(), place, "declares " + count + " elements of "
                    + attribute.type.size() + " bytes: too many");
        }
        Cursor in = file.fields(attribute.data);
        List<String> strings = new ArrayList<>();
        Map<Long, HeapCollection> heaps = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            strings.add(switch (attribute.type) {
                case Datatype.FixedText fixed -> fixed.spaces() ? in.text(fixed.size()).stripTrailing()
                        : in.text(fixed.size());
                case Datatype.VariableText _ -> {
                    long size = in.u32();
                    long heap = in.address();
                    int index = (int) in.u32();
                    yield size == 0 ? "" : file.fields(heaps.computeIfAbsent(heap, at -> new HeapCollection(file, at))
                            .object(index)).text(size);
                }
                case Datatype.Numbers numbers -> throw noText(place, numbers.type().isInteger() ? "integers" : "floats");
                case Datatype.OddNumbers _ -> throw noText(place, "numbers");
                case Datatype.Other other -> throw noText(place, "values of type " + other.name());
            });
        }
        return strings;
    }

    private ModelFormatException noText(String place, String what) {
        return new ModelFormatException(file.name(), place, "holds no strings but " + what);
    }
}

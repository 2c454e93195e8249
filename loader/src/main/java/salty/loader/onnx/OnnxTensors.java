package salty.loader.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.graph.Known;
import salty.loader.graph.Value;

/**
 * Tensors of an ONNX file ({@code onnx.proto}, message TensorProto): raw bytes, typed fields, or a part of a file
 * beside the model. Floats stay where they are in the mapped file.
 */
final class OnnxTensors {

    private static final int MAX_RANK = 16;
    private static final int EXTERNAL = 1;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** TensorProto.DataType, as far as it holds numbers of whole bytes. */
    private enum Stored {
        FLOAT(1, 4, Known.Type.REAL), UINT8(2, 1, Known.Type.WHOLE), INT8(3, 1, Known.Type.WHOLE),
        UINT16(4, 2, Known.Type.WHOLE), INT16(5, 2, Known.Type.WHOLE), INT32(6, 4, Known.Type.WHOLE),
        INT64(7, 8, Known.Type.WHOLE), BOOL(9, 1, Known.Type.TRUTH), FLOAT16(10, 2, Known.Type.REAL),
        DOUBLE(11, 8, Known.Type.REAL), UINT32(12, 4, Known.Type.WHOLE), UINT64(13, 8, Known.Type.WHOLE),
        BFLOAT16(16, 2, Known.Type.REAL);

        private final int number;
        private final int size;
        private final Known.Type type;

        Stored(int number, int size, Known.Type type) {
            this.number = number;
            this.size = size;
            this.type = type;
        }
    }

    private final String file;
    private final Path folder;
    private final Map<Path, MemorySegment> beside = new HashMap<>();

    /** @param folder the model's, the only one that external data may lie in */
    OnnxTensors(String file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /** What a TensorProto says, before it is a tensor. */
    private static final class Fields {
        private final LongStream.Builder dims = LongStream.builder();
        private int type;
        private String name = "";
        private MemorySegment raw;
        private MemorySegment floats = MemorySegment.NULL;
        private MemorySegment doubles = MemorySegment.NULL;
        private final LongStream.Builder numbers = LongStream.builder();
        private boolean external;
        private final Map<String, String> location = new HashMap<>();
    }

    /** A tensor and its name. */
    record Named(String name, Known tensor) {
    }

    /** Reads a TensorProto. */
    Named read(ProtobufReader tensor) {
        Fields fields = new Fields();
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.numbers(fields.dims::add);
                case 2 -> fields.type = tensor.integer();
                case 4 -> fields.floats = joined(fields.floats, tensor.fixed(Float.BYTES));
                case 5, 7, 11 -> tensor.numbers(fields.numbers::add);
                case 8 -> fields.name = tensor.text();
                case 9 -> fields.raw = tensor.bytes();
                case 10 -> fields.doubles = joined(fields.doubles, tensor.fixed(Double.BYTES));
                case 13 -> entry(tensor.message("external_data"), fields.location);
                case 14 -> fields.external = tensor.integer() == EXTERNAL;
                default -> { }
            }
        }
        String place = "tensor " + fields.name;
        try {
            return new Named(fields.name, known(fields, place));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(file, place, e.getMessage(), e);
        }
    }

    /** Reads a StringStringEntryProto into a map. */
    static void entry(ProtobufReader entry, Map<String, String> map) {
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.text();
                case 2 -> value = entry.text();
                default -> { }
            }
        }
        map.put(key, value);
    }

    /** Parts that came one after another; mostly there is but one. */
    private static MemorySegment joined(MemorySegment a, MemorySegment b) {
        if (a.byteSize() == 0) {
            return b;
        }
        byte[] both = Arrays.copyOf(a.toArray(ValueLayout.JAVA_BYTE), Math.toIntExact(a.byteSize() + b.byteSize()));
        MemorySegment.copy(b, ValueLayout.JAVA_BYTE, 0, both, (int) a.byteSize(), (int) b.byteSize());
        return MemorySegment.ofArray(both);
    }

    private Known known(Fields fields, String place) {
        Stored stored = Arrays.stream(Stored.values()).filter(s -> s.number == fields.type).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is of the data type " + fields.type + ", which is not supported"));
        int[] dims = dims(fields.dims.build().toArray());
        long size = Arrays.stream(dims).asLongStream().reduce(1, Math::multiplyExact);
        MemorySegment raw = fields.external ? external(fields.location, Math.multiplyExact(size, stored.size), place)
                : fields.raw;
        if (raw != null) {
            return ofRaw(stored, dims, size, raw);
        }
        if (stored == Stored.FLOAT) {
            return Known.reals(dims, fields.floats);
        }
        if (stored == Stored.DOUBLE) {
            require(size, fields.doubles.byteSize() / Double.BYTES, dims);
            float[] values = new float[(int) size];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ProtobufReader.real64(fields.doubles, i);
            }
            return Known.reals(dims, values);
        }
        long[] numbers = fields.numbers.build().toArray();
        require(size, numbers.length, dims);
        return switch (stored) {
            case FLOAT16, BFLOAT16 -> {
                float[] values = new float[numbers.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = half(stored, (short) numbers[i]);
                }
                yield Known.reals(dims, values);
            }
            case BOOL -> Known.truths(dims, numbers);
            default -> bounded(stored, Known.wholes(dims, numbers));
        };
    }

    private static int[] dims(long[] dims) {
        if (dims.length > MAX_RANK) {
            throw new IllegalArgumentException("has " + dims.length + " axes, the limit is " + MAX_RANK);
        }
        int[] extents = new int[dims.length];
        for (int i = 0; i < extents.length; i++) {
            if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("has an extent of " + dims[i]);
            }
            extents[i] = (int) dims[i];
        }
        return extents;
    }

    private static void require(long wanted, long there, int[] dims) {
        if (wanted != there) {
            throw new IllegalArgumentException("has " + there + " numbers, its shape " + Value.text(dims) + " needs "
                    + wanted);
        }
    }

    private static Known ofRaw(Stored stored, int[] dims, long size, MemorySegment raw) {
        if (raw.byteSize() != Math.multiplyExact(size, stored.size)) {
            throw new IllegalArgumentException("has " + raw.byteSize() + " bytes, its shape " + Value.text(dims)
                    + " of " + stored + " needs " + size * stored.size);
        }
        if (stored == Stored.FLOAT) {
            return Known.reals(dims, raw);
        }
        if (stored.type == Known.Type.REAL) {
            float[] values = new float[Math.toIntExact(size)];
            for (int i = 0; i < values.length; i++) {
                values[i] = stored == Stored.DOUBLE ? (float) ProtobufReader.real64(raw, i)
                        : half(stored, raw.get(SHORT, 2L * i));
            }
            return Known.reals(dims, values);
        }
        long[] values = new long[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (stored) {
                case UINT8, BOOL -> Byte.toUnsignedLong(raw.get(ValueLayout.JAVA_BYTE, i));
                case INT8 -> raw.get(ValueLayout.JAVA_BYTE, i);
                case UINT16 -> Short.toUnsignedLong(raw.get(SHORT, 2L * i));
                case INT16 -> raw.get(SHORT, 2L * i);
                case INT32 -> raw.get(INT, 4L * i);
                case UINT32 -> Integer.toUnsignedLong(raw.get(INT, 4L * i));
                default -> raw.get(LONG, 8L * i);
            };
        }
        return stored.type == Known.Type.TRUTH ? Known.truths(dims, values)
                : bounded(stored, Known.wholes(dims, values));
    }

    /** With the range of its type, which quantisation cuts to. */
    private static Known bounded(Stored stored, Known tensor) {
        int bits = 8 * stored.size;
        return switch (stored) {
            case UINT8, UINT16 -> tensor.within(0, (1L << bits) - 1);
            case INT8, INT16 -> tensor.within(-(1L << bits - 1), (1L << bits - 1) - 1);
            default -> tensor;
        };
    }

    private static float half(Stored stored, short bits) {
        return stored == Stored.FLOAT16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
    }

    /** A part of a file in the model's own folder; links out of it are not followed. */
    private MemorySegment external(Map<String, String> entry, long expected, String place) {
        String location = entry.getOrDefault("location", "");
        MemorySegment all = beside.computeIfAbsent(besidePath(location, place), ModelBytes::map);
        long offset = number(entry.getOrDefault("offset", "0"), place);
        long length = entry.containsKey("length") ? number(entry.get("length"), place) : expected;
        if (offset > all.byteSize() || length > all.byteSize() - offset) {
            throw new ModelFormatException(file, place, "is said to be the " + length + " bytes from " + offset + " of "
                    + location + ", which has " + all.byteSize());
        }
        return all.asSlice(offset, length);
    }

    private Path besidePath(String location, String place) {
        try {
            Path path = folder.resolve(location).normalize();
            boolean inside = !location.isEmpty() && location.indexOf('\\') < 0 && !Path.of(location).isAbsolute()
                    && path.startsWith(folder) && !path.equals(folder);
            if (!inside) {
                throw new ModelFormatException(file, place, "names a file outside the model's folder: " + location);
            }
            if (path.toFile().exists() && !path.toRealPath().startsWith(folder.toRealPath())) {
                throw new ModelFormatException(file, place, "names a link out of the model's folder: " + location);
            }
            return path;
        } catch (InvalidPathException | IOException e) {
            throw new ModelFormatException(file, place, "names a file that cannot be: " + location, e);
        }
    }

    private long number(String text, String place) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as what is negative.
        }
        throw new ModelFormatException(file, place, "has external data at '" + text + "', expected a number of bytes");
    }
}

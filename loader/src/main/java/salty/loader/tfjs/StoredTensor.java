package salty.loader.tfjs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.databind.JsonNode;
import salty.loader.file.ModelFormatException;

/**
 * How a weight is stored in the shards.
 *
 * @param name    {@code layer/kernel}
 * @param shape   its dimensions
 * @param storage the numbers in the shards
 * @param scale   what a quantised number is multiplied by
 * @param min     what is then added
 */
record StoredTensor(String name, int[] shape, Storage storage, double scale, double min) {

    private static final int MAX_RANK = 8;

    enum Storage {
        FLOAT32(4), INT32(4), BOOL(1), FLOAT16(2), UINT8(1), UINT16(2);

        private final int size;

        Storage(int size) {
            this.size = size;
        }

        int size() {
            return size;
        }
    }

    static StoredTensor of(String file, JsonNode entry) {
        String name = entry.path("name").asString("");
        JsonNode dims = entry.path("shape");
        if (name.isEmpty() || !dims.isArray() || dims.size() > MAX_RANK) {
            throw new ModelFormatException(file, "weightsManifest", "has a weight without name or shape");
        }
        int[] shape = new int[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            if (!dims.get(i).isInt() || dims.get(i).intValue() < 0) {
                throw new ModelFormatException(file, name, "has the shape " + dims);
            }
            shape[i] = dims.get(i).intValue();
        }
        JsonNode quantization = entry.path("quantization");
        String stored = quantization.path("dtype").asString(entry.path("dtype").asString("float32"));
        Storage storage = switch (stored) {
            case "float32" -> Storage.FLOAT32;
            case "int32" -> Storage.INT32;
            case "bool" -> Storage.BOOL;
            case "float16" -> Storage.FLOAT16;
            case "uint8" -> Storage.UINT8;
            case "uint16" -> Storage.UINT16;
            default -> throw new ModelFormatException(file, name, "is of type " + stored + ", which is not supported");
        };
        return new StoredTensor(name, shape, storage, quantization.path("scale").asDouble(1),
                quantization.path("min").asDouble(0));
    }

    /** Its size in the shards. */
    long bytes() {
        long bytes = storage.size();
        for (int dim : shape) {
            bytes = Math.multiplyExact(bytes, dim);
        }
        return bytes;
    }

    /** Its values as little-endian float32; {@code q * scale + min} where they are quantised. */
    MemorySegment floats(MemorySegment raw) {
        if (storage == Storage.FLOAT32) {
            return raw.asReadOnly();
        }
        ByteBuffer stored = raw.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        byte[] values = new byte[Math.multiplyExact(Float.BYTES, stored.remaining() / storage.size())];
        MemorySegment floats = MemorySegment.ofArray(values);
        ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; stored.hasRemaining(); i++) {
            floats.set(layout, 4L * i, switch (storage) {
                case FLOAT32 -> stored.getFloat();
                case INT32 -> stored.getInt();
                case BOOL -> stored.get();
                case FLOAT16 -> Float.float16ToFloat(stored.getShort());
                case UINT8 -> (float) (Byte.toUnsignedInt(stored.get()) * scale + min);
                case UINT16 -> (float) (Short.toUnsignedInt(stored.getShort()) * scale + min);
            });
        }
        return floats.asReadOnly();
    }
}

package salty.loader.tfjs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import salty.engine.graph.Tensor;
import tools.jackson.databind.node.ObjectNode;

/** How weights are made smaller, as {@code tfjs-converter} does ({@code quantization.py}). */
public enum Quantization {
    /** Not at all. */
    NONE(4),
    /** Half precision. */
    FLOAT16(2),
    /** 256 steps between a weight's least and greatest value. */
    UINT8(1),
    /** 65,536 steps between a weight's least and greatest value. */
    UINT16(2);

    private final int size;

    Quantization(int size) {
        this.size = size;
    }

    /** Bytes of one value. */
    int size() {
        return size;
    }

    /** The values as they are stored; what a reader needs to know is added to the weight's entry in the manifest. */
    ByteBuffer encode(MemorySegment floats, ObjectNode entry) {
        int count = Math.toIntExact(floats.byteSize() / Float.BYTES);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(size, count)).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case NONE -> bytes.put(floats.toArray(ValueLayout.JAVA_BYTE));
            case FLOAT16 -> {
                entry.putObject("quantization").put("dtype", "float16").put("original_dtype", "float32");
                for (int i = 0; i < count; i++) {
                    bytes.putShort(Float.floatToFloat16(floats.get(Tensor.FLOAT, 4L * i)));
                }
            }
            case UINT8, UINT16 -> affine(floats, count, entry, bytes);
        }
        return bytes.flip();
    }

    /** {@code value = q * scale + min}; where zero lies in the range it is made representable exactly. */
    private void affine(MemorySegment floats, int count, ObjectNode entry, ByteBuffer bytes) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float value = floats.get(Tensor.FLOAT, 4L * i);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        int steps = this == UINT8 ? 0xff : 0xffff;
        double scale = max > min ? (max - min) / steps : 1;
        if (min <= 0 && max >= 0 && max > min) {
            min = -Math.rint(-min / scale) * scale;
        }
        entry.putObject("quantization").put("dtype", this == UINT8 ? "uint8" : "uint16").put("min", min)
                .put("scale", scale).put("original_dtype", "float32");
        for (int i = 0; i < count; i++) {
            long q = Math.clamp(Math.round((floats.get(Tensor.FLOAT, 4L * i) - min) / scale), 0, steps);
            if (this == UINT8) {
                bytes.put((byte) q);
            } else {
                bytes.putShort((short) q);
            }
        }
    }
}

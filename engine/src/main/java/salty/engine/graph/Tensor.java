package salty.engine.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Constant data: a shape and its float32 values, little-endian and row-major. The segment may be a slice of a mapped
 * file, so a half-gigabyte weights file needs no second copy; hot loops copy what they pack into a {@code float[]}.
 * Equal only to itself: comparing half a gigabyte is nobody's wish.
 *
 * @param shape the extents
 * @param data  {@code 4 * shape.size()} bytes, never written
 */
public record Tensor(Shape shape, MemorySegment data) {
    /** How every value is stored; a file's data need not be aligned. */
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Tensor {
        if (data.byteSize() != 4 * shape.size()) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " needs " + 4 * shape.size()
                    + " bytes, got " + data.byteSize());
        }
        data = data.asReadOnly();
    }

    /** Wraps an array, which must not be written afterwards. */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, MemorySegment.ofArray(values));
    }

    /** The value at a row-major index. */
    public float get(long index) {
        return data.get(FLOAT, 4 * index);
    }

    /** A fresh array of all values. */
    public float[] toArray() {
        float[] values = new float[shape.intSize()];
        MemorySegment.copy(data, FLOAT, 0, values, 0, values.length);
        return values;
    }

    /** The same data under another shape of the same size. */
    public Tensor reshape(Shape other) {
        return new Tensor(other, data);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Tensor" + shape;
    }
}

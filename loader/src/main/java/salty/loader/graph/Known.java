package salty.loader.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Constant;

/**
 * A tensor that is known when the graph is built: a weight, or the result of arithmetic on shapes. Extents may be 0.
 * Real numbers are float32 and may lie in a mapped file; whole numbers and truth values are int64. A tensor of one
 * number repeated takes the place of that number until someone needs it whole.
 */
public final class Known implements Value {

    /** What kind of numbers they are. */
    public enum Type { REAL, WHOLE, TRUTH }

    /** Elements of a tensor that is computed here; what asks for more is a mistake or an attack. */
    static final long MAX_COMPUTED = 1L << 28;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int[] dims;
    private final Type type;
    private final MemorySegment data;
    private final boolean repeated;
    private long low = Long.MIN_VALUE;
    private long high = Long.MAX_VALUE;
    private Node node;

    private Known(int[] dims, Type type, MemorySegment data, boolean repeated) {
        this.dims = dims;
        this.type = type;
        this.data = data;
        this.repeated = repeated;
        long size = size();
        if (data.byteSize() != (repeated ? 1 : size) * width(type)) {
            throw new IllegalArgumentException("has " + data.byteSize() / width(type) + " numbers, its shape "
                    + Value.text(dims) + " needs " + size);
        }
    }

    /** Real numbers, {@code 4 * size} bytes of little-endian float32. */
    public static Known reals(int[] dims, MemorySegment data) {
        return new Known(dims.clone(), Type.REAL, data, false);
    }

    /** Real numbers in row-major order. */
    public static Known reals(int[] dims, float... values) {
        return reals(dims, MemorySegment.ofArray(values));
    }

    /** Whole numbers in row-major order. */
    public static Known wholes(int[] dims, long... values) {
        return new Known(dims.clone(), Type.WHOLE, MemorySegment.ofArray(values), false);
    }

    /** A vector of whole numbers. */
    public static Known vector(long... values) {
        return wholes(new int[] {values.length}, values);
    }

    /** Truth values in row-major order: 1 and 0. */
    public static Known truths(int[] dims, long... values) {
        return new Known(dims.clone(), Type.TRUTH, MemorySegment.ofArray(values), false);
    }

    /** The first of {@code value}'s numbers, repeated. */
    public static Known filled(int[] dims, Known value) {
        return new Known(dims.clone(), value.type, value.data.asSlice(0, width(value.type)), true);
    }

    /** The same whole numbers, of a type that holds those from {@code least} to {@code greatest}. */
    public Known within(long least, long greatest) {
        Known same = new Known(dims, type, data, repeated);
        same.low = least;
        same.high = greatest;
        return same;
    }

    /** The least number of the type that it was stored as. */
    public long low() {
        return low;
    }

    /** The greatest number of the type that it was stored as. */
    public long high() {
        return high;
    }

    private static int width(Type type) {
        return type == Type.REAL ? Float.BYTES : Long.BYTES;
    }

    @Override
    public int[] dims() {
        return dims.clone();
    }

    /** The kind of its numbers. */
    public Type type() {
        return type;
    }

    /** An element by its row-major index. */
    public double real(long index) {
        long at = repeated ? 0 : index;
        return type == Type.REAL ? data.get(Tensor.FLOAT, 4 * at) : data.get(LONG, 8 * at);
    }

    /** An element by its row-major index; real numbers are cut towards zero. */
    public long whole(long index) {
        return type == Type.REAL ? (long) real(index) : data.get(LONG, repeated ? 0 : 8 * index);
    }

    /** All elements as whole numbers: axes, extents, bounds. */
    public long[] wholes() {
        return IntStream.range(0, count()).mapToLong(this::whole).toArray();
    }

    /** All elements as real numbers. */
    public double[] reals() {
        return IntStream.range(0, count()).mapToDouble(this::real).toArray();
    }

    /** The number of elements as an array length. */
    private int count() {
        if (size() > MAX_COMPUTED) {
            throw new IllegalArgumentException("a tensor " + Value.text(dims) + " is above the limit of " + MAX_COMPUTED
                    + " elements");
        }
        return (int) size();
    }

    /** Whether one number takes the place of all. */
    boolean isRepeated() {
        return repeated;
    }

    /** Whether all its elements are one number for certain: it has one, or repeats one. */
    public boolean isUniform() {
        return repeated || size() == 1;
    }

    /** The values as the engine holds them. */
    public Tensor tensor() {
        MemorySegment floats = repeated || type != Type.REAL ? converted() : data;
        return new Tensor(Shape.of(dims), floats);
    }

    private MemorySegment converted() {
        int count = count();
        MemorySegment floats = Arena.ofAuto().allocate(4L * count, Float.BYTES);
        for (int i = 0; i < count; i++) {
            floats.setAtIndex(Tensor.FLOAT, i, (float) real(i));
        }
        return floats;
    }

    /** The constant that it is in the engine's graph. */
    public Node node() {
        if (node == null) {
            node = Constant.of(tensor());
        }
        return node;
    }

    @Override
    public Known reshaped(int... to) {
        if (Arrays.stream(to).asLongStream().reduce(1, Math::multiplyExact) != size()) {
            throw new IllegalArgumentException("a tensor " + Value.text(dims) + " cannot be seen as " + Value.text(to));
        }
        return new Known(to.clone(), type, data, repeated);
    }

    @Override
    public Known transposed(int... order) {
        long[] strides = strides(dims);
        int[] to = Arrays.stream(order).map(axis -> dims[axis]).toArray();
        return strided(to, 0, Arrays.stream(order).mapToLong(axis -> strides[axis]).toArray());
    }

    @Override
    public Known sliced(int axis, int start, int count, int step) {
        long[] strides = strides(dims);
        int[] to = dims.clone();
        to[axis] = count;
        long offset = count == 0 ? 0 : start * strides[axis];
        strides[axis] *= step;
        return strided(to, offset, strides);
    }

    @Override
    public Known expanded(int... to) {
        int[] full = new int[to.length];
        Arrays.fill(full, 1);
        System.arraycopy(dims, 0, full, to.length - dims.length, dims.length);
        long[] strides = strides(full);
        for (int axis = 0; axis < to.length; axis++) {
            strides[axis] = full[axis] == 1 ? 0 : strides[axis];
        }
        return strided(to, 0, strides);
    }

    /** The elements at {@code offset} plus the strides times their position. */
    private Known strided(int[] to, long offset, long[] strides) {
        if (repeated) {
            return new Known(to.clone(), type, data, true);
        }
        Known result = fresh(to, type);
        if (result.size() == 0) {
            return result;
        }
        int last = to.length - 1;
        int run = last < 0 ? 1 : to[last];
        long stride = last < 0 ? 0 : strides[last];
        int[] position = new int[to.length];
        long from = offset;
        for (long at = 0; at < result.size(); at += run) {
            result.copyRun(at, this, from, stride, run);
            for (int axis = last - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++position[axis] < to[axis]) {
                    break;
                }
                from -= strides[axis] * to[axis];
                position[axis] = 0;
            }
        }
        return result;
    }

    /** Takes over so many of another's elements, a stride apart there. */
    void copyRun(long at, Known source, long from, long stride, int run) {
        if (type == Type.REAL) {
            for (int i = 0; i < run; i++) {
                data.set(Tensor.FLOAT, 4 * (at + i), source.data.get(Tensor.FLOAT, 4 * (from + i * stride)));
            }
        } else {
            for (int i = 0; i < run; i++) {
                data.set(LONG, 8 * (at + i), source.data.get(LONG, 8 * (from + i * stride)));
            }
        }
    }

    static Known fresh(int[] dims, Type type) {
        long size = Arrays.stream(dims).asLongStream().reduce(1, Math::multiplyExact);
        if (size > MAX_COMPUTED) {
            throw new IllegalArgumentException("makes a tensor " + Value.text(dims) + ", above the limit of "
                    + MAX_COMPUTED + " elements");
        }
        return new Known(dims.clone(), type, Arena.ofAuto().allocate(size * width(type), Long.BYTES), false);
    }

    @Override
    public Node arranged(int... order) {
        boolean same = Arrays.equals(order, IntStream.range(0, rank()).toArray());
        return same ? node() : transposed(order).node();
    }

    /** The same numbers as another kind of them. */
    public Known as(Type other) {
        if (other == type) {
            return this;
        }
        Known source = repeated ? new Known(new int[0], type, data, false) : this;
        Known result = fresh(source.dims, other);
        for (long i = 0; i < source.size(); i++) {
            result.set(i, other == Type.TRUTH ? source.real(i) != 0 ? 1 : 0 : source.real(i), source.whole(i));
        }
        return repeated ? filled(dims, result) : result;
    }

    /** Writes an element; which of the two numbers counts says the kind. */
    void set(long index, double real, long whole) {
        switch (type) {
            case REAL -> data.set(Tensor.FLOAT, 4 * index, (float) real);
            case WHOLE -> data.set(LONG, 8 * index, whole);
            case TRUTH -> data.set(LONG, 8 * index, (long) real);
        }
    }

    private static long[] strides(int[] dims) {
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }
}

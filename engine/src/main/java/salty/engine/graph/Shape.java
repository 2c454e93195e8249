package salty.engine.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a dense, row-major float32 array. Images are {@code (n, h, w, c)}, convolution filters
 * {@code (kh, kw, c, k)}, dense weights {@code (in, out)}. A scalar has rank 0 and size 1.
 */
public final class Shape {
    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape();

    private final int[] dims;
    private final long size;

    private Shape(int... dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + " has an extent below 1");
            }
            product = Math.multiplyExact(product, dim);
        }
        this.dims = dims;
        this.size = product;
    }

    /**
     * @param dims extents, outermost first, each at least 1
     * @throws IllegalArgumentException if an extent is below 1
     * @throws ArithmeticException if the number of elements does not fit a long
     */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The extent of one axis; negative axes count from the last, as in numpy. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** A copy of the extents. */
    public int[] dims() {
        return dims.clone();
    }

    /** The number of elements. */
    public long size() {
        return size;
    }

    /** The number of elements as an array length. */
    public int intSize() {
        return Math.toIntExact(size);
    }

    /** This shape with one axis changed. */
    public Shape with(int axis, int extent) {
        int[] changed = dims.clone();
        changed[axis < 0 ? axis + dims.length : axis] = extent;
        return new Shape(changed);
    }

    /** Row-major strides, in elements. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, dims[axis]);
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As numpy prints it, without the trailing comma: {@code (1, 224, 224, 3)}. */
    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}

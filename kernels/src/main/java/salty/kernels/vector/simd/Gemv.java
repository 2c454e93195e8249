package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import jdk.incubator.vector.FloatVector;

import salty.engine.graph.Tensor;

/**
 * A row vector times a matrix that lies in native memory, such as a mapped weights file, read in place. At one image a
 * dense layer is nothing but reading its weights, so both directions read long runs of rows, several at a time, and
 * rows that cannot change the result are not read at all.
 *
 * <pre>
 *   forward   y = x W :   y[j0 .. j1] += x[r0] W[r0][j0 .. j1] + ... + x[r7] W[r7][j0 .. j1]    (rows of x != 0)
 *   backward  x = W y :   x[r] = sum over j of W[r][j] y[j]                                     (four rows at once)
 * </pre>
 *
 * The matrix is (rows, columns), little-endian, row-major, at any alignment.
 */
public final class Gemv {
    /** Columns of one task: sums of so many stay in the first-level cache. */
    public static final int STRIP = 4096;
    /** Rows that are read at once. */
    public static final int ROWS = 8;
    private static final ValueLayout.OfFloat FLOAT = Tensor.FLOAT;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Gemv() {
    }

    /**
     * Lists the rows that matter: for the i-th nonzero of x its index at {@code list[at + 2 * i]} and its value behind
     * it. Exact for finite weights, where zero times anything is zero. Indices are exact as floats up to 2^24.
     *
     * @return how many there are
     */
    public static int nonZeros(float[] x, int offset, int rows, float[] list, int at) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            float value = x[offset + i];
            list[at + 2 * count] = i;
            list[at + 2 * count + 1] = value;
            count += value != 0 ? 1 : 0;
        }
        return count;
    }

    /** y[from .. to) = sum over the listed rows of value * w[row][from .. to). */
    public static void forward(MemorySegment w, int columns, float[] list, int at, int count, int from, int to,
                        float[] y, int offset) {
        Arrays.fill(y, offset + from, offset + to, 0);
        int i = 0;
        for (; i <= count - ROWS; i += ROWS) {
            int entry = at + 2 * i;
            eightRows(w, rowStart(list, entry, columns, from), rowStart(list, entry + 2, columns, from),
                    rowStart(list, entry + 4, columns, from), rowStart(list, entry + 6, columns, from),
                    rowStart(list, entry + 8, columns, from), rowStart(list, entry + 10, columns, from),
                    rowStart(list, entry + 12, columns, from), rowStart(list, entry + 14, columns, from),
                    list, entry + 1, y, offset + from, to - from);
        }
        for (; i < count; i++) {
            oneRow(w, rowStart(list, at + 2 * i, columns, from), list[at + 2 * i + 1], y, offset + from, to - from);
        }
    }

    /**
     * y += a part's sums. A plain loop, since a process that classifies one picture would wait longer for the Vector
     * API's to be compiled than it runs.
     */
    public static void add(float[] part, int at, float[] y, int columns) {
        for (int j = 0; j < columns; j++) {
            y[j] += part[at + j];
        }
    }

    private static long rowStart(float[] list, int entry, int columns, int from) {
        return 4 * ((long) list[entry] * columns + from);
    }

    private static void eightRows(MemorySegment w, long r0, long r1, long r2, long r3,
                                  long r4, long r5, long r6, long r7,
                                  float[] list, int x, float[] y, int at, int count) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, list[x]);
        FloatVector x1 = FloatVector.broadcast(SPECIES, list[x + 2]);
        FloatVector x2 = FloatVector.broadcast(SPECIES, list[x + 4]);
        FloatVector x3 = FloatVector.broadcast(SPECIES, list[x + 6]);
        FloatVector x4 = FloatVector.broadcast(SPECIES, list[x + 8]);
        FloatVector x5 = FloatVector.broadcast(SPECIES, list[x + 10]);
        FloatVector x6 = FloatVector.broadcast(SPECIES, list[x + 12]);
        FloatVector x7 = FloatVector.broadcast(SPECIES, list[x + 14]);
        int j = 0;
        for (; j <= count - COUNT; j += COUNT) {
            long byteOffset = 4L * j;
            FloatVector even = FloatVector.fromArray(SPECIES, y, at + j);
            even = FloatVector.fromMemorySegment(SPECIES, w, r0 + byteOffset, ORDER).fma(x0, even);
            FloatVector odd = FloatVector.fromMemorySegment(SPECIES, w, r1 + byteOffset, ORDER).mul(x1);
            even = FloatVector.fromMemorySegment(SPECIES, w, r2 + byteOffset, ORDER).fma(x2, even);
            odd = FloatVector.fromMemorySegment(SPECIES, w, r3 + byteOffset, ORDER).fma(x3, odd);
            even = FloatVector.fromMemorySegment(SPECIES, w, r4 + byteOffset, ORDER).fma(x4, even);
            odd = FloatVector.fromMemorySegment(SPECIES, w, r5 + byteOffset, ORDER).fma(x5, odd);
            even = FloatVector.fromMemorySegment(SPECIES, w, r6 + byteOffset, ORDER).fma(x6, even);
            odd = FloatVector.fromMemorySegment(SPECIES, w, r7 + byteOffset, ORDER).fma(x7, odd);
            even.add(odd).intoArray(y, at + j);
        }
        for (; j < count; j++) {
            long byteOffset = 4L * j;
            y[at + j] += w.get(FLOAT, r0 + byteOffset) * list[x] + w.get(FLOAT, r1 + byteOffset) * list[x + 2]
                    + w.get(FLOAT, r2 + byteOffset) * list[x + 4] + w.get(FLOAT, r3 + byteOffset) * list[x + 6]
                    + w.get(FLOAT, r4 + byteOffset) * list[x + 8] + w.get(FLOAT, r5 + byteOffset) * list[x + 10]
                    + w.get(FLOAT, r6 + byteOffset) * list[x + 12] + w.get(FLOAT, r7 + byteOffset) * list[x + 14];
        }
    }

    private static void oneRow(MemorySegment w, long row, float x, float[] y, int at, int count) {
        FloatVector factor = FloatVector.broadcast(SPECIES, x);
        int j = 0;
        for (; j <= count - COUNT; j += COUNT) {
            FloatVector.fromMemorySegment(SPECIES, w, row + 4L * j, ORDER)
                    .fma(factor, FloatVector.fromArray(SPECIES, y, at + j)).intoArray(y, at + j);
        }
        for (; j < count; j++) {
            y[at + j] += w.get(FLOAT, row + 4L * j) * x;
        }
    }

    /** x[row] = sum over j of w[row][j] * y[offset + j] for rows in [from, to), four rows at a time. */
    public static void backward(MemorySegment w, int columns, int from, int to, float[] y, int offset,
                         float[] x, int xOffset) {
        int row = from;
        for (; row <= to - 4; row += 4) {
            fourDots(w, 4L * row * columns, columns, y, offset, x, xOffset + row);
        }
        for (; row < to; row++) {
            x[xOffset + row] = dot(w, 4L * row * columns, columns, y, offset);
        }
    }

    private static void fourDots(MemorySegment w, long start, int columns, float[] y, int offset, float[] x, int at) {
        long stride = 4L * columns;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int j = 0;
        for (; j <= columns - COUNT; j += COUNT) {
            FloatVector v = FloatVector.fromArray(SPECIES, y, offset + j);
            long place = start + 4L * j;
            s0 = FloatVector.fromMemorySegment(SPECIES, w, place, ORDER).fma(v, s0);
            s1 = FloatVector.fromMemorySegment(SPECIES, w, place + stride, ORDER).fma(v, s1);
            s2 = FloatVector.fromMemorySegment(SPECIES, w, place + 2 * stride, ORDER).fma(v, s2);
            s3 = FloatVector.fromMemorySegment(SPECIES, w, place + 3 * stride, ORDER).fma(v, s3);
        }
        float t0 = Lanes.sum(s0);
        float t1 = Lanes.sum(s1);
        float t2 = Lanes.sum(s2);
        float t3 = Lanes.sum(s3);
        for (; j < columns; j++) {
            long place = start + 4L * j;
            t0 += w.get(FLOAT, place) * y[offset + j];
            t1 += w.get(FLOAT, place + stride) * y[offset + j];
            t2 += w.get(FLOAT, place + 2 * stride) * y[offset + j];
            t3 += w.get(FLOAT, place + 3 * stride) * y[offset + j];
        }
        x[at] = t0;
        x[at + 1] = t1;
        x[at + 2] = t2;
        x[at + 3] = t3;
    }

    private static float dot(MemorySegment w, long start, int columns, float[] y, int offset) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int j = 0;
        for (; j <= columns - COUNT; j += COUNT) {
            sum = FloatVector.fromMemorySegment(SPECIES, w, start + 4L * j, ORDER)
                    .fma(FloatVector.fromArray(SPECIES, y, offset + j), sum);
        }
        float total = Lanes.sum(sum);
        for (; j < columns; j++) {
            total += w.get(FLOAT, start + 4L * j) * y[offset + j];
        }
        return total;
    }
}

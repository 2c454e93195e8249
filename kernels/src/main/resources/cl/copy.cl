// Moves elements between two strided views of RANK axes, the last varying fastest: transposes, reverses (negative
// strides), slices, repeats (stride 0), and writes into a part of a larger array. Compile with VW 1.

#ifndef RANK
#define RANK 6         // 1 to 6; the first axes of fewer are not looked at
#endif

// Splits the index of axis `d` off `rest` and moves both views by it.
#define AXIS(d, from, to)       \
    from_at += rest % d * from; \
    to_at += rest % d * to;     \
    rest /= d;

__kernel void copy(const __global float *x, __global float *y, int size, int fromOffset, int toOffset,
                   int d0, int d1, int d2, int d3, int d4, int d5,
                   int f0, int f1, int f2, int f3, int f4, int f5,
                   int t0, int t1, int t2, int t3, int t4, int t5) {
    EACH_OF_CHUNK(at, size) {
        int rest = at;
        int from_at = fromOffset;
        int to_at = toOffset;
        AXIS(d5, f5, t5)
#if RANK > 1
        AXIS(d4, f4, t4)
#endif
#if RANK > 2
        AXIS(d3, f3, t3)
#endif
#if RANK > 3
        AXIS(d2, f2, t2)
#endif
#if RANK > 4
        AXIS(d1, f1, t1)
#endif
#if RANK > 5
        AXIS(d0, f0, t0)
#endif
        y[to_at] = x[from_at];
    }
}

__kernel void fill(__global float *y, int size, float value) {
    EACH_OF_CHUNK(at, size) {
        y[at] = value;
    }
}

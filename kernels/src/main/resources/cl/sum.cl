// Sums the middle axis of x (outer, length, inner) into y (outer, slices, inner): slice s takes every slices-th
// element from s on, so neighbouring work-items read neighbouring addresses, and short sums round little. With more
// than one slice a second launch sums the slices. inner is a multiple of VW.

__kernel void sum(const __global float *x, __global float *y, int outer, int length, int inner, int slices) {
    EACH_OF_CHUNK(at, outer * slices * inner) {
        int i = at % inner;
        int s = at / inner % slices;
        int o = at / inner / slices;
        const __global float *p = x + (long) o * length * inner + i;
        VEC total = (VEC) (0.0f);
        for (int l = s; l < length; l += slices) {
            total += VLOAD(p + (long) l * inner);
        }
        VSTORE(total, y + at);
    }
}

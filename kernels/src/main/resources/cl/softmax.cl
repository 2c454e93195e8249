// Softmax and its logarithm along rows of `length`, one work-group a row: GROUP work-items stride along it, local
// memory joins them. With GROUP 1, for CPU devices, the barriers vanish.

#ifndef GROUP
#define GROUP 256      // work-items a row, a power of two
#endif
#ifndef LOGARITHM
#define LOGARITHM 0    // 1 for the logarithm of softmax
#endif

#if GROUP > 1
#define JOIN_ALL(OP)                                            \
    part[i] = mine;                                             \
    barrier(CLK_LOCAL_MEM_FENCE);                               \
    for (int step = GROUP / 2; step > 0; step /= 2) {           \
        if (i < step) {                                         \
            part[i] = OP(part[i], part[i + step]);              \
        }                                                       \
        barrier(CLK_LOCAL_MEM_FENCE);                           \
    }                                                           \
    mine = part[0];                                             \
    barrier(CLK_LOCAL_MEM_FENCE);
#else
#define JOIN_ALL(OP)
#endif
#define PLUS(a, b) ((a) + (b))

__attribute__((reqd_work_group_size(GROUP, 1, 1)))
__kernel void softmax(const __global float *x, __global float *y, int length) {
#if GROUP > 1
    __local float part[GROUP];
#endif
    int i = get_local_id(0);
    x += (long) get_group_id(0) * length;
    y += (long) get_group_id(0) * length;
    float mine = -INFINITY;
    for (int l = i; l < length; l += GROUP) {
        mine = fmax(mine, x[l]);
    }
    JOIN_ALL(fmax)
    float top = mine;
    mine = 0.0f;
    for (int l = i; l < length; l += GROUP) {
        mine += exp(x[l] - top);
    }
    JOIN_ALL(PLUS)
#if LOGARITHM
    float lower = log(mine);
    for (int l = i; l < length; l += GROUP) {
        y[l] = x[l] - top - lower;
    }
#else
    float scale = 1.0f / mine;
    for (int l = i; l < length; l += GROUP) {
        y[l] = exp(x[l] - top) * scale;
    }
#endif
}

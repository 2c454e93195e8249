// What a device can do at best, to compare kernels with: chains of fused multiply-adds that never leave the registers,
// and a stream of reads that never meet a cache twice.

#ifndef CHAINS
#define CHAINS 12      // independent chains, enough to hide the latency of an fma
#endif

__kernel void peak_flops(__global float *data, int steps) {
    VEC sum[CHAINS];
    VEC factor = (VEC) (data[0]);
    VEC summand = (VEC) (data[1]);
    #pragma unroll
    for (int i = 0; i < CHAINS; i++) {
        sum[i] = (VEC) (data[i]);
    }
    for (int step = 0; step < steps; step++) {
        #pragma unroll
        for (int i = 0; i < CHAINS; i++) {
            sum[i] = fma(sum[i], factor, summand);
        }
    }
    VEC total = sum[0];
    #pragma unroll
    for (int i = 1; i < CHAINS; i++) {
        total += sum[i];
    }
    float lane[VW];
    VSTORE(total, lane);
    data[get_global_id(0)] = lane[0];
}

// Sums x: on a GPU a work-item reads every global-size-th vector, so that neighbours read side by side; on a CPU device
// (RUNS 1) it reads a run of its own.
#ifndef RUNS
#define RUNS 0
#endif

__kernel void peak_reads(const __global float *x, __global float *y, int vectors) {
    int share = (vectors + get_global_size(0) - 1) / get_global_size(0);
    int first = RUNS ? get_global_id(0) * share : get_global_id(0);
    int last = RUNS ? min(vectors, first + share) : vectors;
    VEC total = (VEC) (0.0f);
    for (int at = first; at < last; at += RUNS ? 1 : get_global_size(0)) {
#if VW == 4
        total += *(const __global VEC *) (x + (long) at * VW);
#else
        total += VLOAD(x + (long) at * VW);
#endif
    }
    float lane[VW];
    VSTORE(total, lane);
    y[get_global_id(0)] = lane[0];
}

// The operands of a matrix product for tile.cl: A (M, K) or stored (K, M), B (K, N) or stored (N, K), slices of a batch
// strideA, strideB and strideC apart. K_VECTORS, M_VECTORS and N_VECTORS say that an extent is a multiple of 4.

#ifndef A_ALONG_M
#define A_ALONG_M 0    // 1: A is stored (K, M)
#endif
#ifndef B_ALONG_K
#define B_ALONG_K 0    // 1: B is stored (N, K)
#endif
#ifndef K_VECTORS
#define K_VECTORS 1
#endif
#ifndef M_VECTORS
#define M_VECTORS 1
#endif
#ifndef N_VECTORS
#define N_VECTORS 1
#endif

typedef struct {
    const __global float *a;
    const __global float *b;
    int M;
    int N;
    int K;
    int last;          // the step after the last that this work-group does
} Operands;

typedef long Row;

static inline Row row_of(Operands o, int m) {
    return A_ALONG_M ? (long) m : (long) m * o.K;
}

static inline float4 fetch_a(Operands o, Row row, int m, int k) {
#if A_ALONG_M
    if (m >= o.M || k >= o.last) {
        return (float4) (0.0f);
    }
    const __global float *p = o.a + (long) k * o.M + row;
    return M_VECTORS ? LOAD4(p) : gather4(p, 1, o.M - m);
#else
    if (m >= o.M || k >= o.last) {
        return (float4) (0.0f);
    }
    const __global float *p = o.a + row + k;
    return K_VECTORS ? LOAD4(p) : gather4(p, 1, o.last - k);
#endif
}

static inline float4 fetch_b(Operands o, int k, int n) {
    if (n >= o.N || k >= o.last) {
        return (float4) (0.0f);
    }
#if B_ALONG_K
    const __global float *p = o.b + (long) n * o.K + k;
    return K_VECTORS ? LOAD4(p) : gather4(p, 1, o.last - k);
#else
    const __global float *p = o.b + (long) k * o.N + n;
    return N_VECTORS ? LOAD4(p) : gather4(p, 1, o.N - n);
#endif
}

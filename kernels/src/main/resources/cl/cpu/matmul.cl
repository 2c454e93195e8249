// C[z] (M, N) = A[z] (M, K) times packed B[z] (K, N), then the epilogue. Dimension 0 runs over blocks of MTILES * MR
// rows, 1 over panels of B, 2 over the slices z of a batch, which lie strideA, strideB and strideC apart.

#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0  // 1: A is stored (K, M)
#endif

#if TRANSPOSE_A
#define ROW(i) (row[i])
#define STEP M
#define ROW_START(m) (a + (m))
#else
#define ROW(i) (row[i])
#define STEP 1
#define ROW_START(m) (a + (long) (m) * K)
#endif

ONE_ITEM __kernel void matmul(const __global float *a, const __global float *b, __global float *c, int M, int N, int K,
                              int strideA, int strideB, int strideC EPILOGUE_PARAMETERS) {
    int z = get_group_id(2);
    int n = get_group_id(1) * NR;
    a += (long) z * strideA;
    b += (long) z * strideB + (long) n * K;
    for (int t = 0; t < MTILES; t++) {
        int m = (get_group_id(0) * MTILES + t) * MR;
        if (m >= M) {
            return;
        }
        const __global float *row[MR];
        VEC left[MR], right[MR];
        EACH_ROW {
            row[i] = ROW_START(min(m + i, M - 1));
            left[i] = (VEC) (0.0f);
            right[i] = (VEC) (0.0f);
        }
        MULTIPLY(left, right, ROW, STEP, b, K)
        EACH_ROW {
            if (m + i < M) {
                long at = (long) z * strideC + (long) (m + i) * N + n;
                FINISH(left[i], c, at, n, N - n);
                FINISH(right[i], c, at + VW, n + VW, N - n - VW);
            }
        }
    }
}

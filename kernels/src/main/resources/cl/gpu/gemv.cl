// Products of a few rows with a large matrix, bound by reading the matrix once.

#ifndef ROWS
#define ROWS 1         // rows of x
#endif
#ifndef ACROSS
#define ACROSS 64      // work-items across, each with VW columns
#endif
#ifndef DOWN
#define DOWN 4         // work-items down, each with every DOWN-th row of the group's part
#endif
#ifndef GROUP
#define GROUP 128      // work-items that share one dot product, a power of two
#endif

#define EACH_X _Pragma("unroll") for (int m = 0; m < ROWS; m++)

// Part s of y (ROWS, N) = x (ROWS, K) times w (K, N): the sum over `depth` rows of w from s * depth on, into part[s]. A
// group reads runs of ACROSS * VW floats of a row; N is a multiple of VW. Dimension 0 runs over columns, 1 over parts.
__attribute__((reqd_work_group_size(ACROSS, DOWN, 1)))
__kernel void gemv_columns(const __global float *x, const __global float *w, __global float *part,
                           int N, int K, int depth) {
    __local VEC share[DOWN][ACROSS];
    int i = get_local_id(0);
    int j = get_local_id(1);
    int n = (get_group_id(0) * ACROSS + i) * VW;
    int first = get_group_id(1) * depth;
    int last = n < N ? min(K, first + depth) : first;
    VEC sum[ROWS];
    EACH_X {
        sum[m] = (VEC) (0.0f);
    }
    #pragma unroll 8
    for (int k = first + j; k < last; k += DOWN) {
        VEC v = *(const __global VEC *) (w + (long) k * N + n);
        EACH_X {
            sum[m] = fma((VEC) (x[(long) m * K + k]), v, sum[m]);
        }
    }
    EACH_X {
        share[j][i] = sum[m];
        barrier(CLK_LOCAL_MEM_FENCE);
        if (j == 0 && n < N) {
            VEC total = share[0][i];
            #pragma unroll
            for (int d = 1; d < DOWN; d++) {
                total += share[d][i];
            }
            *(__global VEC *) (part + ((long) get_group_id(1) * ROWS + m) * N + n) = total;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// y (ROWS, N) = x (ROWS, K) times the transpose of w (N, K): a group a dot product. K is a multiple of VW.
__attribute__((reqd_work_group_size(GROUP, 1, 1)))
__kernel void gemv_rows(const __global float *x, const __global float *w, __global float *y, int N, int K
                        EPILOGUE_PARAMETERS) {
    __local float share[GROUP];
    int i = get_local_id(0);
    int n = get_group_id(0);
    VEC sum[ROWS];
    EACH_X {
        sum[m] = (VEC) (0.0f);
    }
    for (int k = i * VW; k < K; k += GROUP * VW) {
        VEC v = *(const __global VEC *) (w + (long) n * K + k);
        EACH_X {
            sum[m] = fma(*(const __global VEC *) (x + (long) m * K + k), v, sum[m]);
        }
    }
    EACH_X {
#if VW == 1
        share[i] = sum[m];
#else
        share[i] = sum[m].x + sum[m].y + sum[m].z + sum[m].w;
#endif
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int step = GROUP / 2; step > 0; step /= 2) {
            if (i < step) {
                share[i] += share[i + step];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        if (i == 0) {
            float total = share[0];
            EPILOGUE(float, SLOAD, total, (long) m * N + n, n)
            y[(long) m * N + n] = total;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

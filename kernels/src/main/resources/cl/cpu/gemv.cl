// Products of a few rows with a large matrix, bound by reading the matrix once.

#ifndef ROWS
#define ROWS 1         // rows of x
#endif
#ifndef BLOCK
#define BLOCK 512      // columns that one work-item sums in the first-level cache, a multiple of VW
#endif

#define EACH_X _Pragma("unroll") for (int m = 0; m < ROWS; m++)

// Part s of y (ROWS, N) = x (ROWS, K) times w (K, N): the sum over `depth` rows of w from s * depth on, into
// part[s]. Four rows of w are read at a time; those whose x are all 0, as a rectifier makes most of them, are not
// read at all, which is exact for finite weights. Dimension 0 runs over blocks of columns, 1 over parts.
ONE_ITEM __kernel void gemv_columns(const __global float *x, const __global float *w, __global float *part,
                                    int N, int K, int depth) {
    int n = get_group_id(0) * BLOCK;
    int first = get_group_id(1) * depth;
    int last = min(K, first + depth);
    int width = min(BLOCK, N - n);
    int whole = width / VW * VW;
    float sum[ROWS][BLOCK] __attribute__((aligned(64)));
    EACH_X {
        for (int j = 0; j < BLOCK; j++) {
            sum[m][j] = 0.0f;
        }
    }
    int k = first;
    while (k < last) {
        int index[4] = {0, 0, 0, 0};
        int found = 0;
        for (; k < last && found < 4; k++) {
            bool used = false;
            EACH_X {
                used = used || x[(long) m * K + k] != 0.0f;
            }
            if (used) {
                index[found++] = k;
            }
        }
        if (found == 0) {
            break;
        }
        float factor[ROWS][4];
        const __global float *row[4];
        #pragma unroll
        for (int r = 0; r < 4; r++) {
            row[r] = w + (long) index[r < found ? r : 0] * N + n;
            EACH_X {
                factor[m][r] = r < found ? x[(long) m * K + index[r]] : 0.0f;
            }
        }
        for (int j = 0; j < whole; j += VW) {
            VEC w0 = VLOAD(row[0] + j);
            VEC w1 = VLOAD(row[1] + j);
            VEC w2 = VLOAD(row[2] + j);
            VEC w3 = VLOAD(row[3] + j);
            EACH_X {
                VEC s = VLOAD(&sum[m][j]);
                s = fma((VEC) (factor[m][0]), w0, s);
                s = fma((VEC) (factor[m][1]), w1, s);
                s = fma((VEC) (factor[m][2]), w2, s);
                s = fma((VEC) (factor[m][3]), w3, s);
                VSTORE(s, &sum[m][j]);
            }
        }
        for (int j = whole; j < width; j++) {
            EACH_X {
                float s = sum[m][j];
                for (int r = 0; r < 4; r++) {
                    s = fma(factor[m][r], row[r][j], s);
                }
                sum[m][j] = s;
            }
        }
    }
    EACH_X {
        __global float *out = part + ((long) get_group_id(1) * ROWS + m) * N + n;
        for (int j = 0; j < width; j++) {
            out[j] = sum[m][j];
        }
    }
}

// y (ROWS, N) = x (ROWS, K) times the transpose of w (N, K): one dot product a column. Dimension 0 runs over blocks of
// BLOCK columns.
ONE_ITEM __kernel void gemv_rows(const __global float *x, const __global float *w, __global float *y, int N, int K
                                 EPILOGUE_PARAMETERS) {
    int last = min(N, (int) (get_group_id(0) + 1) * BLOCK);
    int whole = K / VW * VW;
    for (int n = get_group_id(0) * BLOCK; n < last; n++) {
        const __global float *row = w + (long) n * K;
        EACH_X {
            const __global float *p = x + (long) m * K;
            VEC sums = (VEC) (0.0f);
            for (int k = 0; k < whole; k += VW) {
                sums = fma(VLOAD(p + k), VLOAD(row + k), sums);
            }
            float lane[VW];
            VSTORE(sums, lane);
            float total = 0.0f;
            for (int l = 0; l < VW; l++) {
                total += lane[l];
            }
            for (int k = whole; k < K; k++) {
                total = fma(p[k], row[k], total);
            }
            EPILOGUE(float, SLOAD, total, (long) m * N + n, n)
            y[(long) m * N + n] = total;
        }
    }
}

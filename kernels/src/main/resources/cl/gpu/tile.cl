// The matrix product that the GPU family's dense layers and convolutions share: C (M, N) = A (M, K) B (K, N).
//
//                    BN
//               +---------+
//            BK |  B tile |     A work-group computes BM x BN of C. Per step it needs BK columns of A and BK rows of B,
//               +---------+     which lie twice in local memory: while one pair is multiplied, the next is on its way
//        BK     +---------+     from global memory to registers, then to the other pair. One barrier a step.
//      +----+   | C tile  |
//   BM |  A |   |  +--+   |     A work-item computes TM x TN of it, in pieces of 4 x 4 that lie a whole row of
//      |tile|   |  +--+   |     work-items apart, so that the 8 x 4 items of a warp read local memory without bank
//      +----+   +---------+     conflicts and write C in runs of 128 bytes.
//
// What A and B are, the including file says (see matmul.cl and conv2d.cl):
//
//     Row row_of(Operands, int m)                     what is known of row m once and for all: where its pixel lies
//     float4 fetch_a(Operands, Row, int m, int k)     A_ALONG_M 0: A[m][k ... k+3];  1: A[m ... m+3][k]
//     float4 fetch_b(Operands, int k, int n)          B_ALONG_K 0: B[k][n ... n+3];  1: B[k ... k+3][n]
//
// Both give zeros outside their matrix. With SPLIT, group_id(2) does `depth` of the K steps and writes a partial
// product, which combine() sums; otherwise group_id(2) is the index of a batch.

#ifndef BM
#define BM 128         // rows of a work-group's tile (e.g. 32, 64, 128)
#endif
#ifndef BN
#define BN 128         // its columns (e.g. 32, 64, 128)
#endif
#ifndef BK
#define BK 16          // steps between barriers (e.g. 8, 16, 32); 2 (BM + 4 + BN) BK floats must fit local memory
#endif
#ifndef TM
#define TM 8           // rows of a work-item's tile (4 or 8)
#endif
#ifndef TN
#define TN 8           // its columns (4 or 8)
#endif
#ifndef SPLIT
#define SPLIT 0        // 1: split along K
#endif
#ifndef TF32
#define TF32 0         // 1: multiply on tensor cores; tf32.cl goes before this file
#endif

#define RT (BM / TM)                   // work-items down, a multiple of 4
#define CT (BN / TN)                   // work-items across, a multiple of 8
#define THREADS (RT * CT)
#define A_LOADS (BM * BK / 4 / THREADS)
#define B_LOADS (BK * BN / 4 / THREADS)
#if TF32
#define A_PITCH (BM / 4 + 2)           // in float4: four steps of eight lanes of a fragment in 32 different banks
#define B_PITCH (BN / 4 + 2)
#define SUM_ROWS (TM / 4)              // fragments of 16 x 8
#define SUM_COLUMNS TN
#else
#define A_PITCH (BM / 4 + 1)           // in float4: the padding spreads the transposed stores over the banks
#define B_PITCH (BN / 4 + B_ALONG_K)
#define SUM_ROWS TM                    // pieces of 1 x 4
#define SUM_COLUMNS (TN / 4)
#endif

// Writes four elements of a column of the tile to consecutive rows of local memory.
#define STORE_TRANSPOSED(tile, pitch, k, column, v)                     \
    do {                                                                \
        __local float *corner = (__local float *) (tile) + (k) * (pitch) * 4 + (column);    \
        corner[0] = (v).x;                                              \
        corner[(pitch) * 4] = (v).y;                                    \
        corner[(pitch) * 8] = (v).z;                                    \
        corner[(pitch) * 12] = (v).w;                                   \
    } while (0)

#define FETCH(step)                                                     \
    do {                                                                \
        _Pragma("unroll") for (int l = 0; l < A_LOADS; l++) {           \
            nextA[l] = fetch_a(operands, rows[l], m0 + A_ROW(l), (step) + A_STEP(l));      \
        }                                                               \
        _Pragma("unroll") for (int l = 0; l < B_LOADS; l++) {           \
            nextB[l] = fetch_b(operands, (step) + B_STEP(l), n0 + B_COLUMN(l));            \
        }                                                               \
    } while (0)

#if A_ALONG_M
#define A_ROW(l) (((item + (l) * THREADS) % (BM / 4)) * 4)
#define A_STEP(l) ((item + (l) * THREADS) / (BM / 4))
#define STORE_A(pair, l) tileA[pair][A_STEP(l) * A_PITCH + A_ROW(l) / 4] = nextA[l]
#else
#define A_ROW(l) ((item + (l) * THREADS) / (BK / 4))
#define A_STEP(l) (((item + (l) * THREADS) % (BK / 4)) * 4)
#define STORE_A(pair, l) STORE_TRANSPOSED(tileA[pair], A_PITCH, A_STEP(l), A_ROW(l), nextA[l])
#endif

#if B_ALONG_K
#define B_COLUMN(l) ((item + (l) * THREADS) / (BK / 4))
#define B_STEP(l) (((item + (l) * THREADS) % (BK / 4)) * 4)
#define STORE_B(pair, l) STORE_TRANSPOSED(tileB[pair], B_PITCH, B_STEP(l), B_COLUMN(l), nextB[l])
#else
#define B_COLUMN(l) (((item + (l) * THREADS) % (BN / 4)) * 4)
#define B_STEP(l) ((item + (l) * THREADS) / (BN / 4))
#define STORE_B(pair, l) tileB[pair][B_STEP(l) * B_PITCH + B_COLUMN(l) / 4] = nextB[l]
#endif

#define STORE(pair)                                                     \
    do {                                                                \
        _Pragma("unroll") for (int l = 0; l < A_LOADS; l++) { STORE_A(pair, l); }  \
        _Pragma("unroll") for (int l = 0; l < B_LOADS; l++) { STORE_B(pair, l); }  \
    } while (0)

#if TF32
// BK steps of a warp's share of the tile, 4 TM x 8 TN.
static inline void multiply_step(float4 sum[SUM_ROWS][SUM_COLUMNS], const __local float4 *tileA,
                          const __local float4 *tileB, int item) {
    int warp = item / 32;
    const __local float *a = (const __local float *) tileA + warp / (CT / 8) * TM * 4;
    const __local float *b = (const __local float *) tileB + warp % (CT / 8) * TN * 8;
    #pragma unroll
    for (int k = 0; k < BK; k += 8) {
        #pragma unroll
        for (int i = 0; i < TM / 4; i++) {
            #pragma unroll
            for (int j = 0; j < TN; j++) {
                multiply_16x8x8(&sum[i][j], a + k * A_PITCH * 4 + i * 16, A_PITCH * 4, b + k * B_PITCH * 4 + j * 8,
                                B_PITCH * 4, item % 32);
            }
        }
    }
}

static inline void finish_one(__global float *c, int z, int m, int n, int M, int N, float v EPILOGUE_PARAMETERS) {
    if (m < M && n < N) {
        long at = ((long) z * M + m) * N + n;
        EPILOGUE(float, SLOAD, v, at, n)
        c[at] = v;
    }
}

static inline void finish_tile(__global float *c, float4 sum[SUM_ROWS][SUM_COLUMNS], int z, int m0, int n0, int M,
                               int N, int item EPILOGUE_PARAMETERS) {
    int warp = item / 32;
    m0 += warp / (CT / 8) * TM * 4 + item % 32 / 4;
    n0 += warp % (CT / 8) * TN * 8 + item % 4 * 2;
    #pragma unroll
    for (int i = 0; i < TM / 4; i++) {
        #pragma unroll
        for (int j = 0; j < TN; j++) {
            int m = m0 + i * 16;
            int n = n0 + j * 8;
            finish_one(c, z, m, n, M, N, sum[i][j].x EPILOGUE_ARGUMENTS);
            finish_one(c, z, m, n + 1, M, N, sum[i][j].y EPILOGUE_ARGUMENTS);
            finish_one(c, z, m + 8, n, M, N, sum[i][j].z EPILOGUE_ARGUMENTS);
            finish_one(c, z, m + 8, n + 1, M, N, sum[i][j].w EPILOGUE_ARGUMENTS);
        }
    }
}
#else
#define DOWN_OF(item) ((item) / 32 / (CT / 8) * 4 + (item) % 32 / 8)
#define ACROSS_OF(item) ((item) / 32 % (CT / 8) * 8 + (item) % 8)

// BK steps of a work-item's share of the tile, TM x TN.
static inline void multiply_step(float4 sum[SUM_ROWS][SUM_COLUMNS], const __local float4 *tileA,
                          const __local float4 *tileB, int item) {
    #pragma unroll
    for (int k = 0; k < BK; k++) {
        float4 a[TM / 4], b[TN / 4];
        #pragma unroll
        for (int i = 0; i < TM / 4; i++) {
            a[i] = tileA[k * A_PITCH + i * RT + DOWN_OF(item)];
        }
        #pragma unroll
        for (int j = 0; j < TN / 4; j++) {
            b[j] = tileB[k * B_PITCH + j * CT + ACROSS_OF(item)];
        }
        #pragma unroll
        for (int i = 0; i < TM / 4; i++) {
            #pragma unroll
            for (int j = 0; j < TN / 4; j++) {
                sum[i * 4][j] = fma((float4) (a[i].x), b[j], sum[i * 4][j]);
                sum[i * 4 + 1][j] = fma((float4) (a[i].y), b[j], sum[i * 4 + 1][j]);
                sum[i * 4 + 2][j] = fma((float4) (a[i].z), b[j], sum[i * 4 + 2][j]);
                sum[i * 4 + 3][j] = fma((float4) (a[i].w), b[j], sum[i * 4 + 3][j]);
            }
        }
    }
}

// One row of four outputs at column n: the epilogue, then a store of what lies inside the matrix.
static inline void finish_row(__global float *c, long at, int n, int N, float4 v EPILOGUE_PARAMETERS) {
#if N_VECTORS
    if (n < N) {
        EPILOGUE(float4, LOAD4, v, at, n)
        *(__global float4 *) (c + at) = v;
    }
#else
    float lane[4] = {v.x, v.y, v.z, v.w};
    #pragma unroll
    for (int l = 0; l < 4; l++) {
        if (n + l < N) {
            float one = lane[l];
            EPILOGUE(float, SLOAD, one, at + l, n + l)
            c[at + l] = one;
        }
    }
#endif
}

static inline void finish_tile(__global float *c, float4 sum[SUM_ROWS][SUM_COLUMNS], int z, int m0, int n0, int M,
                               int N, int item EPILOGUE_PARAMETERS) {
    #pragma unroll
    for (int i = 0; i < TM; i++) {
        int m = m0 + (i / 4 * RT + DOWN_OF(item)) * 4 + i % 4;
        if (m < M) {
            #pragma unroll
            for (int j = 0; j < TN / 4; j++) {
                int n = n0 + (j * CT + ACROSS_OF(item)) * 4;
                finish_row(c, ((long) z * M + m) * N + n, n, N, sum[i][j] EPILOGUE_ARGUMENTS);
            }
        }
    }
}
#endif

static inline void multiply_tiles(Operands operands, __global float *c, int M, int N, int K, int depth,
                           __local float4 tileA[2][BK * A_PITCH], __local float4 tileB[2][BK * B_PITCH]
                           EPILOGUE_PARAMETERS) {
    int item = get_local_id(0);
    int m0 = get_group_id(1) * BM;
    int n0 = get_group_id(0) * BN;
    int first = SPLIT ? get_group_id(2) * depth : 0;
    int last = SPLIT ? min(K, first + depth) : K;
    operands.last = last;

    float4 nextA[A_LOADS], nextB[B_LOADS];
    Row rows[A_LOADS];
    #pragma unroll
    for (int l = 0; l < A_LOADS; l++) {
        rows[l] = row_of(operands, m0 + A_ROW(l));
    }
    float4 sum[SUM_ROWS][SUM_COLUMNS];
    #pragma unroll
    for (int i = 0; i < SUM_ROWS; i++) {
        #pragma unroll
        for (int j = 0; j < SUM_COLUMNS; j++) {
            sum[i][j] = (float4) (0.0f);
        }
    }

    FETCH(first);
    STORE(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    int pair = 0;
    for (int step = first; step < last; step += BK) {
        bool more = step + BK < last;
        if (more) {
            FETCH(step + BK);
        }
        multiply_step(sum, tileA[pair], tileB[pair], item);
        if (more) {
            STORE(1 - pair);
        }
        pair = 1 - pair;
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    finish_tile(c, sum, SPLIT ? get_group_id(2) : 0, m0, n0, M, N, item EPILOGUE_ARGUMENTS);
}

#define TILE_KERNEL __attribute__((reqd_work_group_size(THREADS, 1, 1))) __kernel void

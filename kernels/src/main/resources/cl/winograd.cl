// The transforms of Winograd's F(4x4, 3x3) convolution (Lavin and Gray, arXiv 1509.09308) with the points
// 0, +-5/8, +-3/2 and infinity: all of B and A is exact in binary, and its rounding error is 1.7 times a direct
// convolution's, half of what the textbook's points 0, +-1, +-2 give.
//
//     Y = A' [ (G g G') . (B' d B) ] A
//
// d is a 6x6 piece of the image; pieces overlap by two, and each gives a 4x4 tile of the output. The products of all
// tiles and channels at one of the 36 positions are one matrix product:
//
//     M[p] (tiles, K) = V[p] (tiles, C)  U[p] (C, K)
//
// V[p] lies at p * positionV, M[p] at p * positionM; the strides are a little more than dense, so that the 36 streams
// of a transform do not all fall into one set of the cache.

#define A1 0.625f
#define A2 0.390625f
#define A3 0.244140625f
#define B1 1.5f
#define B2 2.25f
#define B3 3.375f
#define AB 0.87890625f     // (5/8)^2 (3/2)^2
#define SQ 2.640625f       // (5/8)^2 + (3/2)^2

// B' of six values
#define INPUT_1D(o0, o1, o2, o3, o4, o5, d0, d1, d2, d3, d4, d5)        \
    do {                                                                \
        VEC even = fma((VEC) (-B2), d2, d4);                            \
        VEC odd = A1 * fma((VEC) (-B2), d1, d3);                        \
        VEC even2 = fma((VEC) (-A2), d2, d4);                           \
        VEC odd2 = B1 * fma((VEC) (-A2), d1, d3);                       \
        o0 = fma((VEC) (AB), d0, fma((VEC) (-SQ), d2, d4));             \
        o5 = fma((VEC) (AB), d1, fma((VEC) (-SQ), d3, d5));             \
        o1 = even + odd;                                                \
        o2 = even - odd;                                                \
        o3 = even2 + odd2;                                              \
        o4 = even2 - odd2;                                              \
    } while (0)

// A' of six values
#define OUTPUT_1D(y0, y1, y2, y3, m0, m1, m2, m3, m4, m5)               \
    do {                                                                \
        VEC sa = m1 + m2;                                               \
        VEC da = m1 - m2;                                               \
        VEC sb = m3 + m4;                                               \
        VEC db = m3 - m4;                                               \
        y0 = m0 + sa + sb;                                              \
        y1 = fma((VEC) (A1), da, B1 * db);                              \
        y2 = fma((VEC) (A2), sa, B2 * sb);                              \
        y3 = fma((VEC) (A3), da, fma((VEC) (B3), db, m5));              \
    } while (0)

// V = B' d B for the tiles firstTile ... firstTile + tiles of all images. Dimension 0 runs over channels, 1 over tiles.
__kernel void winograd_input(const __global float *x, __global float *v, int H, int W, int C, int TOP, int LEFT,
                             int tilesDown, int tilesAcross, int firstTile, int tiles, int positionV) {
    int tile = get_global_id(1);
    if (tile >= tiles) {
        return;
    }
    int at = firstTile + tile;
    int x0 = at % tilesAcross * 4 - LEFT;
    int y0 = at / tilesAcross % tilesDown * 4 - TOP;
    x += (long) (at / tilesAcross / tilesDown) * H * W * C;
    bool inside = x0 >= 0 && y0 >= 0 && x0 + 6 <= W && y0 + 6 <= H;
    for (int c = get_global_id(0) * VW; c < C; c += get_global_size(0) * VW) {
        VEC d[6][6];
        #pragma unroll
        for (int i = 0; i < 6; i++) {
            VEC r[6];
            if (inside) {
                const __global float *p = x + ((y0 + i) * W + x0) * C + c;
                #pragma unroll
                for (int j = 0; j < 6; j++) {
                    r[j] = VLOAD(p + j * C);
                }
            } else {
                #pragma unroll
                for (int j = 0; j < 6; j++) {
                    bool there = y0 + i >= 0 && y0 + i < H && x0 + j >= 0 && x0 + j < W;
                    r[j] = there ? VLOAD(x + ((y0 + i) * W + x0 + j) * C + c) : (VEC) (0.0f);
                }
            }
            INPUT_1D(d[i][0], d[i][1], d[i][2], d[i][3], d[i][4], d[i][5], r[0], r[1], r[2], r[3], r[4], r[5]);
        }
        __global float *q = v + tile * C + c;
        #pragma unroll
        for (int j = 0; j < 6; j++) {
            VEC o[6];
            INPUT_1D(o[0], o[1], o[2], o[3], o[4], o[5], d[0][j], d[1][j], d[2][j], d[3][j], d[4][j], d[5][j]);
            #pragma unroll
            for (int i = 0; i < 6; i++) {
                VSTORE(o[i], q + (long) (i * 6 + j) * positionV);
            }
        }
    }
}

// Y = A' M A, then the epilogue. Dimension 0 runs over the K output channels, 1 over tiles.
__kernel void winograd_output(const __global float *m, __global float *y, int OH, int OW, int K,
                              int tilesDown, int tilesAcross, int firstTile, int tiles, int positionM
                              EPILOGUE_PARAMETERS) {
    int tile = get_global_id(1);
    if (tile >= tiles) {
        return;
    }
    int at = firstTile + tile;
    int x0 = at % tilesAcross * 4;
    int y0 = at / tilesAcross % tilesDown * 4;
    long image = (long) (at / tilesAcross / tilesDown) * OH;
    for (int k = get_global_id(0) * VW; k < K; k += get_global_size(0) * VW) {
        const __global float *q = m + tile * K + k;
        VEC s[4][6];
        #pragma unroll
        for (int j = 0; j < 6; j++) {
            VEC r[6];
            #pragma unroll
            for (int i = 0; i < 6; i++) {
                r[i] = VLOAD(q + (long) (i * 6 + j) * positionM);
            }
            OUTPUT_1D(s[0][j], s[1][j], s[2][j], s[3][j], r[0], r[1], r[2], r[3], r[4], r[5]);
        }
        #pragma unroll
        for (int i = 0; i < 4; i++) {
            VEC o[4];
            OUTPUT_1D(o[0], o[1], o[2], o[3], s[i][0], s[i][1], s[i][2], s[i][3], s[i][4], s[i][5]);
            if (y0 + i < OH) {
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    if (x0 + j < OW) {
                        long out = ((image + y0 + i) * OW + x0 + j) * K + k;
                        FINISH(o[j], y, out, k, VW);
                    }
                }
            }
        }
    }
}

#define FILTER_1D(o, g0, g1, g2)                                        \
    do {                                                                \
        float near = fma(-2048.0f / 2975.0f, g0, -32.0f / 119.0f * (g2));   \
        float far = fma(128.0f / 1071.0f, g0, 32.0f / 119.0f * (g2));   \
        o[0] = 256.0f / 225.0f * (g0);                                  \
        o[1] = fma(-256.0f / 595.0f, g1, near);                         \
        o[2] = fma(256.0f / 595.0f, g1, near);                          \
        o[3] = fma(64.0f / 357.0f, g1, far);                            \
        o[4] = fma(-64.0f / 357.0f, g1, far);                           \
        o[5] = g2;                                                      \
    } while (0)

// U = G g G' of filters (3, 3, C, K), each position's (C, K) cut into panels of `panel` columns that lie one after
// another: panel = K is plain row-major. Dimension 0 runs over k, 1 over c.
__kernel void winograd_filter(const __global float *f, __global float *u, int C, int K, int panel) {
    int k = get_global_id(0);
    int c = get_global_id(1);
    if (k >= K) {
        return;
    }
    float t[3][6];
    for (int i = 0; i < 3; i++) {
        const __global float *g = f + ((long) i * 3 * C + c) * K + k;
        float g0 = g[0];
        float g1 = g[(long) C * K];
        float g2 = g[2L * C * K];
        FILTER_1D(t[i], g0, g1, g2);
    }
    __global float *q = u + (long) (k / panel) * C * panel + c * panel + k % panel;
    for (int j = 0; j < 6; j++) {
        float o[6];
        FILTER_1D(o, t[0][j], t[1][j], t[2][j]);
        for (int i = 0; i < 6; i++) {
            q[(long) (i * 6 + j) * C * K] = o[i];
        }
    }
}

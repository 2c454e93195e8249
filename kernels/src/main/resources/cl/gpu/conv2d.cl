// Convolution as a matrix product whose left matrix is never stored (implicit GEMM). Three products, by MODE:
//
//   FORWARD          y (pixels, K)       = patches of x (pixels, KH KW C)        times f (KH KW C, K)
//   INPUT_GRADIENT   x (pixels, C)       = patches of y (pixels, KH KW K)        times f turned (KH KW K, C)
//   FILTER_GRADIENT  f (KH KW C, K)      = patches of x, transposed              times y (pixels, K)
//
// `image` is what the patches are taken from, (n, H, W, C) with C its channels; `pixels` counts the n * OH * OW places
// that they are taken at. VECTORS says that C is a multiple of 4, so that four steps stay in one tap.

#define FORWARD 0
#define INPUT_GRADIENT 1
#define FILTER_GRADIENT 2
#ifndef MODE
#define MODE FORWARD
#endif
#ifndef VECTORS
#define VECTORS 1
#endif
#ifndef N_VECTORS
#define N_VECTORS 1
#endif

#define A_ALONG_M (MODE == FILTER_GRADIENT)
#define B_ALONG_K 0

typedef struct {
    const __global float *image;
    const __global float *b;
    int H;
    int W;
    int C;
    int OH;
    int OW;
    int pixels;
    int N;
    int last;          // the step after the last that this work-group does
    int KH;
    int KW;
    int SY;
    int SX;
    int DY;
    int DX;
    int TOP;
    int LEFT;
} Operands;

// Where the patch of a pixel begins, or, for the filter gradient, which tap and channel a row stands for.
typedef struct {
    int y;
    int x;
    long base;
} Row;

static inline Row pixel_of(Operands o, int pixel) {
    Row r;
    int ox = pixel % o.OW;
    int oy = pixel / o.OW % o.OH;
    r.base = (long) (pixel / o.OW / o.OH) * o.H * o.W;
#if MODE == INPUT_GRADIENT
    r.y = oy + o.TOP;
    r.x = ox + o.LEFT;
#else
    r.y = oy * o.SY - o.TOP;
    r.x = ox * o.SX - o.LEFT;
#endif
    return r;
}

// The element of the image under tap (i, j), channel c, of the patch of a pixel; null in the border.
static inline const __global float *under(Operands o, Row pixel, int i, int j, int c) {
#if MODE == INPUT_GRADIENT
    int y = pixel.y - i * o.DY;
    int x = pixel.x - j * o.DX;
    if (y < 0 || x < 0 || y % o.SY != 0 || x % o.SX != 0) {
        return 0;
    }
    y /= o.SY;
    x /= o.SX;
#else
    int y = pixel.y + i * o.DY;
    int x = pixel.x + j * o.DX;
#endif
    bool inside = y >= 0 && y < o.H && x >= 0 && x < o.W;
    return inside ? o.image + (pixel.base + (long) y * o.W + x) * o.C + c : 0;
}

#if MODE == FILTER_GRADIENT
#define PATCHES (o.KH * o.KW * o.C)

static inline Row row_of(Operands o, int m) {
    Row r;
    r.base = m % o.C;
    r.x = m / o.C % o.KW;
    r.y = m / o.C / o.KW;
    return r;
}

static inline float element(Operands o, Row pixel, int m) {
    const __global float *p = m < PATCHES ? under(o, pixel, m / o.C / o.KW, m / o.C % o.KW, m % o.C) : 0;
    return p ? *p : 0.0f;
}

static inline float4 fetch_a(Operands o, Row row, int m, int k) {
    if (m >= PATCHES || k >= o.last) {
        return (float4) (0.0f);
    }
    Row pixel = pixel_of(o, k);
#if VECTORS
    const __global float *p = under(o, pixel, row.y, row.x, row.base);
    return p ? LOAD4(p) : (float4) (0.0f);
#else
    return (float4) (element(o, pixel, m), element(o, pixel, m + 1), element(o, pixel, m + 2),
                     element(o, pixel, m + 3));
#endif
}
#else
static inline Row row_of(Operands o, int m) {
    return pixel_of(o, m);
}

static inline float element(Operands o, Row pixel, int k) {
    const __global float *p = k < o.last ? under(o, pixel, k / o.C / o.KW, k / o.C % o.KW, k % o.C) : 0;
    return p ? *p : 0.0f;
}

static inline float4 fetch_a(Operands o, Row row, int m, int k) {
    if (m >= o.pixels || k >= o.last) {
        return (float4) (0.0f);
    }
#if VECTORS
    const __global float *p = under(o, row, k / o.C / o.KW, k / o.C % o.KW, k % o.C);
    return p ? LOAD4(p) : (float4) (0.0f);
#else
    return (float4) (element(o, row, k), element(o, row, k + 1), element(o, row, k + 2), element(o, row, k + 3));
#endif
}
#endif

static inline float4 fetch_b(Operands o, int k, int n) {
    if (n >= o.N || k >= o.last) {
        return (float4) (0.0f);
    }
    const __global float *p = o.b + (long) k * o.N + n;
    return N_VECTORS ? LOAD4(p) : gather4(p, 1, o.N - n);
}

// Pools of images (n, h, w, c) and their gradients. Dimension 0 runs over channels, 1 over columns, 2 over rows of all
// images. The gradients gather: every pixel looks at the windows that cover it, so nothing is added atomically and the
// order of addition is fixed.

#define FOR_CHANNELS for (int c = get_global_id(0) * VW; c < C; c += get_global_size(0) * VW)
#define PIXEL(p, y, x, W) ((p) + ((long) (y) * (W) + (x)) * C + c)

// Output rows o whose window covers image row i: o * stride - before <= i < o * stride - before + extent.
static inline int first_cover(int i, int extent, int stride, int before) {
    return max(0, (i + before - extent + stride) / stride);
}

static inline int last_cover(int i, int stride, int before, int outputs) {
    return min(outputs - 1, (i + before) / stride);
}

__kernel void max_pool(const __global float *x, __global float *y, int H, int W, int C, int OH, int OW, WINDOW
                       EPILOGUE_PARAMETERS) {
    int ox = get_global_id(1);
    int oy = (int) get_global_id(2) % OH;
    x += (long) ((int) get_global_id(2) / OH) * H * W * C;
    long out = ((long) get_global_id(2) * OW + ox) * C;
    int y0 = oy * SY - TOP;
    int x0 = ox * SX - LEFT;
    FOR_CHANNELS {
        VEC best = (VEC) (-INFINITY);
        for (int i = max(y0, 0); i < min(y0 + KH, H); i++) {
            for (int j = max(x0, 0); j < min(x0 + KW, W); j++) {
                VEC v = load_edge(PIXEL(x, i, j, W), C - c);
                best = v > best ? v : best;
            }
        }
        FINISH(best, y, out + c, c, C - c);
    }
}

// dx gets dy of every window in which it is the greatest, the first of those that tie in row-major order:
// those that are TIE of it below it, or less.
__kernel void max_pool_gradient(const __global float *x, const __global float *dy, __global float *dx,
                                int H, int W, int C, int OH, int OW, WINDOW EPILOGUE_PARAMETERS) {
    int px = get_global_id(1);
    int py = (int) get_global_id(2) % H;
    x += (long) ((int) get_global_id(2) / H) * H * W * C;
    dy += (long) ((int) get_global_id(2) / H) * OH * OW * C;
    long out = ((long) get_global_id(2) * W + px) * C;
    FOR_CHANNELS {
        VEC mine = load_edge(PIXEL(x, py, px, W), C - c);
        VEC total = (VEC) (0.0f);
        for (int oy = first_cover(py, KH, SY, TOP); oy <= last_cover(py, SY, TOP, OH); oy++) {
            for (int ox = first_cover(px, KW, SX, LEFT); ox <= last_cover(px, SX, LEFT, OW); ox++) {
                int y0 = oy * SY - TOP;
                int x0 = ox * SX - LEFT;
                VEC share = load_edge(PIXEL(dy, oy, ox, OW), C - c);
                VEC greatest = (VEC) (-INFINITY);
                for (int i = max(y0, 0); i < min(y0 + KH, H); i++) {
                    for (int j = max(x0, 0); j < min(x0 + KW, W); j++) {
                        VEC other = load_edge(PIXEL(x, i, j, W), C - c);
                        greatest = other > greatest ? other : greatest;
                    }
                }
                VEC tie = TIE == 0 ? greatest : greatest - fabs(greatest) * TIE;
                share = mine >= tie ? share : (VEC) (0.0f);
                for (int i = max(y0, 0); i <= py; i++) {
                    for (int j = max(x0, 0); j < (i < py ? min(x0 + KW, W) : px); j++) {
                        VEC other = load_edge(PIXEL(x, i, j, W), C - c);
                        share = other >= tie ? (VEC) (0.0f) : share;
                    }
                }
                total += share;
            }
        }
        FINISH(total, dx, out + c, c, C - c);
    }
}

// How many pixels of the image lie under the window that begins at (y0, x0).
static inline int covered(int y0, int x0, int KH, int KW, int H, int W) {
    return (min(y0 + KH, H) - max(y0, 0)) * (min(x0 + KW, W) - max(x0, 0));
}

__kernel void average_pool(const __global float *x, __global float *y, int H, int W, int C, int OH, int OW, WINDOW
                           EPILOGUE_PARAMETERS) {
    int ox = get_global_id(1);
    int oy = (int) get_global_id(2) % OH;
    x += (long) ((int) get_global_id(2) / OH) * H * W * C;
    long out = ((long) get_global_id(2) * OW + ox) * C;
    int y0 = oy * SY - TOP;
    int x0 = ox * SX - LEFT;
    FOR_CHANNELS {
        VEC total = (VEC) (0.0f);
        for (int i = max(y0, 0); i < min(y0 + KH, H); i++) {
            VEC row = (VEC) (0.0f);
            for (int j = max(x0, 0); j < min(x0 + KW, W); j++) {
                row += load_edge(PIXEL(x, i, j, W), C - c);
            }
            total += row;
        }
        VEC mean = total / (VEC) (covered(y0, x0, KH, KW, H, W));
        FINISH(mean, y, out + c, c, C - c);
    }
}

__kernel void average_pool_gradient(const __global float *dy, __global float *dx, int H, int W, int C, int OH, int OW,
                                    WINDOW EPILOGUE_PARAMETERS) {
    int px = get_global_id(1);
    int py = (int) get_global_id(2) % H;
    dy += (long) ((int) get_global_id(2) / H) * OH * OW * C;
    long out = ((long) get_global_id(2) * W + px) * C;
    FOR_CHANNELS {
        VEC total = (VEC) (0.0f);
        for (int oy = first_cover(py, KH, SY, TOP); oy <= last_cover(py, SY, TOP, OH); oy++) {
            for (int ox = first_cover(px, KW, SX, LEFT); ox <= last_cover(px, SX, LEFT, OW); ox++) {
                int pixels = covered(oy * SY - TOP, ox * SX - LEFT, KH, KW, H, W);
                total += load_edge(PIXEL(dy, oy, ox, OW), C - c) / (VEC) (pixels);
            }
        }
        FINISH(total, dx, out + c, c, C - c);
    }
}

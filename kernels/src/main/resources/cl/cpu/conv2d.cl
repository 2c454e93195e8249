// Direct convolution of images that carry their zero border with them, so that no inner loop asks where the edge is.
// In NHWC the taps of one filter row and their channels are one contiguous run of the image: the sum over filter
// rows, columns and channels is a sum over `taps` runs of `run` floats, run t starting TAP_OFFSET(t) after the pixel.

// Taps are counted along filter rows: `across` of them a row, rowStep floats between rows, tapStep between taps. Where
// the taps of a row are adjacent, a whole row is one tap of a longer run.
#define TAP_OFFSET(t) ((t) / across * rowStep + (t) % across * tapStep)

// The bordered image (n, H, W, C) of x (n, h, w, C): row q holds row (q - top) / stepY of x where that is whole and
// inside, zeros elsewhere. Steps above 1 spread an adjoint to where a strided convolution read. Dimension 1 runs over
// columns, 2 over rows of all images.
__kernel void border(const __global float *x, __global float *y, int h, int w, int C, int H, int W,
                     int top, int left, int stepY, int stepX) {
    int ty = (int) (get_global_id(2) % H) - top;
    int tx = (int) get_global_id(1) - left;
    long image = get_global_id(2) / H;
    bool there = ty >= 0 && ty % stepY == 0 && ty / stepY < h && tx >= 0 && tx % stepX == 0 && tx / stepX < w;
    const __global float *p = x + ((image * h + ty / stepY) * w + tx / stepX) * C;
    __global float *q = y + ((long) get_global_id(2) * W + get_global_id(1)) * C;
    for (int c = 0; c < C; c++) {
        q[c] = there ? p[c] : 0.0f;
    }
}

#define ROW(i) (row[i] + TAP_OFFSET(t))

// y (n, OH, OW, K) from bordered x (n, H, W, C) and packed filters (taps * run, K). Dimension 0 runs over blocks of
// MTILES * MR output pixels, 1 over panels of filters.
ONE_ITEM __kernel void conv2d(const __global float *x, const __global float *f, __global float *y, int pixels,
                              int H, int W, int C, int OH, int OW, int K, int SY, int SX, int taps, int across,
                              int rowStep, int tapStep, int run EPILOGUE_PARAMETERS) {
    int n = get_group_id(1) * NR;
    f += (long) n * taps * run;
    for (int block = 0; block < MTILES; block++) {
        int m = (get_group_id(0) * MTILES + block) * MR;
        if (m >= pixels) {
            return;
        }
        const __global float *row[MR];
        VEC left[MR], right[MR];
        EACH_ROW {
            int p = min(m + i, pixels - 1);
            row[i] = x + (((long) (p / OW / OH) * H + p / OW % OH * SY) * W + p % OW * SX) * C;
            left[i] = (VEC) (0.0f);
            right[i] = (VEC) (0.0f);
        }
        for (int t = 0; t < taps; t++) {
            const __global float *panel = f + (long) t * run * NR;
            MULTIPLY(left, right, ROW, 1, panel, run)
        }
        EACH_ROW {
            if (m + i < pixels) {
                long at = (long) (m + i) * K + n;
                FINISH(left[i], y, at, n, K - n);
                FINISH(right[i], y, at + VW, n + VW, K - n - VW);
            }
        }
    }
}

// f (taps * run, K) from bordered x and y (n, OH, OW, K): MR consecutive elements of a run by NR filters, summed over
// all pixels, row by row so that long sums round little. Dimension 0 runs over pieces of MR of a run, 1 over panels, 2
// over taps.
ONE_ITEM __kernel void conv2d_filter_gradient(const __global float *x, const __global float *y, __global float *f,
                                              int images, int H, int W, int C, int OH, int OW, int K, int SY, int SX,
                                              int across, int rowStep, int tapStep, int run
                                              EPILOGUE_PARAMETERS) {
    int t = get_group_id(2);
    int n = get_group_id(1) * NR;
    int j = get_group_id(0) * MR;
    int index[MR];
    VEC sumLeft[MR], sumRight[MR];
    EACH_ROW {
        index[i] = min(j + i, run - 1);
        sumLeft[i] = (VEC) (0.0f);
        sumRight[i] = (VEC) (0.0f);
    }
    for (int at = 0; at < images * OH; at++) {
        const __global float *p = x + ((long) (at / OH) * H + at % OH * SY) * W * C + TAP_OFFSET(t);
        const __global float *q = y + (long) at * OW * K + n;
        VEC left[MR], right[MR];
        EACH_ROW {
            left[i] = (VEC) (0.0f);
            right[i] = (VEC) (0.0f);
        }
        for (int ox = 0; ox < OW; ox++) {
            VEC b0 = load_edge(q + (long) ox * K, K - n);
            VEC b1 = load_edge(q + (long) ox * K + VW, K - n - VW);
            EACH_ROW {
                VEC a = (VEC) (p[ox * SX * C + index[i]]);
                left[i] = fma(a, b0, left[i]);
                right[i] = fma(a, b1, right[i]);
            }
        }
        EACH_ROW {
            sumLeft[i] += left[i];
            sumRight[i] += right[i];
        }
    }
    EACH_ROW {
        if (j + i < run) {
            long at = ((long) t * run + j + i) * K + n;
            FINISH(sumLeft[i], f, at, n, K - n);
            FINISH(sumRight[i], f, at + VW, n + VW, K - n - VW);
        }
    }
}

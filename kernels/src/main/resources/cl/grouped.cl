// Convolution in groups (a depthwise one is as many groups as channels) and its two gradients, one work-item an
// element of the result: few products each, so memory bounds them and tiles would gain nothing. Compile with VW 1.

// y (n, OH, OW, K) from x (n, H, W, C) and f (KH, KW, C / groups, K)
__kernel void grouped_forward(const __global float *x, const __global float *f, __global float *y, int size,
                              int H, int W, int C, int OH, int OW, int K, int groups, WINDOW
                              EPILOGUE_PARAMETERS) {
    int cg = C / groups;
    EACH_OF_CHUNK(at, size) {
        int k = at % K;
        int ox = at / K % OW;
        int oy = at / K / OW % OH;
        int n = at / K / OW / OH;
        int c0 = k / (K / groups) * cg;
        float total = 0.0f;
        for (int i = 0; i < KH; i++) {
            int py = oy * SY - TOP + i * DY;
            for (int j = 0; j < KW; j++) {
                int px = ox * SX - LEFT + j * DX;
                if (py >= 0 && py < H && px >= 0 && px < W) {
                    const __global float *p = x + (((long) n * H + py) * W + px) * C + c0;
                    const __global float *g = f + (long) (i * KW + j) * cg * K + k;
                    for (int c = 0; c < cg; c++) {
                        total = fma(p[c], g[(long) c * K], total);
                    }
                }
            }
        }
        EPILOGUE(float, SLOAD, total, at, k)
        y[at] = total;
    }
}

// x (n, H, W, C) from y (n, OH, OW, K) and f (KH, KW, C / groups, K)
__kernel void grouped_input_gradient(const __global float *y, const __global float *f, __global float *x, int size,
                                     int H, int W, int C, int OH, int OW, int K, int groups, WINDOW
                              EPILOGUE_PARAMETERS) {
    int cg = C / groups;
    int kg = K / groups;
    EACH_OF_CHUNK(at, size) {
        int c = at % C;
        int px = at / C % W;
        int py = at / C / W % H;
        int n = at / C / W / H;
        int k0 = c / cg * kg;
        float total = 0.0f;
        for (int i = 0; i < KH; i++) {
            int ty = py + TOP - i * DY;
            for (int j = 0; j < KW; j++) {
                int tx = px + LEFT - j * DX;
                if (ty >= 0 && ty % SY == 0 && ty / SY < OH && tx >= 0 && tx % SX == 0 && tx / SX < OW) {
                    const __global float *p = y + (((long) n * OH + ty / SY) * OW + tx / SX) * K + k0;
                    const __global float *g = f + ((long) (i * KW + j) * cg + c % cg) * K + k0;
                    for (int k = 0; k < kg; k++) {
                        total = fma(p[k], g[k], total);
                    }
                }
            }
        }
        EPILOGUE(float, SLOAD, total, at, c)
        x[at] = total;
    }
}

// f (KH, KW, C / groups, K) from x (n, H, W, C) and y (n, OH, OW, K); sums row by row, so that long sums round little
__kernel void grouped_filter_gradient(const __global float *x, const __global float *y, __global float *f, int size,
                                      int images, int H, int W, int C, int OH, int OW, int K, int groups, WINDOW
                                      EPILOGUE_PARAMETERS) {
    int cg = C / groups;
    EACH_OF_CHUNK(at, size) {
        int k = at % K;
        int c = at / K % cg + k / (K / groups) * cg;
        int j = at / K / cg % KW;
        int i = at / K / cg / KW;
        float total = 0.0f;
        for (int n = 0; n < images; n++) {
            for (int oy = 0; oy < OH; oy++) {
                int py = oy * SY - TOP + i * DY;
                if (py < 0 || py >= H) {
                    continue;
                }
                float row = 0.0f;
                for (int ox = 0; ox < OW; ox++) {
                    int px = ox * SX - LEFT + j * DX;
                    if (px >= 0 && px < W) {
                        row = fma(x[(((long) n * H + py) * W + px) * C + c],
                                  y[(((long) n * OH + oy) * OW + ox) * K + k], row);
                    }
                }
                total += row;
            }
        }
        EPILOGUE(float, SLOAD, total, at, k)
        f[at] = total;
    }
}

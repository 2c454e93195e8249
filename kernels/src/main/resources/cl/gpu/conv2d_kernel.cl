// The kernel on top of conv2d.cl and tile.cl. Dimension 0 runs over column tiles, 1 over row tiles, 2 over the parts of
// K.

TILE_KERNEL conv2d(const __global float *image, const __global float *b, __global float *c, int M, int N, int K,
                   int H, int W, int C, int OH, int OW, int pixels, WINDOW, int depth EPILOGUE_PARAMETERS) {
    __local float4 tileA[2][BK * A_PITCH];
    __local float4 tileB[2][BK * B_PITCH];
    Operands operands = {image, b, H, W, C, OH, OW, pixels, N, K, KH, KW, SY, SX, DY, DX, TOP, LEFT};
    multiply_tiles(operands, c, M, N, K, depth, tileA, tileB EPILOGUE_ARGUMENTS);
}

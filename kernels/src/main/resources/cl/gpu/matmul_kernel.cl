// The kernel on top of matmul.cl and tile.cl. Dimension 0 runs over column tiles, 1 over row tiles, 2 over the batch
// or the parts of K.

TILE_KERNEL matmul(const __global float *a, const __global float *b, __global float *c, int M, int N, int K,
                   int strideA, int strideB, int strideC, int depth EPILOGUE_PARAMETERS) {
    __local float4 tileA[2][BK * A_PITCH];
    __local float4 tileB[2][BK * B_PITCH];
    long z = SPLIT ? 0 : get_group_id(2);
    Operands operands = {a + z * strideA, b + z * strideB, M, N, K, K};
    multiply_tiles(operands, c + z * strideC, M, N, K, depth, tileA, tileB EPILOGUE_ARGUMENTS);
}

// The register tile of the CPU family: MR rows of A by NR = 2 vectors of B.
//
//              NR = 2 VW
//            +----+----+
//      B     | b0 | b1 |   one step k: two loads, MR broadcasts, 2 MR fused multiply-adds
//            +----+----+
//      +-+   +----+----+
//      |a|   |    |    |   12 accumulators, 2 vectors of B and a broadcast are 15 of AVX2's 16 registers
//   MR | |   |left|right
//      | |   |    |    |
//      +-+   +----+----+
//
// B lies in panels: NR columns, packed so that step k + 1 follows step k in memory.

#ifndef MR
#define MR 6           // rows: 6 for 16 registers (AVX2), 12 for 32 (AVX-512, NEON)
#endif
#ifndef MTILES
#define MTILES 8       // tiles that one work-item does one below another, while B's panel stays in the cache
#endif
#define NR (2 * VW)

#define EACH_ROW _Pragma("unroll") for (int i = 0; i < MR; i++)

// left, right += (MR rows of A) * (panel of B) over `length` steps; A(i, k) is the macro's argument ROW(i)[k * STEP].
#define MULTIPLY(left, right, ROW, STEP, panel, length)                 \
    for (int k = 0; k < (length); k++) {                                \
        VEC b0 = VLOAD((panel) + (long) k * NR);                        \
        VEC b1 = VLOAD((panel) + (long) k * NR + VW);                   \
        EACH_ROW {                                                      \
            VEC a = (VEC) (ROW(i)[(long) k * (STEP)]);                  \
            left[i] = fma(a, b0, left[i]);                              \
            right[i] = fma(a, b1, right[i]);                            \
        }                                                               \
    }

// A matrix of `slices * rows` rows into panels of NR columns, the last one filled with zeros. Slices lie sliceStride
// apart, rows of one rowStride, columns columnStride. Dimension 0 runs over panels, 1 over rows, 2 over slices.
__kernel void pack(const __global float *b, __global float *packed, int rows, int columns, int offset,
                   int rowStride, int columnStride, int sliceStride) {
    int panel = get_global_id(0);
    long row = (long) get_global_id(2) * rows + get_global_id(1);
    b += (long) offset + (long) get_global_id(2) * sliceStride + (long) get_global_id(1) * rowStride;
    packed += (panel * (long) rows * get_global_size(2) + row) * NR;
    for (int j = 0; j < NR; j++) {
        int column = panel * NR + j;
        packed[j] = column < columns ? b[(long) column * columnStride] : 0.0f;
    }
}

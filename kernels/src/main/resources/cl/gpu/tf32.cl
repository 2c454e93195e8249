// Products on tensor cores in TF32: factors rounded to 10 bits of mantissa, sums in float32. For NVIDIA devices of
// compute capability 8.0 on, by inline PTX; elsewhere the same sums in plain C, without the rounding, which serves
// tests alone.
//
// One instruction multiplies 16 x 8 by 8 x 8. Lane `lane` of the warp, g = lane / 4, t = lane % 4, holds (PTX ISA,
// "Matrix fragments for mma.m16n8k8"):
//
//     A: (g, t)  (g + 8, t)  (g, t + 4)  (g + 8, t + 4)        B: (t, g)  (t + 4, g)
//     C: (g, 2t)  (g, 2t + 1)  (g + 8, 2t)  (g + 8, 2t + 1)

#if defined(__NV_CL_C_VERSION) || defined(cl_nv_pragma_unroll)
#define TENSOR_CORES 1
#else
#define TENSOR_CORES 0
#endif

// sum, a lane's four elements of C, += A B; both lie in local memory by steps, A[m][k] = a[k * pitchA + m] and
// B[k][n] = b[k * pitchB + n].
static inline void multiply_16x8x8(float4 *sum, const __local float *a, int pitchA, const __local float *b, int pitchB,
                            int lane) {
    int g = lane / 4;
    int t = lane % 4;
#if !TENSOR_CORES
    for (int k = 0; k < 8; k++) {
        float4 rows = (float4) ((float2) (a[k * pitchA + g]), (float2) (a[k * pitchA + g + 8]));
        float2 columns = (float2) (b[k * pitchB + 2 * t], b[k * pitchB + 2 * t + 1]);
        *sum = fma(rows, (float4) (columns, columns), *sum);
    }
#else
    uint a0, a1, a2, a3, b0, b1;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a0) : "f"(a[t * pitchA + g]));
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a1) : "f"(a[t * pitchA + g + 8]));
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a2) : "f"(a[(t + 4) * pitchA + g]));
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(a3) : "f"(a[(t + 4) * pitchA + g + 8]));
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(b0) : "f"(b[t * pitchB + g]));
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(b1) : "f"(b[(t + 4) * pitchB + g]));
    float x = (*sum).x, y = (*sum).y, z = (*sum).z, w = (*sum).w;
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(x), "+f"(y), "+f"(z), "+f"(w) : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
    *sum = (float4) (x, y, z, w);
#endif
}

// The probe: does the device compile this, and is c (16, 8) = a (8, 16)' b (8, 8) right? The number behind c tells
// whether tensor cores computed it.
__attribute__((reqd_work_group_size(32, 1, 1)))
__kernel void probe(const __global float *a, const __global float *b, __global float *c) {
    __local float la[8 * 16], lb[8 * 8];
    int lane = get_local_id(0);
    for (int i = lane; i < 8 * 16; i += 32) {
        la[i] = a[i];
    }
    for (int i = lane; i < 8 * 8; i += 32) {
        lb[i] = b[i];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float4 sum = (float4) (0.0f);
    multiply_16x8x8(&sum, la, 16, lb, 8, lane);
    int at = lane / 4 * 8 + lane % 4 * 2;
    c[at] = sum.x;
    c[at + 1] = sum.y;
    c[at + 64] = sum.z;
    c[at + 65] = sum.w;
    if (lane == 0) {
        c[16 * 8] = TENSOR_CORES;
    }
}

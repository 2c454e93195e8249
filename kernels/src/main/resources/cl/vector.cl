// A vector of VW floats, one of a register's width on CPU devices and 1 or 4 on GPUs, and loads that stop at an edge.
// Kernels that are written with it serve both families: their loops step by the global size, so that a GPU gives every
// vector its own work-item and a CPU device gives one work-item a whole row.

#ifndef VW
#define VW 8           // 1, 4, 8 or 16
#endif

#define JOIN(a, b) a##b
#define JOIN2(a, b) JOIN(a, b)
#if VW == 1
#define VEC float
#define VLOAD(p) (*(p))
#define VSTORE(v, p) (*(p) = (v))
#else
#define VEC JOIN2(float, VW)
#define VLOAD(p) JOIN2(vload, VW)(0, p)
#define VSTORE(v, p) JOIN2(vstore, VW)(v, 0, p)
#endif
#define SLOAD(p) (*(p))

// A work-item's share of a long array: CHUNK elements in a row, so that two cores never write one cache line by turns.
#ifndef CHUNK
#define CHUNK VW       // VW on GPUs, some thousands on CPU devices
#endif
#define EACH_OF_CHUNK(at, size) \
    for (int at = get_global_id(0) * CHUNK, end = min((size), at + CHUNK); at < end; at += VW)

#define ONE_ITEM __attribute__((reqd_work_group_size(1, 1, 1)))

// The pointwise operations that follow this one, in one pass: statements that change `v`, a T, which belongs to the
// elements from `at` on, of channel `n` on. The host writes the macro; EPILOGUE_PARAMETERS are the further operands.
#ifndef EPILOGUE
#define EPILOGUE(T, LOAD, v, at, n)
#define EPILOGUE_PARAMETERS
#define EPILOGUE_ARGUMENTS
#endif

// Applies the epilogue to the first `count` lanes of v and writes them to out[at]; `count` may be VW or more.
#define FINISH(v, out, at, n, count)                            \
    do {                                                        \
        if ((count) >= VW) {                                    \
            VEC whole = (v);                                    \
            EPILOGUE(VEC, VLOAD, whole, (at), (n))              \
            VSTORE(whole, (out) + (at));                        \
        } else if ((count) > 0) {                               \
            float lane[VW];                                     \
            VSTORE(v, lane);                                    \
            for (int l = 0; l < (count); l++) {                 \
                float one = lane[l];                            \
                EPILOGUE(float, SLOAD, one, (at) + l, (n) + l)  \
                (out)[(at) + l] = one;                          \
            }                                                   \
        }                                                       \
    } while (0)

// The geometry of a sliding window as arguments: extent, stride, dilation, and the border above and to the left. Not
// defines, so that one compiled program serves every layer.
#define WINDOW int KH, int KW, int SY, int SX, int DY, int DX, int TOP, int LEFT

// The first `count` lanes from memory, zeros in the rest; `count` may be VW or more.
static inline VEC load_edge(const __global float *p, int count) {
    if (count >= VW) {
        return VLOAD(p);
    }
    float lane[VW];
    for (int i = 0; i < VW; i++) {
        lane[i] = i < count ? p[i] : 0.0f;
    }
    return VLOAD(lane);
}

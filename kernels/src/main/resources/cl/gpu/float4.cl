// Loads of four floats. A pointer cast asks for 16-byte alignment and gets one instruction; vload4 would ask for four
// bytes and get four.

#define LOAD4(p) (*(const __global float4 *) (p))

// p[0], p[stride], ... as far as `count` allows, zeros in the rest.
static inline float4 gather4(const __global float *p, long stride, int count) {
    float4 v;
    v.x = count > 0 ? p[0] : 0.0f;
    v.y = count > 1 ? p[stride] : 0.0f;
    v.z = count > 2 ? p[2 * stride] : 0.0f;
    v.w = count > 3 ? p[3 * stride] : 0.0f;
    return v;
}

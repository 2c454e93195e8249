// y[i] = epilogue: a run of pointwise operations in one pass over memory; its first statement loads `v`. n is i modulo
// the channels.
__kernel void pointwise(__global float *y, int size, int channels EPILOGUE_PARAMETERS) {
    EACH_OF_CHUNK(at, size) {
        VEC v = (VEC) (0.0f);
        FINISH(v, y, at, at % channels, size - at);
    }
}

// y[i] = epilogue(sum over s of x[s * size + i]): what a product split along its inner extent ends with.
__kernel void combine(const __global float *x, __global float *y, int size, int channels, int slices
                      EPILOGUE_PARAMETERS) {
    EACH_OF_CHUNK(at, size) {
        VEC v = load_edge(x + at, size - at);
        for (int s = 1; s < slices; s++) {
            v += load_edge(x + (long) s * size + at, size - at);
        }
        FINISH(v, y, at, at % channels, size - at);
    }
}

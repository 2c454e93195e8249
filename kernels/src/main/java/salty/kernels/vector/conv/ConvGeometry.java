package salty.kernels.vector.conv;

/**
 * The numbers of a two-dimensional convolution: x (n, h, w, c) with filters (kh, kw, c / groups, k) gives (n, outH,
 * outW, k).
 *
 * <p>Output pixel (i, j) reads rows {@code i * strideH - padTop + r * dilationH} and columns likewise; what lies
 * outside the image is zero.
 */
public record ConvGeometry(int n, int h, int w, int c, int kh, int kw, int k,
                           int strideH, int strideW, int padTop, int padLeft, int outH, int outW,
                           int dilationH, int dilationW, int groups) {

    /** An undilated, ungrouped convolution of stride 1 that keeps the image's size (odd kernels). */
    public static ConvGeometry same(int n, int h, int w, int c, int kh, int kw, int k) {
        return new ConvGeometry(n, h, w, c, kh, kw, k, 1, 1, (kh - 1) / 2, (kw - 1) / 2, h, w, 1, 1, 1);
    }

    /** Floats of one output pixel's patch in one group: the length of its dot products. */
    public int patch() {
        return kh * kw * (c / groups);
    }

    public int outPixels() {
        return n * outH * outW;
    }

    /** Whether the patches are the pixels themselves, so that the product can read them in place. */
    public boolean pointwise() {
        return kh == 1 && kw == 1 && strideH == 1 && strideW == 1 && padTop == 0 && padLeft == 0
                && outH == h && outW == w;
    }

    /** Whether every channel has one filter of its own. */
    public boolean depthwise() {
        return groups == c && k == c && c > 1;
    }

    public boolean winograd() {
        return kh == 3 && kw == 3 && strideH == 1 && strideW == 1 && dilationH == 1 && dilationW == 1 && groups == 1;
    }

    /** Multiply-adds of the direct computation. */
    long multiplyAdds() {
        return (long) outPixels() * patch() * k;
    }
}

package salty.engine.op;

import java.util.List;

import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The geometry of a sliding window: its extent, step, dilation and the zero (or, for pools, absent) border around the
 * image. Output row {@code o} reads input rows {@code o * strideY - top + i * dilationY}, {@code 0 <= i < height}.
 */
public record Window(int height, int width, int strideY, int strideX, int dilationY, int dilationX,
                     int top, int bottom, int left, int right) {

    public Window {
        if (Math.min(Math.min(height, width), Math.min(Math.min(strideY, strideX), Math.min(dilationY, dilationX))) < 1
                || Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
            throw new IllegalArgumentException("window " + height + " x " + width + ": extent, stride and dilation"
                    + " must be at least 1, padding at least 0");
        }
    }

    /** A dense window without padding that moves by {@code stride}. */
    public static Window valid(int height, int width, int stride) {
        return new Window(height, width, stride, stride, 1, 1, 0, 0, 0, 0);
    }

    /**
     * TensorFlow's {@code padding='same'} for an image of {@code h} by {@code w}: {@code ceil(h / strideY)} rows come
     * out, and of an odd number of padding rows the extra one lies below.
     */
    public static Window same(int height, int width, int strideY, int strideX, int dilationY, int dilationX,
                              int h, int w) {
        int vertical = samePadding(height, strideY, dilationY, h);
        int horizontal = samePadding(width, strideX, dilationX, w);
        return new Window(height, width, strideY, strideX, dilationY, dilationX,
                vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
    }

    private static int samePadding(int extent, int stride, int dilation, int size) {
        return Math.max(((size + stride - 1) / stride - 1) * stride + (extent - 1) * dilation + 1 - size, 0);
    }

    /** Rows that come out of {@code h} rows; below 1 where the window does not fit. */
    public int outHeight(int h) {
        return Math.floorDiv(h + top + bottom - (height - 1) * dilationY - 1, strideY) + 1;
    }

    /** Columns that come out of {@code w} columns; below 1 where the window does not fit. */
    public int outWidth(int w) {
        return Math.floorDiv(w + left + right - (width - 1) * dilationX - 1, strideX) + 1;
    }

    /** Whether it moves by single pixels. */
    public boolean unitStride() {
        return strideY == 1 && strideX == 1;
    }

    /** Whether its taps are adjacent. */
    public boolean dense() {
        return dilationY == 1 && dilationX == 1;
    }

    /** The shape that comes out of images {@code (n, h, w, c)} with {@code channels} channels. */
    Shape output(Op op, List<Shape> inputs, int channels) {
        Shape x = inputs.getFirst();
        int h = outHeight(x.dim(1));
        int w = outWidth(x.dim(2));
        if (h < 1 || w < 1) {
            throw new ShapeException(op.name(), inputs, "the window " + this + " does not fit the image");
        }
        return Shape.of(x.dim(0), h, w, channels);
    }

    @Override
    public String toString() {
        return height + "x" + width + (unitStride() ? "" : " stride " + strideY + "x" + strideX)
                + (dense() ? "" : " dilation " + dilationY + "x" + dilationX)
                + (top + bottom + left + right == 0 ? "" : " pad " + top + "," + bottom + "," + left + "," + right);
    }
}

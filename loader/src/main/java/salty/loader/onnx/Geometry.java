package salty.loader.onnx;

import java.util.Arrays;
import salty.engine.graph.Shape;
import salty.engine.op.Window;
import salty.loader.graph.Attributes;
import salty.loader.graph.Convolutions;
import salty.loader.graph.Images;

/**
 * How a window moves over images, as ONNX' convolutions and pools say it: kernel, strides, dilations, and pads given or
 * made so that a certain size comes out.
 */
record Geometry(int[] kernel, int[] strides, int[] dilations, int[] before, int[] after) {

    /**
     * Reads the settings of a convolution or pool over images {@code (n, h, w, c)}.
     *
     * @param kernel the window's height and width
     */
    static Geometry of(Attributes attributes, Images images, int[] kernel, Shape image) {
        int[] ones = new int[images.rank() - 2];
        Arrays.fill(ones, 1);
        int[] strides = images.spatial(attributes.integers("strides", ones), 1);
        int[] dilations = images.spatial(attributes.integers("dilations", ones), 1);
        int[] before = new int[2];
        int[] after = new int[2];
        switch (attributes.text("auto_pad", "NOTSET")) {
            case "SAME_UPPER", "SAME_LOWER" -> {
                boolean lower = attributes.text("auto_pad", "").equals("SAME_LOWER");
                for (int i = 0; i < 2; i++) {
                    requirePositive(strides[i]);
                    int[] pads = Convolutions.same(image.dim(1 + i), kernel[i], strides[i], dilations[i], lower);
                    before[i] = pads[0];
                    after[i] = pads[1];
                }
            }
            case "VALID" -> { }
            default -> {
                int[] pads = attributes.integers("pads", new int[2 * ones.length]);
                if (pads.length != 2 * ones.length) {
                    throw new IllegalArgumentException("has " + pads.length + " pads for " + ones.length + " axes");
                }
                before = images.spatial(Arrays.copyOf(pads, ones.length), 0);
                after = images.spatial(Arrays.copyOfRange(pads, ones.length, pads.length), 0);
            }
        }
        return new Geometry(kernel, strides, dilations, before, after);
    }

    private static void requirePositive(int stride) {
        if (stride < 1) {
            throw new IllegalArgumentException("has a stride of " + stride);
        }
    }

    /** The window. */
    Window window() {
        return new Window(kernel[0], kernel[1], strides[0], strides[1], dilations[0], dilations[1],
                before[0], after[0], before[1], after[1]);
    }

    /**
     * The same with so much more padding at the end that what the stride leaves over gives one more element, unless all
     * that element sees is padding: {@code ceil_mode}.
     */
    Geometry ceil(Shape image) {
        int[] more = after.clone();
        for (int i = 0; i < 2; i++) {
            requirePositive(strides[i]);
            int padded = image.dim(1 + i) + before[i] + after[i];
            int extent = (kernel[i] - 1) * dilations[i] + 1;
            int last = Math.ceilDiv(padded - extent, strides[i]);
            last -= last * strides[i] >= image.dim(1 + i) + before[i] ? 1 : 0;
            more[i] += Math.max(0, last * strides[i] + extent - padded);
        }
        return new Geometry(kernel, strides, dilations, before, more);
    }
}

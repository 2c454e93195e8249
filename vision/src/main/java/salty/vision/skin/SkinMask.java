package salty.vision.skin;

import java.util.ArrayDeque;
import java.util.Deque;
import salty.loader.image.Png;

/**
 * Which pixels of a picture look like skin.
 *
 * @param width  in pixels, of the reduced picture where it was reduced
 * @param height in pixels
 * @param skin   {@code (height, width)}
 */
public record SkinMask(int width, int height, boolean[] skin) {

    public SkinMask {
        if (skin.length != width * height) {
            throw new IllegalArgumentException("a mask of " + width + " x " + height + " cannot have " + skin.length
                    + " pixels");
        }
    }

    /** The share of pixels that look like skin, 0 to 1. */
    public double share() {
        int count = 0;
        for (boolean pixel : skin) {
            count += pixel ? 1 : 0;
        }
        return (double) count / skin.length;
    }

    /** The share of pixels in the largest region, 0 to 1; pixels that touch along a side belong together. */
    public double largestRegion() {
        boolean[] seen = new boolean[skin.length];
        int largest = 0;
        for (int i = 0; i < skin.length; i++) {
            if (skin[i] && !seen[i]) {
                largest = Math.max(largest, flood(i, seen));
            }
        }
        return (double) largest / skin.length;
    }

    private int flood(int start, boolean[] seen) {
        Deque<Integer> border = new ArrayDeque<>();
        seen[start] = true;
        border.push(start);
        int size = 0;
        while (!border.isEmpty()) {
            int at = border.pop();
            int x = at % width;
            size++;
            visit(at - width, at >= width, seen, border);
            visit(at + width, at + width < skin.length, seen, border);
            visit(at - 1, x > 0, seen, border);
            visit(at + 1, x + 1 < width, seen, border);
        }
        return size;
    }

    private void visit(int at, boolean inside, boolean[] seen, Deque<Integer> border) {
        if (inside && skin[at] && !seen[at]) {
            seen[at] = true;
            border.push(at);
        }
    }

    /** Whether there is enough skin for a closer look, by the paper's rule of 30 %. */
    public boolean passesOn() {
        return share() >= SkinFilter.PASS_ON;
    }

    /** The file of the mask as a picture, skin in white. */
    public byte[] png() {
        byte[] grey = new byte[skin.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (skin[i] ? 255 : 0);
        }
        return Png.encodeGrey(width, height, grey);
    }
}

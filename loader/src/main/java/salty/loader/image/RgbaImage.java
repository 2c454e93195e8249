package salty.loader.image;

import java.util.List;

/**
 * A picture with its transparency.
 *
 * @param color as stored, not multiplied by alpha
 * @param alpha {@code (height, width)} opacities, 0 to 255; an empty array if every pixel is opaque
 */
public record RgbaImage(RgbImage color, byte[] alpha) {

    private static final byte OPAQUE = (byte) 255;

    public RgbaImage {
        if (alpha.length != 0 && alpha.length != (long) color.width() * color.height()) {
            throw new IllegalArgumentException(color + " cannot have " + alpha.length + " opacities");
        }
        boolean opaque = true;
        for (int i = 0; opaque && i < alpha.length; i++) {
            opaque = alpha[i] == OPAQUE;
        }
        alpha = opaque ? new byte[0] : alpha;
    }

    /** A picture without transparency. */
    static RgbaImage of(RgbImage color) {
        return new RgbaImage(color, new byte[0]);
    }

    int width() {
        return color.width();
    }

    int height() {
        return color.height();
    }

    /** Whether nothing shines through. */
    public boolean isOpaque() {
        return alpha.length == 0;
    }

    /** What has to be behind the picture for all of it to be seen: a drawing may live in alpha alone. */
    public List<Backdrop> backdrops() {
        return isOpaque() ? List.of(Backdrop.NONE) : List.of(Backdrop.WHITE, Backdrop.BLACK);
    }

    /** The picture as it is seen before a backdrop: {@code (alpha * color + (255 - alpha) * backdrop) / 255}. */
    public RgbImage on(Backdrop backdrop) {
        if (isOpaque()) {
            return color;
        }
        byte[] rgb = color.rgb();
        byte[] seen = new byte[rgb.length];
        for (int i = 0, at = 0; i < alpha.length; i++) {
            int opacity = alpha[i] & 0xff;
            int behind = (255 - opacity) * backdrop.level() + 127;
            for (int c = 0; c < 3; c++, at++) {
                seen[at] = (byte) ((opacity * (rgb[at] & 0xff) + behind) / 255);
            }
        }
        return new RgbImage(color.width(), color.height(), seen);
    }
}

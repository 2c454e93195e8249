package salty.vision.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Animations of a few bytes whose canvas may be as large as one likes: every frame is one pixel. */
public final class DrawnGif {

    private DrawnGif() {
    }

    /**
     * The file of an animation.
     *
     * @param rgb the colour of the canvas
     */
    public static byte[] of(int width, int height, int frames, int rgb) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        shorts(out, width, height);
        // A palette of four colours, all of them the same.
        bytes(out, 0xf1, 0, 0);
        for (int i = 0; i < 4; i++) {
            bytes(out, rgb >> 16, rgb >> 8, rgb);
        }
        for (int frame = 0; frame < frames; frame++) {
            bytes(out, 0x21, 0xf9, 4, 0, 10, 0, 0, 0);
            bytes(out, 0x2c);
            shorts(out, 0, 0, 1, 1);
            // Codes of three bits, the lowest first: clear (4), colour 0, end (5).
            bytes(out, 0, 2, 2, 0b01_000_100, 0b1, 0);
        }
        bytes(out, 0x3b);
        return out.toByteArray();
    }

    private static void shorts(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            bytes(out, value, value >> 8);
        }
    }

    private static void bytes(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            out.write(value);
        }
    }
}

package salty.loader.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import salty.loader.image.Layers.Disposal;

/**
 * One picture of a WebP file: a lossy bitstream ({@code VP8 }), perhaps with its alpha beside it ({@code ALPH}), or a
 * lossless one ({@code VP8L}), which has its own.
 *
 * @param left     its place on the canvas
 * @param top      its place on the canvas
 * @param width    as the bitstream says
 * @param height   as the bitstream says
 * @param delayMs  how long it is shown
 * @param blend    whether it is drawn over the canvas
 * @param disposal what becomes of it
 * @param lossless which bitstream it is
 * @param bits     the bitstream
 * @param alpha    the chunk {@code ALPH}; empty if there is none
 */
record WebpFrame(int left, int top, int width, int height, long delayMs, boolean blend, Disposal disposal,
                 boolean lossless, ByteBuffer bits, ByteBuffer alpha) {

    private static final int SIGNATURE = 0x2f;
    /** The decoder looks ahead of the bits that it takes. */
    private static final int LOOKAHEAD = 8;

    /** The chunks of a picture as they are found; of each kind the first counts. */
    static final class Parts {
        private final ByteBuffer data;
        private ByteBuffer alpha = ByteBuffer.allocate(0);
        private ByteBuffer bits;
        private boolean lossless;
        private int width;
        private int height;

        Parts(ByteBuffer data) {
            this.data = data;
        }

        boolean isWhole() {
            return bits != null;
        }

        void take(String type, int body, int length) {
            if (bits != null) {
                return;
            }
            switch (type) {
                case "ALPH" -> alpha = data.slice(body, length);
                case "VP8 " -> {
                    need(length, 10);
                    bits = data.slice(body, length);
                    width = data.getShort(body + 6) & 0x3fff;
                    height = data.getShort(body + 8) & 0x3fff;
                }
                case "VP8L" -> {
                    need(length, 5);
                    bits = data.slice(body, length);
                    lossless = true;
                    int sizes = data.getInt(body + 1);
                    width = 1 + (sizes & 0x3fff);
                    height = 1 + (sizes >> 14 & 0x3fff);
                }
                default -> { }
            }
        }

        WebpFrame frame(int left, int top, long delayMs, boolean blend, Disposal disposal) {
            return new WebpFrame(left, top, width, height, delayMs, blend, disposal, lossless, bits, alpha);
        }
    }

    static void need(int length, int bytes) {
        if (length < bytes) {
            throw new ImageFormatException("corrupt WebP: a chunk of " + length + " bytes");
        }
    }

    RgbaImage decode() throws IOException {
        if (lossless) {
            return lossless(bits);
        }
        return new RgbaImage(Vp8Decoder.decode(bits), alpha.hasRemaining() ? opacities() : new byte[0]);
    }

    private static RgbaImage lossless(ByteBuffer bits) throws IOException {
        BufferedImage image = Codecs.WEBP.read(file(bits)).image();
        return new RgbaImage(Samples.toRgb(image), Samples.alpha(image));
    }

    /** The alpha plane (RFC 9649, 2.7.1.2): raw, or the green of a lossless picture; filtered by neighbours. */
    private byte[] opacities() throws IOException {
        int flags = alpha.get(0);
        byte[] plane = new byte[width * height];
        if ((flags & 3) == 0) {
            need(alpha.capacity() - 1, plane.length);
            alpha.get(1, plane);
        } else if ((flags & 3) == 1) {
            byte[] rgb = lossless(withHeader()).color().rgb();
            for (int i = 0; i < plane.length; i++) {
                plane[i] = rgb[3 * i + 1];
            }
        } else {
            throw new ImageFormatException("corrupt WebP: alpha of an unknown kind");
        }
        unfilter(plane, flags >> 2 & 3);
        return plane;
    }

    /** The lossless bitstream of an alpha plane lacks the five bytes that say its size. */
    private ByteBuffer withHeader() {
        return ByteBuffer.allocate(5 + alpha.capacity() - 1).order(ByteOrder.LITTLE_ENDIAN).put((byte) SIGNATURE)
                .putInt(width - 1 | height - 1 << 14).put(alpha.slice(1, alpha.capacity() - 1)).flip();
    }

    private void unfilter(byte[] plane, int filter) {
        if (filter == 0) {
            return;
        }
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                int left = x > 0 ? plane[at - 1] & 0xff : 0;
                int above = y > 0 ? plane[at - width] & 0xff : 0;
                int predicted = x == 0 ? above : y == 0 || filter == 1 ? left : filter == 2 ? above
                        : Math.clamp(left + above - (plane[at - width - 1] & 0xff), 0, 255);
                plane[at] += (byte) predicted;
            }
        }
    }

    /** A file in the simple layout. */
    private static byte[] file(ByteBuffer bits) {
        int length = bits.limit() + LOOKAHEAD;
        ByteBuffer file = ByteBuffer.allocate(20 + length + (length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(file.capacity() - 8).put(new byte[] {'W', 'E', 'B', 'P'});
        file.put(new byte[] {'V', 'P', '8', 'L'}).putInt(length).put(bits.duplicate());
        return file.array();
    }
}

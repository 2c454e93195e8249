package salty.loader.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * WebP (RFC 9649): the first bitstream of the RIFF container, of an animation the first frame on a black canvas.
 *
 * <p>The codec gets that bitstream as a file in the simple layout. So a canvas that lies about the size of its frame,
 * profiles, metadata and the separate alpha plane never reach it.
 */
final class WebpImage implements EncodedImage {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;

    private final ByteBuffer data;
    private int canvasWidth;
    private int canvasHeight;
    private int left;
    private int top;
    private int frameWidth;
    private int frameHeight;
    private byte[] essence;
    private byte[] exif = {};

    private WebpImage(byte[] data) {
        this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    static WebpImage parse(byte[] data) {
        WebpImage image = new WebpImage(data);
        image.walk(RIFF_HEADER, data.length);
        if (image.essence == null) {
            throw new ImageFormatException("truncated WebP");
        }
        return image;
    }

    private void walk(int from, int end) {
        int at = from;
        while (at + CHUNK_HEADER <= end) {
            String type = new String(data.array(), at, 4, StandardCharsets.ISO_8859_1);
            long length = data.getInt(at + 4) & 0xffffffffL;
            int body = at + CHUNK_HEADER;
            if (length > end - body) {
                // What comes after the picture may be cut off.
                if (essence != null) {
                    return;
                }
                throw new ImageFormatException("truncated WebP");
            }
            chunk(type, body, (int) length);
            long next = body + length + (length & 1);
            if (next > end) {
                return;
            }
            at = (int) next;
        }
    }

    private void chunk(String type, int body, int length) {
        switch (type) {
            case "VP8X" -> {
                need(length, 10);
                canvasWidth = 1 + unsigned24(body + 4);
                canvasHeight = 1 + unsigned24(body + 7);
            }
            case "ANMF" -> {
                if (essence == null) {
                    need(length, FRAME_HEADER);
                    left = 2 * unsigned24(body);
                    top = 2 * unsigned24(body + 3);
                    walk(body + FRAME_HEADER, body + length);
                }
            }
            case "VP8 " -> {
                if (essence == null) {
                    need(length, 10);
                    take(body, length, data.getShort(body + 6) & 0x3fff, data.getShort(body + 8) & 0x3fff);
                }
            }
            case "VP8L" -> {
                if (essence == null) {
                    need(length, 5);
                    int sizes = data.getInt(body + 1);
                    take(body, length, 1 + (sizes & 0x3fff), 1 + (sizes >> 14 & 0x3fff));
                }
            }
            case "EXIF" -> exif = Arrays.copyOfRange(data.array(), body, body + length);
            default -> { }
        }
    }

    private static void need(int length, int bytes) {
        if (length < bytes) {
            throw new ImageFormatException("corrupt WebP: a chunk of " + length + " bytes");
        }
    }

    private void take(int body, int length, int width, int height) {
        frameWidth = width;
        frameHeight = height;
        int padded = length + (length & 1);
        ByteBuffer file = ByteBuffer.allocate(RIFF_HEADER + CHUNK_HEADER + padded).order(ByteOrder.LITTLE_ENDIAN);
        file.put(data.array(), 0, RIFF_HEADER);
        file.putInt(4, file.capacity() - 8);
        file.put(data.array(), body - CHUNK_HEADER, CHUNK_HEADER + length);
        essence = file.array();
    }

    private int unsigned24(int at) {
        return data.getShort(at) & 0xffff | (data.get(at + 2) & 0xff) << 16;
    }

    @Override
    public Header header() {
        return new Header(
                frameWidth == 0 ? 0 : Math.max(canvasWidth, (long) left + frameWidth),
                frameHeight == 0 ? 0 : Math.max(canvasHeight, (long) top + frameHeight),
                exif, true);
    }

    @Override
    public RgbImage decode() throws IOException {
        RgbImage frame = Samples.toRgb(Codecs.WEBP.read(essence).image());
        Header header = header();
        int width = (int) header.width();
        int height = (int) header.height();
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        byte[] canvas = new byte[3 * width * height];
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(frame.rgb(), 3 * y * frame.width(), canvas, 3 * ((top + y) * width + left),
                    3 * frame.width());
        }
        return new RgbImage(width, height, canvas);
    }
}

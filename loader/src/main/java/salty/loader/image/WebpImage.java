package salty.loader.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.loader.image.Layers.Disposal;
import salty.loader.image.Layers.Layer;

/**
 * WebP (RFC 9649): the bitstreams of the RIFF container.
 *
 * <p>Decoded alone it is the first frame on a black canvas, without its alpha. Decoders get one bitstream at a time: a
 * canvas that lies about the size of its frame, profiles and metadata never reach them.
 */
final class WebpImage implements EncodedImage {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int DISPOSE = 1;
    private static final int DO_NOT_BLEND = 2;

    private final ByteBuffer data;
    private final List<WebpFrame> frames = new ArrayList<>();
    private int canvasWidth;
    private int canvasHeight;
    private boolean animated;
    private byte[] exif = {};
    private ImageFormatException fault;

    private WebpImage(byte[] data) {
        this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    static WebpImage parse(byte[] data) {
        WebpImage image = new WebpImage(data);
        try {
            image.walk(data.length);
        } catch (ImageFormatException e) {
            image.fault = e;
        }
        if (image.frames.isEmpty()) {
            throw image.fault != null ? image.fault : new ImageFormatException("truncated WebP");
        }
        return image;
    }

    private void walk(int end) {
        WebpFrame.Parts still = new WebpFrame.Parts(data);
        int at = RIFF_HEADER;
        while (at + CHUNK_HEADER <= end) {
            String type = type(at);
            long length = data.getInt(at + 4) & 0xffffffffL;
            int body = at + CHUNK_HEADER;
            if (length > end - body) {
                // What comes after a still picture may be cut off.
                if (still.isWhole()) {
                    break;
                }
                throw new ImageFormatException("truncated WebP");
            }
            chunk(type, body, (int) length, still);
            at = (int) Math.min(end, body + length + (length & 1));
        }
        // Between two frames the container's size alone tells that the file goes on.
        if (animated && (data.getInt(4) & 0xffffffffL) + CHUNK_HEADER > end) {
            throw new ImageFormatException("truncated WebP");
        }
        if (still.isWhole() && animated) {
            throw new ImageFormatException("corrupt WebP: a picture beside an animation");
        } else if (still.isWhole()) {
            frames.add(still.frame(0, 0, 0, false, Disposal.KEEP));
        }
    }

    private String type(int at) {
        return new String(data.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private void chunk(String type, int body, int length, WebpFrame.Parts still) {
        switch (type) {
            case "VP8X" -> {
                WebpFrame.need(length, 10);
                canvasWidth = 1 + unsigned24(body + 4);
                canvasHeight = 1 + unsigned24(body + 7);
            }
            case "ANMF" -> {
                animated = true;
                WebpFrame.need(length, FRAME_HEADER);
                frame(body, body + length);
            }
            case "EXIF" -> exif = Arrays.copyOfRange(data.array(), body, body + length);
            default -> still.take(type, body, length);
        }
    }

    private void frame(int header, int end) {
        WebpFrame.Parts parts = new WebpFrame.Parts(data);
        int at = header + FRAME_HEADER;
        while (at + CHUNK_HEADER <= end) {
            long length = data.getInt(at + 4) & 0xffffffffL;
            int body = at + CHUNK_HEADER;
            if (length > end - body) {
                throw new ImageFormatException("truncated WebP");
            }
            parts.take(type(at), body, (int) length);
            at = (int) Math.min(end, body + length + (length & 1));
        }
        if (!parts.isWhole()) {
            throw new ImageFormatException("corrupt WebP: a frame without a picture");
        }
        int flags = data.get(header + 15);
        frames.add(parts.frame(2 * unsigned24(header), 2 * unsigned24(header + 3), unsigned24(header + 12),
                (flags & DO_NOT_BLEND) == 0, (flags & DISPOSE) == 0 ? Disposal.KEEP : Disposal.TO_TRANSPARENT));
    }

    private int unsigned24(int at) {
        return data.getShort(at) & 0xffff | (data.get(at + 2) & 0xff) << 16;
    }

    /** A canvas that is smaller than the first frame is taken for as large. */
    @Override
    public Header header() {
        WebpFrame first = frames.getFirst();
        return new Header(
                first.width() == 0 ? 0 : Math.max(canvasWidth, (long) first.left() + first.width()),
                first.height() == 0 ? 0 : Math.max(canvasHeight, (long) first.top() + first.height()),
                exif, true);
    }

    @Override
    public boolean isAnimated() {
        return animated;
    }

    @Override
    public RgbImage decode() throws IOException {
        WebpFrame first = frames.getFirst();
        RgbImage frame = first.decode().color();
        Header header = header();
        int width = (int) header.width();
        int height = (int) header.height();
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        byte[] canvas = new byte[3 * width * height];
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(frame.rgb(), 3 * y * frame.width(), canvas,
                    3 * ((first.top() + y) * width + first.left()), 3 * frame.width());
        }
        return new RgbImage(width, height, canvas);
    }

    @Override
    public Layers layers() {
        Header header = header();
        return Layers.of(frames, animated ? fault : null, frame -> {
            if ((long) frame.left() + frame.width() > header.width()
                    || (long) frame.top() + frame.height() > header.height()) {
                throw new ImageFormatException("corrupt WebP: a frame beyond the canvas");
            }
            return new Layer(frame.left(), frame.top(), frame.decode(), frame.blend(), frame.disposal(),
                    frame.delayMs());
        });
    }
}

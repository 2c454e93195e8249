package salty.loader.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import salty.loader.image.Layers.Disposal;

/**
 * PNG (W3C recommendation, third edition): its chunks, with their checksums verified.
 *
 * <p>The codec gets {@code IHDR}, {@code PLTE} and image data alone, of an animation a frame at a time as a file of its
 * own. What it does not see cannot expand (compressed profiles and texts). Decoded alone, the picture is the default
 * image, its alpha dropped as Keras does; the frames of an animation need not show that image.
 */
final class PngImage implements EncodedImage {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER_LENGTH = 13;
    private static final int CONTROL_LENGTH = 26;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int TRNS = 0x74524e53;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int EXIF = 0x65584966;
    private static final int ACTL = 0x6163544c;
    private static final int FCTL = 0x6663544c;
    private static final int FDAT = 0x66644154;

    /**
     * A frame as its {@code fcTL} chunk describes it.
     *
     * @param data compressed as in {@code IDAT}
     */
    record Frame(int width, int height, int left, int top, long delayMs, Disposal disposal, boolean blend,
                 ByteArrayOutputStream data) {
    }

    private final ByteBuffer data;
    private final CRC32 crc = new CRC32();
    private final byte[] header = new byte[HEADER_LENGTH];
    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private final List<Frame> frames = new ArrayList<>();
    private long width;
    private long height;
    private byte[] palette = {};
    private byte[] transparency = {};
    private byte[] exif = {};
    private boolean hasData;
    private boolean complete;
    private long frameCount = -1;
    private long sequence;
    private ImageFormatException animationFault;

    private PngImage(byte[] data) {
        this.data = ByteBuffer.wrap(data);
    }

    static PngImage parse(byte[] data) {
        PngImage image = new PngImage(data);
        image.walk();
        return image;
    }

    private void walk() {
        data.position(SIGNATURE.length);
        firstChunk();
        while (!complete && data.remaining() >= 8) {
            int start = data.position();
            int length = data.getInt();
            int type = data.getInt();
            if (length < 0) {
                throw new ImageFormatException("corrupt PNG: a chunk of " + (length & 0xffffffffL) + " bytes");
            }
            if (length > data.remaining() - 4) {
                if (type == IEND || hasData && type != IDAT) {
                    break;
                }
                throw new ImageFormatException("truncated PNG");
            }
            chunk(type, start, length);
            data.position(start + 12 + length);
        }
        if (!hasData) {
            throw new ImageFormatException(complete ? "corrupt PNG: no image data" : "truncated PNG");
        }
        if (!frames.isEmpty() && frames.getLast().data().size() == 0) {
            frames.removeLast();
        }
        if (isAnimated() && animationFault == null && frames.size() != frameCount) {
            animationFault = new ImageFormatException((complete ? "corrupt" : "truncated") + " PNG: " + frames.size()
                    + " of " + frameCount + " frames");
        }
    }

    private void firstChunk() {
        int start = data.position();
        if (data.remaining() < 12 + HEADER_LENGTH) {
            throw new ImageFormatException("truncated PNG");
        }
        if (data.getInt(start) != HEADER_LENGTH || data.getInt(start + 4) != IHDR) {
            throw new ImageFormatException("corrupt PNG: it does not start with a header chunk");
        }
        width = data.getInt(start + 8) & 0xffffffffL;
        height = data.getInt(start + 12) & 0xffffffffL;
        check(start, HEADER_LENGTH, "header");
        data.get(start + 8, header);
        data.position(start + 12 + HEADER_LENGTH);
    }

    private void chunk(int type, int start, int length) {
        int body = start + 8;
        switch (type) {
            case IHDR -> throw new ImageFormatException("corrupt PNG: a second header");
            case PLTE -> {
                check(start, length, "palette");
                palette = Arrays.copyOfRange(data.array(), body, body + length);
            }
            case TRNS -> {
                check(start, length, "transparency");
                transparency = Arrays.copyOfRange(data.array(), body, body + length);
            }
            case IDAT -> {
                check(start, length, "image data");
                hasData = true;
                image.write(data.array(), body, length);
            }
            case EXIF -> exif = Arrays.copyOfRange(data.array(), body, body + length);
            case IEND -> complete = true;
            case ACTL, FCTL, FDAT -> {
                try {
                    if (animationFault == null) {
                        animation(type, start, body, length);
                    }
                } catch (ImageFormatException e) {
                    animationFault = e;
                }
            }
            default -> { }
        }
    }

    private void check(int start, int length, String what) {
        crc.reset();
        crc.update(data.array(), start + 4, 4 + length);
        if ((int) crc.getValue() != data.getInt(start + 8 + length)) {
            throw new ImageFormatException("corrupt PNG: wrong checksum in its " + what);
        }
    }

    private void animation(int type, int start, int body, int length) {
        check(start, length, "animation");
        if (type == ACTL) {
            if (hasData || frameCount >= 0 || length != 8 || data.getInt(body) == 0) {
                throw new ImageFormatException("corrupt PNG: an animation header in the wrong place");
            }
            frameCount = data.getInt(body) & 0xffffffffL;
        } else if (frameCount >= 0) {
            if (length < 4 || (data.getInt(body) & 0xffffffffL) != sequence++) {
                throw new ImageFormatException("corrupt PNG: frames in the wrong order");
            }
            if (type == FCTL) {
                frame(body + 4, length);
            } else if (frames.isEmpty() || !hasData || frames.getLast().data() == image) {
                throw new ImageFormatException("corrupt PNG: frame data without a frame");
            } else {
                frames.getLast().data().write(data.array(), body + 4, length - 4);
            }
        }
    }

    private void frame(int at, int length) {
        if (length != CONTROL_LENGTH || !frames.isEmpty() && frames.getLast().data().size() == 0) {
            throw new ImageFormatException("corrupt PNG: a frame without data");
        }
        long wide = data.getInt(at) & 0xffffffffL;
        long high = data.getInt(at + 4) & 0xffffffffL;
        long left = data.getInt(at + 8) & 0xffffffffL;
        long top = data.getInt(at + 12) & 0xffffffffL;
        int denominator = data.getShort(at + 18) & 0xffff;
        int disposal = data.get(at + 20);
        int blending = data.get(at + 21);
        // Before the image data, the frame is the default image.
        boolean isImage = !hasData;
        if (wide == 0 || high == 0 || left + wide > width || top + high > height || disposal < 0 || disposal > 2
                || blending < 0 || blending > 1 || isImage && (wide != width || high != height || !frames.isEmpty())) {
            throw new ImageFormatException("corrupt PNG: a frame that does not fit");
        }
        frames.add(new Frame((int) wide, (int) high, (int) left, (int) top,
                1000L * (data.getShort(at + 16) & 0xffff) / (denominator == 0 ? 100 : denominator),
                Disposal.values()[disposal], blending == 1, isImage ? image : new ByteArrayOutputStream()));
    }

    @Override
    public Header header() {
        return new Header(width, height, exif, complete);
    }

    @Override
    public boolean isAnimated() {
        return frameCount >= 0;
    }

    @Override
    public RgbImage decode() throws IOException {
        return Samples.toRgb(Codecs.PNG.read(file((int) width, (int) height, image)).image());
    }

    @Override
    public Layers layers() {
        PngTransparency alpha = new PngTransparency(header[9], transparency);
        if (!isAnimated() && animationFault == null) {
            return Layers.still(() -> alpha.of(Codecs.PNG.read(file((int) width, (int) height, image)).image()));
        }
        return Layers.of(frames, animationFault, frame -> new Layers.Layer(frame.left(), frame.top(),
                alpha.of(Codecs.PNG.read(file(frame.width(), frame.height(), frame.data())).image()), frame.blend(),
                frame.disposal(), frame.delayMs()));
    }

    /** A still picture's file. */
    private byte[] file(int wide, int high, ByteArrayOutputStream compressed) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(compressed.size() + palette.length + 100);
        file.writeBytes(SIGNATURE);
        put(file, IHDR, ByteBuffer.allocate(HEADER_LENGTH).putInt(wide).putInt(high).put(header, 8, 5).array());
        if (palette.length > 0) {
            put(file, PLTE, palette);
        }
        put(file, IDAT, compressed.toByteArray());
        put(file, IEND, new byte[0]);
        return file.toByteArray();
    }

    private void put(ByteArrayOutputStream file, int type, byte[] body) {
        byte[] typed = ByteBuffer.allocate(4 + body.length).putInt(type).put(body).array();
        crc.reset();
        crc.update(typed);
        file.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
        file.writeBytes(typed);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}

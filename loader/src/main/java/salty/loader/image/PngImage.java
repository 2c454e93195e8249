package salty.loader.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG (W3C recommendation, third edition): its chunks, with their checksums verified.
 *
 * <p>The codec gets {@code IHDR}, {@code PLTE} and {@code IDAT} alone. What it does not see cannot expand (compressed
 * profiles and texts), and transparency is not wanted anyway: alpha is dropped as Keras does. Of an animated PNG this
 * is the default image.
 */
final class PngImage implements EncodedImage {

    private static final int SIGNATURE_LENGTH = 8;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int EXIF = 0x65584966;

    private final ByteBuffer data;
    private final ByteArrayOutputStream essence;
    private final CRC32 crc = new CRC32();
    private long width;
    private long height;
    private byte[] exif = {};
    private boolean hasData;
    private boolean complete;

    private PngImage(byte[] data) {
        this.data = ByteBuffer.wrap(data);
        this.essence = new ByteArrayOutputStream(data.length);
    }

    static PngImage parse(byte[] data) {
        PngImage image = new PngImage(data);
        image.walk();
        return image;
    }

    private void walk() {
        essence.write(data.array(), 0, SIGNATURE_LENGTH);
        data.position(SIGNATURE_LENGTH);
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
        essence.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82});
    }

    private void firstChunk() {
        int start = data.position();
        if (data.remaining() < 25) {
            throw new ImageFormatException("truncated PNG");
        }
        if (data.getInt(start) != 13 || data.getInt(start + 4) != IHDR) {
            throw new ImageFormatException("corrupt PNG: it does not start with a header chunk");
        }
        width = data.getInt(start + 8) & 0xffffffffL;
        height = data.getInt(start + 12) & 0xffffffffL;
        chunk(IHDR, start, 13);
        data.position(start + 25);
    }

    private void chunk(int type, int start, int length) {
        if (type == IEND) {
            complete = true;
        } else if (type == EXIF) {
            exif = Arrays.copyOfRange(data.array(), start + 8, start + 8 + length);
        } else if (type == IHDR || type == PLTE || type == IDAT) {
            crc.reset();
            crc.update(data.array(), start + 4, 4 + length);
            if ((int) crc.getValue() != data.getInt(start + 8 + length)) {
                throw new ImageFormatException("corrupt PNG: wrong checksum in its " + switch (type) {
                    case IHDR -> "header";
                    case PLTE -> "palette";
                    default -> "image data";
                });
            }
            hasData |= type == IDAT;
            essence.write(data.array(), start, 12 + length);
        }
    }

    @Override
    public Header header() {
        return new Header(width, height, exif, complete);
    }

    @Override
    public RgbImage decode() throws IOException {
        return Samples.toRgb(Codecs.PNG.read(essence.toByteArray()).image());
    }
}

package salty.loader.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Windows and OS/2 bitmaps ({@code BITMAPCOREHEADER}, {@code BITMAPINFOHEADER} and its successors).
 *
 * <p>The codec gets the old header, the palette and the pixels alone: the later headers can embed colour profiles, or
 * name other files for them.
 */
final class BmpImage implements EncodedImage {

    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int V3_HEADER = 56;
    private static final int V5_HEADER = 124;
    private static final int ALPHA_MASK = FILE_HEADER + 52;

    /** The compressions of an info header up to bit fields; beyond lie whole JPEG and PNG files in a bitmap. */
    private static final int UNCOMPRESSED = 0;
    private static final int BIT_FIELDS = 3;

    private final ByteBuffer data;
    private final int headerLength;
    private final int pixelOffset;
    private final long width;
    private final long height;
    private final int bits;
    private final int compression;

    private BmpImage(byte[] bytes) {
        data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < FILE_HEADER + 4) {
            throw new ImageFormatException("truncated BMP");
        }
        pixelOffset = data.getInt(10);
        headerLength = data.getInt(FILE_HEADER);
        if (!core() && (headerLength < INFO_HEADER || headerLength > V5_HEADER)) {
            throw new ImageFormatException("not an image (starts with 'BM', but has no bitmap header)");
        }
        if (bytes.length < FILE_HEADER + headerLength) {
            throw new ImageFormatException("truncated BMP");
        }
        width = core() ? data.getShort(18) & 0xffff : data.getInt(18);
        // A negative height says that rows start at the top.
        height = core() ? data.getShort(20) & 0xffff : Math.abs((long) data.getInt(22));
        bits = data.getShort(core() ? 24 : 28);
        compression = core() ? UNCOMPRESSED : data.getInt(30);
        if (compression < UNCOMPRESSED || compression > BIT_FIELDS) {
            throw new ImageFormatException("unsupported BMP compression " + compression
                    + "; convert it to PNG or JPEG");
        }
        if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
            throw new ImageFormatException("corrupt BMP: " + bits + " bits a pixel");
        }
    }

    static BmpImage parse(byte[] data) {
        return new BmpImage(data);
    }

    private boolean core() {
        return headerLength == CORE_HEADER;
    }

    @Override
    public Header header() {
        return new Header(width, height, new byte[0], complete());
    }

    private boolean complete() {
        return rows() <= data.capacity() - pixelOffset;
    }

    /** The bytes that uncompressed rows take; a run-length encoding says its own end. */
    private long rows() {
        boolean runLengths = compression != UNCOMPRESSED && compression != BIT_FIELDS;
        return runLengths ? 1 : (width * bits + 31) / 32 * 4 * height;
    }

    @Override
    public RgbImage decode() throws IOException {
        if (pixelOffset < FILE_HEADER + headerLength) {
            throw new ImageFormatException("corrupt BMP: its pixels start at byte " + pixelOffset);
        }
        if (!complete()) {
            throw new ImageFormatException("truncated BMP");
        }
        return Samples.toRgb(Codecs.BMP.read(essence()).image());
    }

    /** The picture with an info header and a whole palette: the codec wants a colour for every index. */
    private byte[] essence() {
        // The masks of an info header follow it; later headers hold them at the same place, but count them in.
        int masks = compression == BIT_FIELDS ? 12 : 0;
        int palette = FILE_HEADER + (headerLength == INFO_HEADER ? INFO_HEADER + masks : headerLength);
        int entry = core() ? 3 : 4;
        int entries = Math.max(0, Math.min((pixelOffset - palette) / entry, colors()));
        int head = FILE_HEADER + INFO_HEADER + masks;
        int pixels = head + 4 * colors();
        ByteBuffer bmp = ByteBuffer.allocate(pixels + data.capacity() - pixelOffset).order(ByteOrder.LITTLE_ENDIAN);
        if (core()) {
            bmp.put(data.array(), 0, FILE_HEADER).putInt(INFO_HEADER).putInt((int) width).putInt((int) height)
                    .putShort((short) 1).putShort((short) bits);
        } else {
            bmp.put(data.array(), 0, head);
        }
        for (int i = 0; i < entries; i++) {
            bmp.put(head + 4 * i, data.array(), palette + entry * i, 3);
        }
        bmp.put(pixels, data.array(), pixelOffset, data.capacity() - pixelOffset);
        bmp.putInt(2, bmp.capacity());
        bmp.putInt(10, pixels);
        bmp.putInt(FILE_HEADER, INFO_HEADER);
        bmp.putInt(46, colors());
        return bmp.array();
    }

    private int colors() {
        return bits <= 8 ? 1 << bits : 0;
    }

    @Override
    public Layers layers() {
        return Layers.still(() -> {
            RgbImage color = decode();
            return new RgbaImage(color, alpha(color.width(), color.height()));
        });
    }

    /** Opacities by the mask of later headers; if all are 0, most viewers take none for meant. */
    private byte[] alpha(int wide, int high) {
        boolean masked = compression == BIT_FIELDS && headerLength >= V3_HEADER && (bits == 16 || bits == 32);
        int mask = masked ? data.getInt(ALPHA_MASK) : 0;
        if (mask == 0) {
            return new byte[0];
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long top = Integer.toUnsignedLong(mask >>> shift);
        byte[] alpha = new byte[wide * high];
        boolean meant = false;
        boolean topDown = data.getInt(22) < 0;
        int rowLength = (int) (rows() / high);
        for (int y = 0; y < high; y++) {
            int at = pixelOffset + (topDown ? y : high - 1 - y) * rowLength;
            for (int x = 0; x < wide; x++) {
                int word = bits == 32 ? data.getInt(at + 4 * x) : data.getShort(at + 2 * x) & 0xffff;
                long opacity = Integer.toUnsignedLong((word & mask) >>> shift);
                alpha[y * wide + x] = (byte) (opacity * 255 / top);
                meant |= opacity > 0;
            }
        }
        return meant ? alpha : new byte[0];
    }
}

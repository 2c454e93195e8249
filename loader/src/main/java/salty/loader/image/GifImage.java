package salty.loader.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * GIF (CompuServe GIF89a): the logical screen and the first frame on it; further frames are never looked at.
 *
 * <p>As in Pillow, transparent pixels keep their palette colour, the screen around a small frame shows the transparent
 * index (without one, index 0), and a frame that sticks out enlarges the screen.
 */
final class GifImage implements EncodedImage {

    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;

    private final ByteBuffer data;
    private int screenWidth;
    private int screenHeight;
    private byte[] palette = {};
    private int transparentIndex;
    private int left;
    private int top;
    private int frameWidth;
    private int frameHeight;
    private byte[] essence;

    private GifImage(byte[] data) {
        this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    static GifImage parse(byte[] data) {
        GifImage image = new GifImage(data);
        try {
            image.walk();
        } catch (BufferUnderflowException e) {
            throw new ImageFormatException("truncated GIF");
        }
        return image;
    }

    private void walk() {
        data.position(6);
        screenWidth = unsigned16();
        screenHeight = unsigned16();
        int flags = data.get();
        data.getShort();
        readPalette(flags);
        while (true) {
            int block = data.get() & 0xff;
            switch (block) {
                case EXTENSION -> extension();
                case FRAME -> {
                    frame();
                    return;
                }
                case TRAILER -> throw new ImageFormatException("GIF without a picture");
                default -> throw new ImageFormatException("corrupt GIF: unknown block " + block);
            }
        }
    }

    private void extension() {
        boolean graphicControl = (data.get() & 0xff) == GRAPHIC_CONTROL;
        int length;
        while ((length = data.get() & 0xff) > 0) {
            byte[] block = new byte[length];
            data.get(block);
            if (graphicControl && length >= 4 && (block[0] & 1) != 0) {
                transparentIndex = block[3] & 0xff;
            }
        }
    }

    /** The frame's data as a GIF of its own, whose screen is the frame. */
    private void frame() {
        left = unsigned16();
        top = unsigned16();
        frameWidth = unsigned16();
        frameHeight = unsigned16();
        int flags = data.get();
        readPalette(flags);
        int start = data.position();
        data.get();
        int length;
        while ((length = data.get() & 0xff) > 0) {
            if (length > data.remaining()) {
                throw new ImageFormatException("truncated GIF");
            }
            data.position(data.position() + length);
        }
        ByteBuffer size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) frameWidth).putShort((short) frameHeight);
        ByteArrayOutputStream gif = new ByteArrayOutputStream(data.position() - start + 1024);
        gif.writeBytes(new byte[] {'G', 'I', 'F', '8', '9', 'a'});
        gif.writeBytes(size.array());
        // A 256-colour table whatever the file has: the codec then stores indices in whole bytes.
        gif.writeBytes(new byte[] {(byte) 0xf7, 0, 0});
        gif.writeBytes(Arrays.copyOf(palette, 3 * 256));
        gif.writeBytes(new byte[] {FRAME, 0, 0, 0, 0});
        gif.writeBytes(size.array());
        gif.write(flags & 0x40);
        gif.write(data.array(), start, data.position() - start);
        gif.write(TRAILER);
        essence = gif.toByteArray();
    }

    private void readPalette(int flags) {
        if ((flags & 0x80) != 0) {
            palette = new byte[3 * (2 << (flags & 7))];
            data.get(palette);
        }
    }

    private int unsigned16() {
        return data.getShort() & 0xffff;
    }

    /** A frame without pixels makes a picture without pixels, which the limits refuse. */
    @Override
    public long width() {
        return frameWidth == 0 ? 0 : Math.max(screenWidth, left + frameWidth);
    }

    @Override
    public long height() {
        return frameHeight == 0 ? 0 : Math.max(screenHeight, top + frameHeight);
    }

    @Override
    public byte[] exif() {
        return new byte[0];
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public RgbImage decode() throws IOException {
        Raster frame = Codecs.GIF.read(essence).image().getRaster();
        int width = (int) width();
        int height = (int) height();
        byte[] colors = palette.length > 0 ? palette : greyRamp();
        byte[] indices = new byte[width * height];
        Arrays.fill(indices, (byte) transparentIndex);
        int[] row = new int[frameWidth];
        for (int y = 0; y < frameHeight; y++) {
            frame.getSamples(0, y, frameWidth, 1, 0, row);
            for (int x = 0; x < frameWidth; x++) {
                indices[(top + y) * width + left + x] = (byte) row[x];
            }
        }
        byte[] rgb = new byte[3 * indices.length];
        for (int i = 0; i < indices.length; i++) {
            int color = 3 * (indices[i] & 0xff);
            // An index outside the palette is black.
            if (color < colors.length) {
                System.arraycopy(colors, color, rgb, 3 * i, 3);
            }
        }
        return new RgbImage(width, height, rgb);
    }

    /** Without any colour table the indices are grey levels, as in Pillow. */
    private static byte[] greyRamp() {
        byte[] ramp = new byte[3 * 256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        return ramp;
    }
}

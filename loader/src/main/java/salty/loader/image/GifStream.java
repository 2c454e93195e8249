package salty.loader.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The blocks of a GIF file (CompuServe GIF89a), a frame at a time; no pixel is decoded before it is asked for. */
final class GifStream {

    /** What becomes of a frame when its time is over (GIF89a, section 23, disposal method). */
    enum Disposal { KEEP, TO_BACKGROUND, TO_PREVIOUS }

    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;

    private final ByteBuffer data;
    private final int screenWidth;
    private final int screenHeight;
    private final int backgroundIndex;
    private final byte[] globalPalette;

    /** What the graphic control extension said of the next frame. */
    private int transparentIndex = -1;
    private Disposal disposal = Disposal.KEEP;
    private int delayMs;

    GifStream(byte[] bytes) {
        data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            data.position(6);
            screenWidth = unsigned16();
            screenHeight = unsigned16();
            int flags = data.get();
            backgroundIndex = data.get() & 0xff;
            data.get();
            globalPalette = palette(flags, new byte[0]);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new ImageFormatException("truncated GIF");
        }
    }

    int screenWidth() {
        return screenWidth;
    }

    int screenHeight() {
        return screenHeight;
    }

    int backgroundIndex() {
        return backgroundIndex;
    }

    /** Whether the data end here, between two blocks: many files lack the trailer. */
    boolean atEnd() {
        return !data.hasRemaining();
    }

    /** The next frame, or null after the last. */
    Frame next() {
        try {
            while (true) {
                int block = data.get() & 0xff;
                switch (block) {
                    case EXTENSION -> extension();
                    case FRAME -> {
                        return frame();
                    }
                    case TRAILER -> {
                        return null;
                    }
                    default -> throw new ImageFormatException("corrupt GIF: unknown block " + block);
                }
            }
        } catch (BufferUnderflowException e) {
            throw new ImageFormatException("truncated GIF");
        }
    }

    private void extension() {
        boolean graphicControl = (data.get() & 0xff) == GRAPHIC_CONTROL;
        int length;
        while ((length = data.get() & 0xff) > 0) {
            byte[] block = new byte[length];
            data.get(block);
            if (graphicControl && length >= 4) {
                transparentIndex = (block[0] & 1) != 0 ? block[3] & 0xff : -1;
                delayMs = 10 * (block[1] & 0xff | (block[2] & 0xff) << 8);
                disposal = switch (block[0] >> 2 & 7) {
                    case 2 -> Disposal.TO_BACKGROUND;
                    case 3 -> Disposal.TO_PREVIOUS;
                    default -> Disposal.KEEP;
                };
            }
        }
    }

    private Frame frame() {
        int left = unsigned16();
        int top = unsigned16();
        int width = unsigned16();
        int height = unsigned16();
        int flags = data.get();
        byte[] palette = palette(flags, globalPalette);
        int start = data.position();
        data.get();
        int length;
        while ((length = data.get() & 0xff) > 0) {
            if (length > data.remaining()) {
                throw new ImageFormatException("truncated GIF");
            }
            data.position(data.position() + length);
        }
        Frame frame = new Frame(left, top, width, height, palette.length > 0 ? palette : greyRamp(), transparentIndex,
                disposal, delayMs, essence(width, height, palette, flags & 0x40, start));
        transparentIndex = -1;
        disposal = Disposal.KEEP;
        delayMs = 0;
        return frame;
    }

    /** The frame's data as a GIF of its own, whose screen is the frame. */
    private byte[] essence(int width, int height, byte[] palette, int interlaced, int start) {
        ByteBuffer size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) width).putShort((short) height);
        ByteArrayOutputStream gif = new ByteArrayOutputStream(data.position() - start + 1024);
        gif.writeBytes(new byte[] {'G', 'I', 'F', '8', '9', 'a'});
        gif.writeBytes(size.array());
        // A 256-colour table whatever the file has: the codec then stores indices in whole bytes.
        gif.writeBytes(new byte[] {(byte) 0xf7, 0, 0});
        gif.writeBytes(Arrays.copyOf(palette, 3 * 256));
        gif.writeBytes(new byte[] {FRAME, 0, 0, 0, 0});
        gif.writeBytes(size.array());
        gif.write(interlaced);
        gif.write(data.array(), start, data.position() - start);
        gif.write(TRAILER);
        return gif.toByteArray();
    }

    private byte[] palette(int flags, byte[] otherwise) {
        if ((flags & 0x80) == 0) {
            return otherwise;
        }
        byte[] palette = new byte[3 * (2 << (flags & 7))];
        data.get(palette);
        return palette;
    }

    /** Without any colour table the indices are grey levels, as in Pillow. */
    private static byte[] greyRamp() {
        byte[] ramp = new byte[3 * 256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        return ramp;
    }

    private int unsigned16() {
        return data.getShort() & 0xffff;
    }

    /**
     * One frame, not yet decoded.
     *
     * @param left             its place on the screen
     * @param top              its place on the screen
     * @param width            in pixels, possibly 0
     * @param height           in pixels, possibly 0
     * @param palette          red, green, blue of each index
     * @param transparentIndex the index that lets the canvas show through, or -1
     * @param disposal         what becomes of it
     * @param delayMs          how long it is shown
     * @param essence          its data as a file of its own
     */
    record Frame(int left, int top, int width, int height, byte[] palette, int transparentIndex, Disposal disposal,
                 int delayMs, byte[] essence) {

        /** Its pixels as indices, {@code (height, width)}. */
        byte[] indices() throws IOException {
            Raster raster = Codecs.GIF.read(essence).image().getRaster();
            byte[] indices = new byte[width * height];
            int[] row = new int[width];
            for (int y = 0; y < height; y++) {
                raster.getSamples(0, y, width, 1, 0, row);
                for (int x = 0; x < width; x++) {
                    indices[y * width + x] = (byte) row[x];
                }
            }
            return indices;
        }

        /** Puts the colour of an index at an offset into RGB samples; an index outside the palette is black. */
        void put(int index, byte[] rgb, int at) {
            if (3 * index + 3 <= palette.length) {
                System.arraycopy(palette, 3 * index, rgb, at, 3);
            } else {
                Arrays.fill(rgb, at, at + 3, (byte) 0);
            }
        }
    }
}

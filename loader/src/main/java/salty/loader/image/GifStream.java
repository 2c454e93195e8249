package salty.loader.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import salty.loader.image.Layers.Disposal;

/** The blocks of a GIF file (CompuServe GIF89a), a frame at a time; no pixel is decoded before it is asked for. */
final class GifStream {

    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;

    private final ByteBuffer data;
    private final int screenWidth;
    private final int screenHeight;
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
            // The background colour, which browsers ignore, and the shape of pixels.
            data.getShort();
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
            if (graphicControl) {
                graphicControl(block);
            }
        }
    }

    private void graphicControl(byte[] block) {
        if (block.length != 4) {
            throw new ImageFormatException("corrupt GIF: a graphic control of " + block.length + " bytes");
        }
        transparentIndex = (block[0] & 1) != 0 ? block[3] & 0xff : -1;
        delayMs = 10 * (block[1] & 0xff | (block[2] & 0xff) << 8);
        disposal = switch (block[0] >> 2 & 7) {
            case 2 -> Disposal.TO_TRANSPARENT;
            // Some writers took method 3 for its third bit.
            case 3, 4 -> Disposal.TO_PREVIOUS;
            default -> Disposal.KEEP;
        };
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
        Frame frame = new Frame(left, top, width, height, palette, transparentIndex, disposal, delayMs,
                (flags & 0x40) != 0, data.array(), start);
        transparentIndex = -1;
        disposal = Disposal.KEEP;
        delayMs = 0;
        return frame;
    }

    private byte[] palette(int flags, byte[] otherwise) {
        if ((flags & 0x80) == 0) {
            return otherwise;
        }
        byte[] palette = new byte[3 * (2 << (flags & 7))];
        data.get(palette);
        return palette;
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
     * @param palette          red, green, blue of each index; empty if the file has none for it
     * @param transparentIndex the index that lets the canvas show through, or -1
     * @param disposal         what becomes of it
     * @param delayMs          how long it is shown
     * @param interlaced       whether its rows are stored in four passes
     * @param data             the file
     * @param start            where in the file its compressed indices begin
     */
    record Frame(int left, int top, int width, int height, byte[] palette, int transparentIndex, Disposal disposal,
                 int delayMs, boolean interlaced, byte[] data, int start) {

        /** Its upper left part as indices, {@code (keptHeight, keptWidth)}. */
        byte[] indices(int keptWidth, int keptHeight) {
            return GifLzw.decode(data, start, width, height, interlaced, keptWidth, keptHeight);
        }
    }
}

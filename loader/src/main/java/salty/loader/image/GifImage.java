package salty.loader.image;

import java.util.Arrays;

/**
 * GIF (CompuServe GIF89a): the logical screen and the frames on it, which the first one may enlarge.
 *
 * <p>Decoded alone, the first frame is as in Pillow: transparent pixels keep their palette colour, the screen around a
 * small frame shows the transparent index (without one, index 0), and indices outside the palette are grey levels.
 */
final class GifImage implements EncodedImage {

    private final GifStream stream;
    private final GifStream.Frame first;
    private final ImageLimits limits;

    private GifImage(GifStream stream, GifStream.Frame first, ImageLimits limits) {
        this.stream = stream;
        this.first = first;
        this.limits = limits;
    }

    static GifImage parse(byte[] data, ImageLimits limits) {
        GifStream stream = new GifStream(data);
        GifStream.Frame first = stream.next();
        if (first == null) {
            throw new ImageFormatException("GIF without a picture");
        }
        return new GifImage(stream, first, limits);
    }

    /** A frame without pixels makes a picture without pixels, which the limits refuse. */
    @Override
    public Header header() {
        return new Header(
                first.width() == 0 ? 0 : Math.max(stream.screenWidth(), first.left() + first.width()),
                first.height() == 0 ? 0 : Math.max(stream.screenHeight(), first.top() + first.height()),
                new byte[0], true);
    }

    @Override
    public boolean isAnimated() {
        return true;
    }

    @Override
    public Layers layers() {
        Header header = header();
        return new GifLayers(stream, first, (int) header.width(), (int) header.height(), limits);
    }

    @Override
    public RgbImage decode() {
        Header header = header();
        int width = (int) header.width();
        int height = (int) header.height();
        byte[] palette = greyRamp();
        System.arraycopy(first.palette(), 0, palette, 0, first.palette().length);
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i += 3) {
            put(palette, Math.max(0, first.transparentIndex()), rgb, i);
        }
        byte[] indices = first.indices(first.width(), first.height());
        for (int y = 0; y < first.height(); y++) {
            for (int x = 0; x < first.width(); x++) {
                put(palette, indices[y * first.width() + x] & 0xff, rgb,
                        3 * ((first.top() + y) * width + first.left() + x));
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static byte[] greyRamp() {
        byte[] ramp = new byte[3 * 256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        return ramp;
    }

    /** Puts the colour of an index at an offset into RGB samples; an index outside the palette is black. */
    static void put(byte[] palette, int index, byte[] rgb, int at) {
        if (3 * index + 3 <= palette.length) {
            System.arraycopy(palette, 3 * index, rgb, at, 3);
        } else {
            Arrays.fill(rgb, at, at + 3, (byte) 0);
        }
    }
}

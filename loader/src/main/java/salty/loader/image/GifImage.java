package salty.loader.image;

import java.io.IOException;

/**
 * GIF (CompuServe GIF89a): the logical screen and the first frame on it; for further frames see {@link GifAnimation}.
 *
 * <p>As in Pillow, transparent pixels keep their palette colour, the screen around a small frame shows the transparent
 * index (without one, index 0), and a frame that sticks out enlarges the screen.
 */
final class GifImage implements EncodedImage {

    private final GifStream stream;
    private final GifStream.Frame first;

    GifImage(GifStream stream, GifStream.Frame first) {
        this.stream = stream;
        this.first = first;
    }

    static GifImage parse(byte[] data) {
        GifStream stream = new GifStream(data);
        GifStream.Frame first = stream.next();
        if (first == null) {
            throw new ImageFormatException("GIF without a picture");
        }
        return new GifImage(stream, first);
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
    public RgbImage decode() throws IOException {
        Header header = header();
        int width = (int) header.width();
        int height = (int) header.height();
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i += 3) {
            first.put(Math.max(0, first.transparentIndex()), rgb, i);
        }
        byte[] indices = first.indices();
        for (int y = 0; y < first.height(); y++) {
            for (int x = 0; x < first.width(); x++) {
                first.put(indices[y * first.width() + x] & 0xff, rgb,
                        3 * ((first.top() + y) * width + first.left() + x));
            }
        }
        return new RgbImage(width, height, rgb);
    }
}

package salty.loader.image;

import java.util.Arrays;
import salty.loader.image.Layers.Disposal;
import salty.loader.image.Layers.Layer;

/**
 * A file's frames as browsers show them, each drawn onto what the frames before it left: GIF89a, section 23; APNG's
 * {@code fcTL} (PNG, third edition, 11.3.6); WebP's {@code ANMF} (RFC 9649, 2.7.1.1). A still picture is an animation
 * of one frame.
 *
 * <p>The canvas starts transparent, and what is cleared becomes so again: of a background colour in the file browsers
 * know nothing. Frames are decoded one by one; four canvases are held, however many frames there are.
 */
public final class Animation {

    /**
     * One frame as it is seen.
     *
     * @param index  counted from 0
     * @param timeMs when it appears, in milliseconds from the start
     * @param image  the whole canvas
     */
    public record Frame(int index, long timeMs, RgbaImage image) {
    }

    private final String name;
    private final ImageFormat format;
    private final EncodedImage.Header header;
    private final boolean animated;
    private final Layers layers;
    private final int orientation;
    private final int width;
    private final int height;
    private byte[] rgb;
    private byte[] alpha;
    private byte[] previousRgb;
    private byte[] previousAlpha;
    private Layer shown;
    private int index;
    private long timeMs;

    /**
     * @param encoded     of a size within the limits
     * @param orientation of EXIF, that every frame is turned by
     */
    Animation(String name, ImageFormat format, EncodedImage encoded, int orientation) {
        this.name = name;
        this.format = format;
        this.header = encoded.header();
        this.animated = encoded.isAnimated();
        this.layers = encoded.layers();
        this.orientation = orientation;
        this.width = (int) header.width();
        this.height = (int) header.height();
    }

    /** The width of every frame as stored, in pixels. */
    public int width() {
        return width;
    }

    /** The height of every frame as stored, in pixels. */
    public int height() {
        return height;
    }

    /** Whether there may be more than one frame, so that some are held to compose the next from. */
    public boolean isAnimated() {
        return animated;
    }

    /** How many frames were taken. */
    public int taken() {
        return index;
    }

    /** Whether there is another frame, or a fault in its place. */
    public boolean hasNext() {
        return layers.hasNext();
    }

    /**
     * The next frame.
     *
     * @throws ImageFormatException if the file is damaged there
     */
    public Frame next() {
        try {
            Layer layer = ImageDecoder.guarded(format, !header.complete(), layers::next);
            dispose();
            RgbaImage seen = compose(layer);
            Frame frame = new Frame(index++, timeMs, Orientation.upright(seen, orientation));
            timeMs += layer.delayMs();
            shown = layer;
            return frame;
        } catch (ImageFormatException e) {
            throw (index == 0 ? e : new ImageFormatException("frame " + index + ": " + e.getMessage(), e)).in(name);
        }
    }

    private RgbaImage compose(Layer layer) {
        boolean last = !layers.hasNext();
        RgbaImage image = layer.image();
        if (index == 0 && last && image != null && image.width() == width && image.height() == height) {
            return image;
        }
        if (rgb == null) {
            rgb = new byte[3 * width * height];
            alpha = new byte[width * height];
        }
        if (layer.disposal() == Disposal.TO_PREVIOUS) {
            previousRgb = rgb.clone();
            previousAlpha = alpha.clone();
        }
        if (image != null) {
            draw(layer, image);
        }
        return new RgbaImage(new RgbImage(width, height, last ? rgb : rgb.clone()), last ? alpha : alpha.clone());
    }

    /** Takes away the frame before, if its time is over. */
    private void dispose() {
        if (shown == null || shown.disposal() == Disposal.KEEP) {
            return;
        }
        if (shown.disposal() == Disposal.TO_PREVIOUS) {
            rgb = previousRgb;
            alpha = previousAlpha;
            return;
        }
        RgbaImage image = shown.image();
        for (int y = 0; image != null && y < image.height(); y++) {
            int at = (shown.top() + y) * width + shown.left();
            Arrays.fill(rgb, 3 * at, 3 * (at + image.width()), (byte) 0);
            Arrays.fill(alpha, at, at + image.width(), (byte) 0);
        }
    }

    private void draw(Layer layer, RgbaImage image) {
        for (int y = 0; y < image.height(); y++) {
            int from = y * image.width();
            int to = (layer.top() + y) * width + layer.left();
            if (image.isOpaque() || !layer.blend()) {
                System.arraycopy(image.color().rgb(), 3 * from, rgb, 3 * to, 3 * image.width());
                if (image.isOpaque()) {
                    Arrays.fill(alpha, to, to + image.width(), (byte) 255);
                } else {
                    System.arraycopy(image.alpha(), from, alpha, to, image.width());
                }
            } else {
                for (int x = 0; x < image.width(); x++) {
                    blend(image, from + x, to + x);
                }
            }
        }
    }

    /** Porter and Duff's "over", colours not multiplied by alpha. */
    private void blend(RgbaImage image, int from, int to) {
        int above = image.alpha()[from] & 0xff;
        if (above == 0) {
            return;
        }
        int below = (alpha[to] & 0xff) * (255 - above);
        int both = above * 255 + below;
        for (int c = 0; c < 3; c++) {
            int color = (image.color().rgb()[3 * from + c] & 0xff) * above * 255 + (rgb[3 * to + c] & 0xff) * below;
            rgb[3 * to + c] = (byte) ((color + both / 2) / both);
        }
        alpha[to] = (byte) ((both + 127) / 255);
    }
}

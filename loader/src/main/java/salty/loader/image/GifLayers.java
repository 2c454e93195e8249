package salty.loader.image;

/** A GIF's frames as browsers take them, cut off at the screen. */
final class GifLayers implements Layers {

    private final GifStream stream;
    private final int screenWidth;
    private final int screenHeight;
    private final ImageLimits limits;
    private GifStream.Frame upcoming;
    private ImageFormatException fault;

    GifLayers(GifStream stream, GifStream.Frame first, int screenWidth, int screenHeight, ImageLimits limits) {
        this.stream = stream;
        this.upcoming = first;
        this.screenWidth = screenWidth;
        this.screenHeight = screenHeight;
        this.limits = limits;
    }

    @Override
    public boolean hasNext() {
        return upcoming != null || fault != null;
    }

    @Override
    public Layer next() {
        if (fault != null) {
            throw fault;
        }
        GifStream.Frame frame = upcoming;
        Layer layer = new Layer(frame.left(), frame.top(), image(frame), true, frame.disposal(), frame.delayMs());
        upcoming = null;
        try {
            upcoming = stream.atEnd() ? null : stream.next();
        } catch (ImageFormatException e) {
            // This frame was whole: it counts, whatever comes after it.
            fault = e;
        }
        return layer;
    }

    private RgbaImage image(GifStream.Frame frame) {
        int width = Math.min(frame.width(), screenWidth - frame.left());
        int height = Math.min(frame.height(), screenHeight - frame.top());
        if (frame.width() == 0 || frame.height() == 0) {
            return null;
        }
        limits.checkPixels(frame.width(), frame.height());
        byte[] palette = frame.palette();
        if (palette.length == 0) {
            // Every viewer takes other colours; browsers show black.
            throw new ImageFormatException("GIF without a colour table");
        }
        byte[] indices = frame.indices(Math.max(0, width), Math.max(0, height));
        if (indices.length == 0) {
            return null;
        }
        byte[] rgb = new byte[3 * indices.length];
        byte[] alpha = new byte[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int index = indices[i] & 0xff;
            if (index != frame.transparentIndex()) {
                GifImage.put(palette, index, rgb, 3 * i);
                alpha[i] = (byte) 255;
            }
        }
        return new RgbaImage(new RgbImage(width, height, rgb), alpha);
    }
}

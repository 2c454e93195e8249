package salty.vision.model;

import java.nio.file.Path;

import salty.engine.UserException;
import salty.engine.graph.Shape;
import salty.loader.image.Crop;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Npy;
import salty.loader.image.Resize;
import salty.loader.image.RgbImage;
import salty.vision.drawing.PixelSpace;

/**
 * Reads pictures, or tensors in their place, for a network.
 *
 * @param network  what they are read for
 * @param pipeline how they become its input
 * @param decoder  reads their files, within limits
 */
public record PictureReader(Network network, ImagePipeline pipeline, ImageDecoder decoder) {
    /** The longer side of a picture on a page. */
    private static final int VIEW_PIXELS = 800;

    /**
     * A picture on its way into a network.
     *
     * @param name    its file, as the user gave it
     * @param tensor  {@code (h, w, c)}, preprocessed
     * @param seen    the picture as the network sees it, before preprocessing; null if it has neither 1 nor 3 channels
     * @param decoded the picture as it was before resizing; null if the file held the tensor itself
     */
    public record Input(Path name, float[] tensor, FloatImage seen, RgbImage decoded) {
        /** The part that the network sees, in as many pixels as a page can show; null if it cannot be shown. */
        public FloatImage view(ImagePipeline pipeline) {
            return decoded == null || pipeline.crop() != Crop.NONE ? seen : PictureReader.view(decoded);
        }
    }

    /** A picture in as many pixels as a page can show. */
    public static FloatImage view(RgbImage picture) {
        double scale = Math.min(1, (double) VIEW_PIXELS / Math.max(picture.width(), picture.height()));
        return Resize.PIL_BILINEAR.resize(picture, (int) Math.ceil(scale * picture.width()),
                (int) Math.ceil(scale * picture.height()));
    }

    /** Reads a picture's file, or the tensor in a {@code .npy} file. */
    public Input read(Path file) {
        return file.toString().endsWith(".npy") ? of(Npy.read(file, decoder.limits().maxBytes()), file.toString())
                : of(decoder.decode(file), file.toString());
    }

    /**
     * Reads the bytes of a picture's or of a tensor's file.
     *
     * @param name what messages call it
     */
    public Input read(byte[] data, String name) {
        return Npy.isNpy(data) ? of(Npy.read(data, name), name) : of(decoder.decode(data, name), name);
    }

    /** Takes a decoded picture. */
    public Input of(RgbImage image, String name) {
        Shape shape = network.imageShape();
        try {
            FloatImage seen = pipeline.resized(image, shape.dim(1), shape.dim(2), shape.dim(3));
            return new Input(Path.of(name), pipeline.preprocessed(seen, shape.dim(3)), seen, image);
        } catch (IllegalArgumentException e) {
            throw new UserException(name + ": " + e.getMessage(), e);
        }
    }

    private Input of(Npy array, String name) {
        Shape shape = network.imageShape();
        Shape given = Shape.of(array.nhwc(name));
        if (!given.equals(shape)) {
            throw new UserException(name + ": holds a tensor " + given + ", the model takes " + shape
                    + "; make it fit, or give the picture");
        }
        for (float value : array.values()) {
            if (!Float.isFinite(value)) {
                throw new UserException(name + ": holds " + value + ", and a network takes finite numbers only");
            }
        }
        boolean shown = shape.dim(3) == 1 || shape.dim(3) == 3;
        return new Input(Path.of(name), array.values(), shown ? PixelSpace.of(pipeline.preprocessing(), shape.dim(3))
                .pixels(array.values(), shape.dim(2), shape.dim(1)) : null, null);
    }
}

package salty.cli.option;

import java.io.IOException;
import java.nio.file.Path;

import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.engine.graph.Shape;
import salty.loader.card.ModelCard;
import salty.loader.image.Crop;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageLimits;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Npy;
import salty.loader.image.Resize;
import salty.loader.image.RgbImage;
import salty.vision.drawing.PixelSpace;
import salty.vision.model.AutoPreprocessing;
import salty.vision.model.Network;

/** How a picture becomes a network's input, as a mixin. */
public final class ImageOptions {
    /** The name that reads a picture from stdin. */
    private static final Path STDIN = Path.of("-");
    /** The longer side of a picture on a page. */
    private static final int VIEW_PIXELS = 800;

    @Option(names = "--preprocess", paramLabel = "P", defaultValue = "auto",
            description = "auto (by the model), caffe, tf, torch, unit, yahoo or none (default: ${DEFAULT-VALUE}).")
    private String preprocess;

    @Option(names = "--resize", paramLabel = "R", defaultValue = "auto",
            description = "auto (by the model, else keras-nearest), keras-nearest, pil-bilinear, tf-bilinear, "
                    + "tfjs-legacy, tfjs-align or yahoo (default: ${DEFAULT-VALUE}).")
    private String resize;

    @Option(names = "--crop", paramLabel = "C", defaultValue = "none",
            description = "none or center256 (default: ${DEFAULT-VALUE}).")
    private String crop;

    @Option(names = "--exif", description = "Turn photographs upright as their EXIF data says; Keras does not.")
    private boolean exif;

    @Option(names = "--max-pixels", paramLabel = "N", defaultValue = "100000000",
            description = "Refuse pictures that declare more pixels (default: ${DEFAULT-VALUE}).")
    private long maxPixels;

    @Option(names = "--max-image-bytes", paramLabel = "N", defaultValue = "67108864",
            description = "Refuse larger files (default: ${DEFAULT-VALUE}).")
    private int maxBytes;

    /**
     * A picture on its way into a network.
     *
     * @param name   as the user gave it
     * @param tensor {@code (h, w, c)}, preprocessed
     * @param seen   the picture as the network sees it, before preprocessing; null if it has neither 1 nor 3 channels
     * @param decoded the picture as it was before resizing; null if the file held the tensor itself
     */
    public record Input(Path name, float[] tensor, FloatImage seen, RgbImage decoded) {
        /** The part that the network sees, in as many pixels as a page can show; null if it cannot be shown. */
        public FloatImage view(ImagePipeline pipeline) {
            if (decoded == null || pipeline.crop() != Crop.NONE) {
                return seen;
            }
            double scale = Math.min(1, (double) VIEW_PIXELS / Math.max(decoded.width(), decoded.height()));
            return Resize.PIL_BILINEAR.resize(decoded, (int) Math.ceil(scale * decoded.width()),
                    (int) Math.ceil(scale * decoded.height()));
        }
    }

    /** How pictures become inputs of this network. */
    public ImagePipeline pipeline(Network network, Console console) {
        String resizing = !resize.equals("auto") ? resize
                : network.card().map(ModelCard::resize).orElse(Resize.KERAS_NEAREST.label());
        return new ImagePipeline(OptionCheck.read("--crop", () -> Crop.byLabel(crop)),
                OptionCheck.read("--resize", () -> Resize.byLabel(resizing)),
                OptionCheck.read("--preprocess", () -> AutoPreprocessing.choose(preprocess, network,
                        line -> console.note("%s", line))));
    }

    /** Reads a picture, or a tensor in its place. */
    public Input read(Path file, Network network, ImagePipeline pipeline) {
        Shape shape = network.imageShape();
        byte[] piped = file.equals(STDIN) ? standardInput() : null;
        boolean tensorFile = piped == null ? file.toString().endsWith(".npy") : Npy.isNpy(piped);
        if (tensorFile) {
            Npy array = piped == null ? Npy.read(file, maxBytes) : Npy.read(piped, "stdin");
            return new Input(file, fitting(array, file, shape), pixels(array.values(), shape, pipeline), null);
        }
        ImageDecoder decoder = decoder();
        RgbImage image = piped == null ? decoder.decode(file) : decoder.decode(piped, "stdin");
        try {
            return new Input(file, pipeline.apply(image, shape.dim(1), shape.dim(2), shape.dim(3)),
                    pipeline.resized(image, shape.dim(1), shape.dim(2)), image);
        } catch (IllegalArgumentException e) {
            throw new UserException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads pictures as the options say. */
    public ImageDecoder decoder() {
        return new ImageDecoder(limits(), exif);
    }

    private ImageLimits limits() {
        OptionCheck.between(1, ImageLimits.MOST_PIXELS, "--max-pixels", maxPixels);
        OptionCheck.between(1, Integer.MAX_VALUE - 1, "--max-image-bytes", maxBytes);
        return new ImageLimits(maxPixels, maxBytes);
    }

    private byte[] standardInput() {
        try {
            return System.in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new UserException("stdin: cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static float[] fitting(Npy array, Path file, Shape shape) {
        int[] sizes = array.nhwc(file.toString());
        Shape given = Shape.of(sizes);
        if (!given.equals(shape)) {
            throw new UserException(file + ": holds a tensor " + given + ", the model takes " + shape
                    + "; make it fit, or give the picture");
        }
        for (float value : array.values()) {
            if (!Float.isFinite(value)) {
                throw new UserException(file + ": holds " + value + ", and a network takes finite numbers only");
            }
        }
        return array.values();
    }

    private static FloatImage pixels(float[] tensor, Shape shape, ImagePipeline pipeline) {
        if (shape.dim(3) != 1 && shape.dim(3) != 3) {
            return null;
        }
        return PixelSpace.of(pipeline.preprocessing(), shape.dim(3)).pixels(tensor, shape.dim(2), shape.dim(1));
    }

    /** What was done to the picture, for people: {@code preprocess=caffe resize=keras-nearest size=224x224}. */
    public static String describe(ImagePipeline pipeline, Shape shape) {
        String cropped = pipeline.crop() == Crop.NONE ? "" : " crop=" + pipeline.crop().label();
        return "preprocess=" + pipeline.preprocessing().label() + " resize=" + pipeline.resize().label() + cropped
                + " size=" + shape.dim(2) + "x" + shape.dim(1);
    }
}

package salty.cli.option;

import java.io.IOException;
import java.nio.file.Path;

import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.loader.image.Crop;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageLimits;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Resize;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;

/** How a picture becomes a network's input, as a mixin. */
public final class ImageOptions {
    /** The name that reads a picture from stdin. */
    private static final Path STDIN = Path.of("-");

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

    /** How pictures become inputs of this network. */
    public ImagePipeline pipeline(Network network, Console console) {
        Crop part = OptionCheck.read("--crop", () -> Crop.byLabel(crop));
        if (!resize.equals(Network.AUTO)) {
            OptionCheck.read("--resize", () -> Resize.byLabel(resize));
        }
        return OptionCheck.read("--preprocess",
                () -> network.pipeline(part, resize, preprocess, line -> console.note("%s", line)));
    }

    /** Reads pictures for a network as the options say. */
    public PictureReader reader(Network network, ImagePipeline pipeline) {
        return new PictureReader(network, pipeline, decoder());
    }

    /** Reads a picture, or a tensor in its place; {@code -} is stdin. */
    public PictureReader.Input read(Path file, PictureReader reader) {
        return file.equals(STDIN) ? reader.read(standardInput(), "stdin") : reader.read(file);
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
}

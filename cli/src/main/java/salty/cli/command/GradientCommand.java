package salty.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.option.EngineOptions;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.explain.FilterGradient;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Npy;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFile;

/** Writes the gradient of one filter's mean activation with respect to the preprocessed image. */
@Command(name = "gradient",
        description = "Writes d mean(output of LAYER, channel K) / d input, (h, w, c), float32, as a .npy file.",
        footer = {"", "Example:",
                "  salty gradient --model vgg16.h5 --layer block3_conv2 --filter 7 --image photo.jpg -o gradient.npy"})
public final class GradientCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;

    @Option(names = {"--layer", "--target-layer"}, required = true, paramLabel = "NAME", description = "The layer.")
    private String layerName;

    @Option(names = "--filter", required = true, paramLabel = "K",
            description = "The channel of its output, counted from 0 as in an array.")
    private int filter;

    @Option(names = {"--image", "--inputImage", "--image-path"}, required = true, paramLabel = "FILE",
            description = "The picture, or a .npy file of the preprocessed tensor.")
    private Path image;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The file to write.")
    private Path output;

    /**
     * Convolves directly: where a photograph is flat, rounding must not choose the pixel that a max pool hands its
     * gradient to.
     */
    @Override
    public Integer call() {
        Network network = model.load();
        InputFiles inputs = network.file().inputs(image);
        inputs.refusePicture(output, "-o");
        Layer layer = network.layer("--layer", layerName);
        int channels = layer.output().shape().dim(-1);
        if (filter < 0 || filter >= channels) {
            throw new UserException("--filter " + filter + ": layer " + layer.name() + " has the channels 0 to "
                    + (channels - 1));
        }
        ImagePipeline pipeline = images.pipeline(network, console);
        PictureReader.Input input = images.read(image, images.reader(network, pipeline));
        Shape shape = network.imageShape();
        engine.requireDirect();
        float[] gradient;
        try (Backend backend = engine.open(console);
                FilterGradient program = new FilterGradient(backend, network.model().input(), layer.output(), filter)) {
            gradient = program.run(input.tensor());
        }
        ResultFile.write(output, inputs, file ->
                Files.write(file, Npy.encode(gradient, shape.dim(1), shape.dim(2), shape.dim(3))));
        console.result("%s: d mean(%s[..., %d]) / d input %s, rms %.6g, %s", output, layer.name(), filter,
                shape.with(0, 1), rms(gradient), network.describe(pipeline));
        return 0;
    }

    private static double rms(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}

package salty.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.console.Json;
import salty.cli.console.Results;
import salty.cli.option.CamOptions;
import salty.cli.option.EngineOptions;
import salty.cli.option.GalleryOptions;
import salty.cli.option.ImageArgument;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.page.ActivationGallery;
import salty.engine.backend.Backend;
import salty.loader.image.ImagePipeline;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFolder;

/** Draws what layers make of a picture. */
@Command(name = "activations",
        description = "Draws what layers make of a picture, with its classes and class activation map.",
        footer = {"", "Example:", "  salty activations --model vgg16.h5 --layers block5_conv3 --image photo.jpg"})
public final class ActivationsCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;
    @Mixin
    private ImageArgument image;
    @Mixin
    private GalleryOptions gallery;
    @Mixin
    private CamOptions cam;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, paramLabel = "DIR", defaultValue = "dist/activation",
            description = "The folder to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Override
    public Integer call() {
        cam.colors();
        Network network = model.load(console);
        ImagePipeline pipeline = cam.pipeline(images.pipeline(network, console));
        PictureReader.Input input = images.read(image.file(model, console), images.reader(network, pipeline));
        InputFiles inputs = network.file().inputs(input.name());
        try (ResultFolder folder = ResultFolder.open(output, inputs); Backend backend = engine.open(console)) {
            Map<String, Object> manifest = new ActivationGallery(network, backend, console, gallery, cam, pipeline)
                    .draw(input, folder, "", Results.shown(output));
            folder.write(ActivationGallery.MANIFEST, Json.bytes(manifest));
            Results.list(console, folder.complete(Json.listed(output.resolve(ActivationGallery.MANIFEST))));
        }
        return 0;
    }
}

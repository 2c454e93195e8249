package salty.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.console.Json;
import salty.cli.console.Results;
import salty.cli.option.AscentOptions;
import salty.cli.option.CamOptions;
import salty.cli.option.EngineOptions;
import salty.cli.option.GalleryOptions;
import salty.cli.option.ImageArgument;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.page.ActivationGallery;
import salty.cli.page.FilterGallery;
import salty.cli.page.WebPage;
import salty.engine.backend.Backend;
import salty.loader.image.ImagePipeline;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFolder;

/** Draws everything that can be drawn of a picture and puts it on one page. */
@Command(name = "visualize",
        description = "Draws filters, activations and class activation map of a picture, and a web page of them.",
        footer = {"", "Example:", "  salty visualize --model vgg16.h5 --image photo.jpg"})
public final class VisualizeCommand implements Callable<Integer> {
    private static final String FILTERS = "filters";
    private static final String ACTIVATIONS = "activation";
    private static final String PAGE = "index.html";

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
    private AscentOptions ascent;
    @Mixin
    private CamOptions cam;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, paramLabel = "DIR", defaultValue = "dist",
            description = "The folder to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Override
    public Integer call() {
        cam.colors();
        Network network = model.load(console);
        ImagePipeline pipeline = images.pipeline(network, console);
        ImagePipeline seen = cam.pipeline(pipeline);
        PictureReader.Input input = images.read(image.file(model, console), images.reader(network, seen));
        InputFiles inputs = network.file().inputs(input.name());
        try (ResultFolder folder = ResultFolder.open(output, inputs); Backend backend = engine.open(console)) {
            ActivationGallery shown = new ActivationGallery(network, backend, console, gallery, cam, seen);
            FilterGallery synthesised =
                    new FilterGallery(network, backend, console, gallery, ascent, pipeline.preprocessing());
            Map<String, Object> activations =
                    shown.draw(input, folder, ACTIVATIONS + "/", Results.shown(output.resolve(ACTIVATIONS)));
            Map<String, Object> filters =
                    synthesised.draw(folder, FILTERS + "/", Results.shown(output.resolve(FILTERS)));
            folder.write(FILTERS + "/" + FilterGallery.MANIFEST, Json.bytes(filters));
            folder.write(ACTIVATIONS + "/" + ActivationGallery.MANIFEST, Json.bytes(activations));
            folder.write(PAGE, WebPage.of(Results.shown(output), filters, activations, cam.colors()));
            Results.list(console, folder.complete(earlier()));
        }
        return 0;
    }

    private Set<String> earlier() {
        Set<String> names = new LinkedHashSet<>();
        for (String name : Json.listed(output.resolve(FILTERS).resolve(FilterGallery.MANIFEST))) {
            names.add(FILTERS + "/" + name);
        }
        for (String name : Json.listed(output.resolve(ACTIVATIONS).resolve(ActivationGallery.MANIFEST))) {
            names.add(ACTIVATIONS + "/" + name);
        }
        return names;
    }
}

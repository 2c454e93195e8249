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
import salty.cli.option.AscentOptions;
import salty.cli.option.EngineOptions;
import salty.cli.option.GalleryOptions;
import salty.cli.option.ModelOptions;
import salty.cli.option.OptionCheck;
import salty.cli.page.FilterGallery;
import salty.engine.backend.Backend;
import salty.loader.image.Preprocessing;
import salty.vision.model.AutoPreprocessing;
import salty.vision.model.Network;
import salty.vision.output.ResultFolder;

/** Draws the inputs that excite filters most. */
@Command(name = "filters", description = "Draws, by gradient ascent, the input that excites each filter most.",
        footer = {"", "Example:", "  salty filters --model vgg16.h5 --layers block3_conv2 --filters 4"})
public final class FiltersCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private GalleryOptions gallery;
    @Mixin
    private AscentOptions ascent;

    @Option(names = "--preprocess", paramLabel = "P", defaultValue = "auto",
            description = "What the model was trained on: auto, caffe, tf, torch, unit, yahoo or none "
                    + "(default: ${DEFAULT-VALUE}).")
    private String preprocess;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, paramLabel = "DIR", defaultValue = "dist/filters",
            description = "The folder to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Override
    public Integer call() {
        Network network = model.load(console);
        Preprocessing chosen = OptionCheck.read("--preprocess", () -> AutoPreprocessing.choose(preprocess, network,
                line -> console.note("%s", line)));
        try (ResultFolder folder = ResultFolder.open(output, network.file().inputs());
                Backend backend = engine.open(console)) {
            Map<String, Object> manifest = new FilterGallery(network, backend, console, gallery, ascent, chosen)
                    .draw(folder, "", Results.shown(output));
            folder.write(FilterGallery.MANIFEST, Json.bytes(manifest));
            Results.list(console, folder.complete(Json.listed(output.resolve(FilterGallery.MANIFEST))));
        }
        return 0;
    }
}

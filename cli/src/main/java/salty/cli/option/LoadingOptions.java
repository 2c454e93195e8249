package salty.cli.option;

import java.nio.file.Path;
import java.util.List;

import picocli.CommandLine.Option;

import salty.loader.file.LoadOptions;

/** What a model's file leaves open, as a mixin. */
public final class LoadingOptions {
    @Option(names = {"--image-size", "--image_dim"}, paramLabel = "PIXELS",
            description = "Height and width, for models that leave theirs open.")
    private Integer imageSize;

    @Option(names = "--config", paramLabel = "FILE",
            description = "The architecture (Keras' model.to_json()) that belongs to a file of weights alone.")
    private Path config;

    @Option(names = "--by-name", description = "Match weights to layers by name only, never by their order.")
    private boolean byName;

    @Option(names = "--output-layer", paramLabel = "NAME", split = ",",
            description = "The layers whose outputs count, for models of several (default: all of the model's own).")
    private List<String> outputs = List.of();

    /** As the user said, for so many images a run. */
    public LoadOptions options(int batch) {
        LoadOptions options = LoadOptions.DEFAULT.withBatch(batch).withOutputs(outputs.toArray(String[]::new));
        if (imageSize != null) {
            OptionCheck.atLeast(1, "--image-size", imageSize);
            options = options.withImageSize(imageSize);
        }
        options = config == null ? options : options.withConfig(config);
        return byName ? options.matchedByName() : options;
    }
}

package salty.cli.command;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.console.Results;
import salty.cli.option.CamOptions;
import salty.cli.option.EngineOptions;
import salty.cli.option.GalleryOptions;
import salty.cli.option.ImageArgument;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.page.ClassActivation;
import salty.engine.backend.Backend;
import salty.engine.model.Layer;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Labels;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.model.RankedClass;
import salty.vision.model.Scorer;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFolder;

/** Draws which parts of a picture speak for a class. */
@Command(name = "cam", description = "Draws which parts of a picture speak for a class (Grad-CAM).",
        footer = {"", "Example:", "  salty cam --model vgg16.h5 --class tiger_cat cat.jpg -o output"})
public final class CamCommand implements Callable<Integer> {
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
    private CamOptions cam;

    @Option(names = {"--layer", "--target-layer"}, paramLabel = "NAME",
            description = "The layer to look at (default: the last convolution, after its activation).")
    private String layerName;

    @Option(names = "--raw", paramLabel = "npy", description = "Also write the overlay's numbers.")
    private GalleryOptions.Raw raw;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, paramLabel = "DIR", defaultValue = "output",
            description = "The folder to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Override
    public Integer call() {
        cam.colors();
        Network network = model.load();
        Labels labels = network.classNames();
        Layer layer = layerName == null ? LayerChoice.forClassActivation(network)
                : network.withMaps(network.layer("--layer", layerName));
        LayerChoice.remark(network, layer).ifPresent(remark -> console.warn("warning: %s", remark));
        ImagePipeline pipeline = cam.pipeline(images.pipeline(network, console));
        PictureReader.Input input = images.read(image.file(model, console), images.reader(network, pipeline));
        int named = cam.likeliest() ? -1 : cam.chosenClass(labels);
        InputFiles inputs = network.file().inputs(input.name());
        try (ResultFolder folder = ResultFolder.open(output, inputs); Backend backend = engine.open(console)) {
            int target = named >= 0 ? named : likeliest(network, backend, input);
            ClassActivation activation = ClassActivation.of(network, backend, layer, input, labels, target, cam);
            activation.write(folder, "", input.seen(), cam, raw != null);
            folder.complete(Set.of());
            console.result("%s: class %s (index=%d), layer %s, target %s, peak %.6g", input.name(), activation.label(),
                    target, layer.name(), cam.target(), activation.result().peak());
            console.result("%s backend=%s", network.describe(pipeline), backend.name());
            activation.warnWithoutEvidence(console);
            String written = input.seen() == null ? "heatmap.npy" : ClassActivation.OVERLAY;
            console.result("Written CAM-overlaid image to: %s", Results.shown(output.resolve(written)));
        }
        return 0;
    }

    private static int likeliest(Network network, Backend backend, PictureReader.Input input) {
        try (Scorer scorer = new Scorer(backend, network.model())) {
            return RankedClass.top(scorer.score(input.tensor()));
        }
    }
}

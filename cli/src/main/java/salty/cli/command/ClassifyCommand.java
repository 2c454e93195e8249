package salty.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.console.Console;
import salty.cli.console.Failures;
import salty.cli.console.Json;
import salty.cli.option.EngineOptions;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.loader.image.ImagePipeline;
import salty.vision.Classification;
import salty.vision.Classifier;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.model.RankedClass;

/** Names what is on images. */
@Command(name = "classify", description = "Names what is on images.",
        footer = {"", "Example:", "  salty classify --model vgg16.h5 --top 3 photo.jpg"})
public final class ClassifyCommand implements Callable<Integer> {
    /** How results are written. */
    enum Format {
        /** A line a class. */
        text,
        /** An object an image, on a line of its own. */
        json
    }

    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;

    @Option(names = "--top", paramLabel = "K", defaultValue = "5",
            description = "How many classes to show (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--format", paramLabel = "F", defaultValue = "text",
            description = "text or json, an object an image a line (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Parameters(arity = "1..*", paramLabel = "IMAGE",
            description = "Pictures, or .npy files of preprocessed tensors; - is stdin, @FILE a list of them.")
    private List<Path> files;

    @Override
    public Integer call() {
        if (top < 1) {
            throw new UserException("--top " + top + ": at least 1 class must be shown");
        }
        Network network = model.load();
        network.classes();
        ImagePipeline pipeline = images.pipeline(network, console);
        PictureReader reader = images.reader(network, pipeline);
        network.imageShape();
        engine.expect(files.size());
        int status = 0;
        try (Backend backend = engine.open(console); Classifier classifier = Classifier.of(network, reader, backend)) {
            for (Path file : files) {
                try {
                    PictureReader.Input input = images.read(file, reader);
                    long start = System.nanoTime();
                    Classification found = classifier.classify(input.tensor());
                    write(file, network, pipeline, backend, found, (System.nanoTime() - start) / 1e6);
                } catch (RuntimeException e) {
                    // One unreadable picture must not cost the results of the others.
                    if (!Failures.isUsers(e) || files.size() == 1) {
                        throw e;
                    }
                    console.warn("%s", Failures.describe(e));
                    status = Failures.USAGE;
                }
            }
        }
        return status;
    }

    private void write(Path file, Network network, ImagePipeline pipeline, Backend backend,
                       Classification found, double milliseconds) {
        List<RankedClass> ranking = found.ranked().subList(0, Math.min(top, found.ranked().size()));
        switch (format) {
            case text -> {
                console.result(file.toString());
                for (int i = 0; i < ranking.size(); i++) {
                    RankedClass entry = ranking.get(i);
                    console.result("%3d  %-28s %.4f  (index=%d)", i + 1, entry.label(), entry.probability(),
                            entry.index());
                }
                console.result("     %s backend=%s, %.0f ms", found.preprocessing(),
                        backend.name(), milliseconds);
            }
            case json -> {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("image", file.toString());
                object.put("model", network.model().name());
                object.put("preprocess", pipeline.preprocessing().label());
                object.put("resize", pipeline.resize().label());
                object.put("backend", backend.name());
                object.put("top", objects(ranking));
                object.put("ms", Math.round(milliseconds * 1000) / 1000.0);
                console.result("%s", Json.text(object));
            }
        }
    }

    private static List<Map<String, Object>> objects(List<RankedClass> ranking) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (RankedClass entry : ranking) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("index", entry.index());
            object.put("label", entry.label());
            object.put("probability", entry.probability());
            objects.add(object);
        }
        return objects;
    }
}

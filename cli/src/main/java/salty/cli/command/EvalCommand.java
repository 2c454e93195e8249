package salty.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.console.Json;
import salty.cli.console.Results;
import salty.cli.option.EngineOptions;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.option.OptionCheck;
import salty.cli.page.EvaluationPage;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.evaluate.Ranking;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.vision.evaluation.Evaluation;
import salty.vision.evaluation.ScoredSet;
import salty.vision.evaluation.Table;
import salty.vision.model.ModelGuard;
import salty.vision.model.ModelGuard.ModelChangedException;
import salty.vision.model.Network;
import salty.vision.output.InputFiles;
import salty.vision.output.OutputLock;
import salty.vision.output.ResultFile;
import salty.vision.training.ImageFolder;

/** Measures a classifier on labelled pictures. */
@Command(name = "eval", description = "Measures a classifier on pictures in folders, a folder a class, or on scores.",
        footer = {"", "Examples:", "  salty eval --model moderator.h5 --data photos --positive nsfw -o report",
            "  salty eval --scores scores.csv -o report"})
public final class EvalCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;

    @Option(names = "--data", paramLabel = "DIR",
            description = "A folder with a subfolder for each of the model's classes.")
    private Path data;

    @Option(names = "--scores", paramLabel = "FILE",
            description = "A .csv file instead: a header of label and the classes, then a row a picture, its class and "
                    + "scores.")
    private Path scores;

    @Option(names = "--positive", paramLabel = "CLASS",
            description = "The class of the curves and of the threshold (default: the last).")
    private String positive;

    @Option(names = "--fpr", paramLabel = "R", defaultValue = "0.01",
            description = "The false positive rate that the threshold may reach (default: ${DEFAULT-VALUE}).")
    private double limit;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, paramLabel = "DIR",
            description = "Also write a page with plots, index.html, and its numbers there: eval.json, scores.csv, "
                    + "confusion.csv, roc.csv and pr.csv.")
    private Path output;

    @Override
    public Integer call() {
        if ((data == null) == (scores == null)) {
            throw new UserException("give either --data DIR, with the --model FILE to measure, or --scores FILE");
        }
        OptionCheck.share("--fpr", limit);
        ScoredSet set = scores == null ? ofPictures() : ScoredSet.read(scores);
        int of = positive == null ? set.classes().size() - 1 : set.classes().indexOf(positive);
        if (of < 0) {
            throw new UserException("--positive " + positive + ": no such class; there are "
                    + String.join(", ", set.classes()));
        }
        Evaluation evaluation = Evaluation.of(set, of, limit);
        evaluation.lines().forEach(console::result);
        if (output != null) {
            write(set, evaluation, scores == null ? model.name() : scores.getFileName().toString());
        }
        return 0;
    }

    private ScoredSet ofPictures() {
        ModelGuard guard = model.guard();
        Network network = model.load();
        List<String> classes = network.classNames().names();
        ImagePipeline pipeline = images.pipeline(network, console);
        ImageFolder folder;
        try {
            folder = ImageFolder.read(data, classes,
                    new ImageFolder.Reading(ImageDecoder.KERAS, pipeline, network.imageShape()));
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
        folder.unreadable().forEach(line -> console.warn("skipped %s", line));
        try (Backend backend = engine.open(console)) {
            ScoredSet set = ScoredSet.of(folder, network.model(), pipeline.preprocessing(), backend);
            guard.verify();
            return set;
        } catch (ModelChangedException e) {
            throw new UserException(e.getMessage() + "; measure again", e);
        }
    }

    private void write(ScoredSet set, Evaluation evaluation, String source) {
        List<Path> files = new ArrayList<>();
        try (OutputLock lock = OutputLock.of(output.resolve("salty"))) {
            write(files, set, evaluation, source);
        }
        Results.list(console, files);
    }

    private void write(List<Path> files, ScoredSet set, Evaluation evaluation, String source) {
        files.add(file("index.html", EvaluationPage.of(evaluation, source)));
        files.add(file("eval.json", Json.text(evaluation.summary()) + "\n"));
        files.add(file("scores.csv", set.text()));
        files.add(file("confusion.csv", evaluation.confusionTable()));
        files.add(file("roc.csv", curve(List.of("false_positive_rate", "true_positive_rate", "threshold"),
                evaluation.ranking().roc())));
        files.add(file("pr.csv", curve(List.of("recall", "precision", "threshold"),
                evaluation.ranking().precisionRecall())));
    }

    private Path file(String name, String text) {
        Path file = output.resolve(name);
        InputFiles inputs = scores == null ? model.file().inputs() : InputFiles.of(scores);
        ResultFile.write(file, inputs, path -> Files.writeString(path, text));
        return file;
    }

    private static String curve(List<String> header, List<Ranking.Point> points) {
        return Table.text(header, points.stream().map(point -> List.of(number(point.x()), number(point.y()),
                Double.isInfinite(point.threshold()) ? "inf" : number(point.threshold()))).toList());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.9g", value);
    }
}

package salty.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import salty.cli.console.Console;
import salty.cli.console.Results;
import salty.cli.console.TrainingProgress;
import salty.cli.option.EngineOptions;
import salty.cli.option.ModelChoice;
import salty.cli.option.OptionCheck;
import salty.cli.option.RecipeOptions;
import salty.cli.plot.LearningCurve;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.graph.Shape;
import salty.engine.train.PenaltyPath;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.image.ImageDecoder;
import salty.loader.image.Png;
import salty.loader.image.Preprocessing;
import salty.loader.image.Resize;
import salty.loader.keras.KerasModel;
import salty.loader.keras.KerasNetwork;
import salty.vision.model.AutoPreprocessing;
import salty.vision.model.ModelFile;
import salty.vision.model.ModelGuard;
import salty.vision.model.ModelGuard.ModelChangedException;
import salty.vision.output.InputFiles;
import salty.vision.output.OutputLock;
import salty.vision.output.ResultFile;
import salty.vision.output.ResultFolder;
import salty.vision.training.Checkpoint;
import salty.vision.training.Epoch;
import salty.vision.training.HeadedBases;
import salty.vision.training.HeldOut;
import salty.vision.training.ImageFolder;
import salty.vision.training.Recipe;
import salty.vision.training.SolvedHead;
import salty.vision.training.Split;
import salty.vision.training.TrainedLayers;
import salty.vision.training.Trainer;
import salty.vision.training.TrainingException;

/** Trains a classifier on folders of pictures. */
@Command(name = "train", description = "Trains a classifier on pictures in folders, a folder a class.",
        footer = {"", "Examples:",
            "  salty train --base vgg16.h5 --data photos --classes sfw,nsfw -o moderator.h5",
            "  salty train --arch pocket --data shapes --epochs 30 -o shapes.h5"})
public final class TrainCommand implements Callable<Integer> {
    /** What the training begins with. */
    static final class Start {
        @Option(names = {"-b", "--base"}, required = true, paramLabel = "FILE",
                description = "A trained model; its classifier is replaced, the rest stays frozen (default: pocket, "
                        + "the demonstration model).")
        private Path base;

        @Option(names = "--arch", required = true, paramLabel = "NAME",
                description = "A network with fresh weights, such as pocket.")
        private String arch;
    }

    @Spec
    private CommandSpec command;
    @Mixin
    private Console console;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private RecipeOptions recipe;

    @ArgGroup
    private Start start = new Start();

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "A folder with a subfolder a class.")
    private Path data;

    @Option(names = "--classes", split = ",", paramLabel = "A,B",
            description = "The classes, in the order of outputs (default: all subfolders, sorted).")
    private List<String> classes = List.of();

    @Option(names = {"--validation-split", "--validation_split"}, paramLabel = "S", defaultValue = "0.2",
            description = "The share of each class that is kept to judge by (default: ${DEFAULT-VALUE}).")
    private double validationSplit;

    @Option(names = "--unfreeze", split = ",", paramLabel = "PREFIX",
            description = "Layers of the base that learn too, by the beginnings of their names: block5.")
    private List<String> unfreeze = List.of();

    @Option(names = "--flat", description = "Lay the base's maps out instead of averaging them over the picture.")
    private boolean flat;

    @Option(names = {"--image-size", "--image_dim"}, paramLabel = "PIXELS", defaultValue = "224",
            description = "Height and width, for bases that leave theirs open (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(names = "--preprocess", paramLabel = "P", defaultValue = "auto",
            description = "auto (by the base), caffe, tf, torch, unit, yahoo or none (default: ${DEFAULT-VALUE}).")
    private String preprocess;

    @Option(names = "--resize", paramLabel = "R", defaultValue = "pil-bilinear",
            description = "How pictures are brought to size; recorded in the model (default: ${DEFAULT-VALUE}).")
    private String resize;

    @Option(names = "--resume", description = "Go on from the checkpoint of an interrupted run with the same options.")
    private boolean resume;

    @Option(names = "--force", description = "Write the file even if it judges pictures no better than not looking at "
            + "them.")
    private boolean force;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The .h5 file to write.")
    private Path output;

    @Override
    public Integer call() {
        check();
        try (OutputLock lock = OutputLock.of(output)) {
            return train();
        } catch (TrainingException | ModelChangedException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        }
    }

    private void check() {
        recipe.check();
        OptionCheck.atLeast(1, "--image-size", imageSize);
        if (!(validationSplit > 0 && validationSplit < 1)) {
            throw new UserException("--validation-split " + validationSplit + ": must lie between 0 and 1");
        }
        if (new HashSet<>(classes).size() < classes.size()) {
            throw new UserException("--classes " + String.join(",", classes) + ": names one of them twice");
        }
        if (start.arch != null && (flat || !unfreeze.isEmpty())) {
            throw new UserException((flat ? "--flat" : "--unfreeze") + ": is for a --base; of --arch " + start.arch
                    + " all layers learn, as they are");
        }
        if (start.arch == null && unfreeze.isEmpty() && recipe.normalises()) {
            throw new UserException("--batch-norm: normalises convolutions that learn, and of a frozen base none does;"
                    + " --unfreeze some, or leave it out");
        }
        ResultFile.requireNoFolder(output);
        InputFiles.NONE.refusePicture(output, "-o");
        if (ResultFile.isStream(output)) {
            throw new UserException(output + ": is no file, and a model is to be read again; name a file with -o");
        }
    }

    private int train() throws IOException {
        ModelFile base = start.arch != null ? null : ModelChoice.of(start.base, "--base", command);
        InputFiles inputs = base == null ? InputFiles.NONE : base.inputs();
        inputs.refuse(output, "-o");
        ModelGuard guard = base == null ? null : new ModelGuard(base.path(), base.name());
        KerasModel source = base == null ? null : base.open(LoadOptions.DEFAULT)
                .keras(LoadOptions.DEFAULT.withImageSize(imageSize));
        KerasNetwork beginning = source == null ? null : KerasNetwork.of(source).features();
        TrainedLayers layers = new TrainedLayers(unfreeze);
        Optional.ofNullable(beginning).ifPresent(network -> layers.requireIn(network.model(imageSize)));
        Shape input = beginning == null ? fresh(2).inputShape(imageSize) : beginning.inputShape(imageSize);
        Preprocessing pixels = preprocessing(source, beginning);
        ImageFolder folder = folder(input);
        Split split = Split.of(folder.examples(), validationSplit, recipe.seed());
        int[] counts = new int[folder.classes().size()];
        split.training().forEach(example -> counts[example.label()]++);
        Recipe steps = recipe.recipe(counts);
        List<KerasNetwork> networks = beginning == null ? List.of(fresh(counts.length))
                : HeadedBases.of(beginning, input, counts.length, flat, recipe.seed(), layers);
        console.note("%d pictures to learn from, %d to judge by, %d classes %s, preprocess=%s resize=%s size=%dx%d",
                split.training().size(), split.validation().size(), counts.length, Arrays.toString(counts),
                pixels.label(), resize, input.dim(1), input.dim(2));

        Trainer.Task task = new Trainer.Task(networks.getFirst(), input.dim(1),
                layer -> start.arch != null || layers.learns(layer), start.arch != null, split, pixels,
                beside(".features"));
        try (Backend backend = engine.open(console); TrainingProgress progress = new TrainingProgress(console, steps,
                split)) {
            Optional<PenaltyPath> folds = Optional.empty();
            List<Path> written = new ArrayList<>(List.of(output));
            if (beginning != null) {
                SolvedHead head = SolvedHead.best(backend, task, networks, recipe.objective(counts), progress);
                progress.solved(head);
                task = head.task();
                folds = head.folds();
            }
            KerasNetwork trained = task.network();
            if (beginning == null || !unfreeze.isEmpty() || recipe.wantsSteps()) {
                try (Trainer trainer = new Trainer(backend, task, steps, progress)) {
                    run(trainer, progress, Checkpoint.identity(steps, networks.getFirst(), folder,
                            List.of(pixels, resize, validationSplit, unfreeze)));
                    trained = trainer.trained();
                    written.add(draw(trainer));
                }
            }
            HeldOut judged = HeldOut.of(backend, trained, task, steps.loss().classWeights(), folds);
            progress.judged(judged);
            require(judged);
            if (guard != null) {
                guard.verify();
            }
            ModelCard card = new ModelCard(folder.classes(), pixels.label(), resize);
            KerasNetwork result = trained;
            ResultFile.write(output, inputs, file -> result.write(file, card));
            Results.list(console, written);
        }
        Files.deleteIfExists(beside(".checkpoint"));
        return 0;
    }

    /** A file that knows nothing of pictures must not come into use unseen. */
    private void require(HeldOut judged) {
        judged.fault().filter(fault -> !force).ifPresent(fault -> {
            throw new UserException(output + ": is not written; " + fault
                    + "; give more or other pictures, a base that tells them apart or --unfreeze, or write it with --force");
        });
    }

    private void run(Trainer trainer, TrainingProgress progress, String identity) throws IOException {
        Path checkpoint = beside(".checkpoint");
        boolean goesOn = resume && Files.exists(checkpoint);
        if (goesOn) {
            trainer.restore(Checkpoint.read(checkpoint, identity));
            console.note("going on after epoch %d", trainer.past().getLast().number());
        } else if (resume) {
            console.warn("%s: no checkpoint; beginning anew", checkpoint);
        }
        if (!goesOn && start.arch == null) {
            progress.finished(trainer.judgeBeginning());
        }
        while (!trainer.isDone()) {
            Epoch epoch = trainer.run();
            // First: an epoch that was reported is never run again.
            trainer.checkpoint(identity).write(checkpoint);
            progress.finished(epoch);
        }
    }

    /** Draws the curve of the run, and says which epoch was best. */
    private Path draw(Trainer trainer) {
        Path curve = beside(".curve.png");
        Epoch best = trainer.best();
        byte[] png = Png.encode(LearningCurve.of(trainer.past(), best.number()));
        ResultFile.write(curve, file -> Files.write(file, png));
        boolean last = best.number() == trainer.past().getLast().number() && best.number() > 0;
        console.result("best epoch %d%s: val_loss %.4f val_acc %.4f", best.number(),
                last ? ", the last (more --epochs may be better)" : "", best.validationLoss(),
                best.validationAccuracy());
        return curve;
    }

    private KerasNetwork fresh(int count) {
        return OptionCheck.read("--arch", () -> KerasNetwork.fresh(start.arch, count, recipe.seed()));
    }

    private ImageFolder folder(Shape input) {
        try {
            Resize resizing = OptionCheck.read("--resize", () -> Resize.byLabel(resize));
            ImageFolder folder = ImageFolder.read(data, classes,
                    new ImageFolder.Reading(ImageDecoder.KERAS, resizing, input));
            folder.unreadable().forEach(line -> console.warn("skipped %s", line));
            return folder;
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** The base's own convention; for fresh weights one that centres the pixels. */
    private Preprocessing preprocessing(KerasModel source, KerasNetwork beginning) {
        if (!preprocess.equals("auto") || source == null) {
            String chosen = preprocess.equals("auto") ? Preprocessing.TF.label() : preprocess;
            return OptionCheck.read("--preprocess", () -> Preprocessing.byLabel(chosen));
        }
        return source.card().map(card -> Preprocessing.byLabel(card.preprocessing()))
                .orElseGet(() -> AutoPreprocessing.of(beginning.model(imageSize)));
    }

    /** A file beside the output: {@code moderator.h5.checkpoint}, {@code moderator.curve.png}. */
    private Path beside(String ending) {
        String name = output.getFileName().toString();
        boolean picture = ending.endsWith(".png");
        return output.resolveSibling((picture && name.endsWith(".h5") ? name.substring(0, name.length() - 3) : name)
                + ending);
    }
}

package salty.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import salty.cli.console.Console;
import salty.cli.console.ScanProgress;
import salty.cli.option.EngineOptions;
import salty.cli.option.FrameOptions;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.option.OptionCheck;
import salty.cli.option.PolicyOptions;
import salty.cli.option.ScanInputs;
import salty.cli.option.ScanOutput;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.vision.model.ModelGuard;
import salty.vision.model.ModelGuard.ModelChangedException;
import salty.vision.model.Network;
import salty.vision.model.Scorer;
import salty.vision.output.ResultFolder;
import salty.vision.scan.AnswerCache;
import salty.vision.scan.Fault;
import salty.vision.scan.FiniteWeights;
import salty.vision.scan.FlaggedPictures;
import salty.vision.scan.ImageSource;
import salty.vision.scan.Journal;
import salty.vision.scan.ScanPipeline;
import salty.vision.scan.ScanRecord;
import salty.vision.scan.ScanSettings;
import salty.vision.scan.Tally;

/** Gives a verdict on every picture of a folder. */
@Command(name = "scan",
        description = "Gives a verdict on every picture: SAFE, REVIEW, BLOCK, or ERROR if it cannot be read.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:nothing to block", "1:something to block (with --strict: or to review)",
                "2:wrong usage, or the scan cannot go on", "3:nothing to block, but some files could not be read"},
        footer = {"", "Example:",
                "  salty scan -r --model five.h5 --labels five.txt --nsfw porn,hentai --nsfw sexy:0.5 uploads -o out.csv"
                        + " --format csv"})
public final class ScanCommand implements Callable<Integer> {
    private static final int MOST_DECODERS = 1024;

    @Spec
    private CommandSpec command;
    @Mixin
    private Console console;
    @Mixin
    private ScanInputs inputs;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;
    @Mixin
    private PolicyOptions policy;
    @Mixin
    private FrameOptions frames;
    @Mixin
    private ScanOutput output;

    @Option(names = "--strict", description = "Exit with 1 if something is to be reviewed, too.")
    private boolean strict;

    @Option(names = {"-b", "--batch"}, paramLabel = "N", defaultValue = "16",
            description = "Pictures a run of the network (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--decoders", paramLabel = "N", description = "Threads that read pictures (default: all cores).")
    private Integer decoders;

    @Option(names = "--max-seconds", paramLabel = "S", defaultValue = "30",
            description = "A picture that takes longer to read and decode is an error (default: ${DEFAULT-VALUE}).")
    private double maxSeconds;

    @Option(names = "--cache", paramLabel = "DIR",
            description = "Keep answers there, and ask the network nothing twice.")
    private Path cache;

    @Option(names = "--explain", paramLabel = "DIR",
            description = "Write there where the evidence lies, for each REVIEW and BLOCK.")
    private Path explain;

    @Option(names = "--blur", paramLabel = "DIR",
            description = "Write there copies of each REVIEW and BLOCK, blurred where the evidence lies.")
    private Path blur;

    @Option(names = "--mask-threshold", paramLabel = "T", defaultValue = "0.4",
            description = "The share of the evidence's peak from which --blur blurs (default: ${DEFAULT-VALUE}).")
    private float maskThreshold;

    @Option(names = "--progress", paramLabel = "MODE", defaultValue = "auto",
            description = "auto (a bar on a terminal), json or none (default: ${DEFAULT-VALUE}).")
    private ScanProgress.Mode progress;

    @Override
    public Integer call() {
        check();
        inputs.readLists(output.files());
        refuseInputs();
        ModelGuard guard = model.guard();
        Network network = model.load(batch);
        FiniteWeights.check(network.file().name(), network.model());
        ScanSettings settings = new ScanSettings(images.decoder(), images.pipeline(network, console), frames.choice(),
                policy.policy(network), policy.overrides(), Duration.ofMillis(Math.round(1000 * maxSeconds)));
        ImageSource source = inputs.source(settings.decoder().limits().maxBytes());
        try (Backend backend = engine.open(console); Scorer classifier = new Scorer(backend, network.model());
                FlaggedPictures flagged = flagged(backend, settings, source)) {
            console.note("%s backend=%s batch=%d", network.describe(settings.pipeline()),
                    backend.name(), batch);
            return scan(guard, settings, backend, classifier, source, flagged);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    private void check() {
        OptionCheck.atLeast(1, "--batch", batch);
        if (decoders != null) {
            OptionCheck.between(1, MOST_DECODERS, "--decoders", decoders);
        }
        if (!(maxSeconds >= 0.001 && maxSeconds <= 1e6)) {
            throw new UserException("--max-seconds " + maxSeconds + ": must lie between 0.001 and 1000000");
        }
        OptionCheck.share("--mask-threshold", maskThreshold);
        policy.check();
    }

    private void refuseInputs() {
        output.refuse(inputs);
        if (explain != null) {
            inputs.refuseInside(explain, "--explain");
        }
        if (blur != null) {
            inputs.refuseInside(blur, "--blur");
        }
    }

    private int scan(ModelGuard guard, ScanSettings settings, Backend backend, Scorer classifier,
                     ImageSource source, FlaggedPictures flagged) throws IOException {
        boolean overrides = policy.hasOverrides();
        String fingerprint = settings.fingerprint(guard.hash()) + " backend=" + backend.name() + " "
                + engine.fingerprint();
        Tally tally = new Tally();
        AtomicLong passedOver = new AtomicLong();
        try {
            Optional<Journal> journal = output.open(command.commandLine().getOut(),
                    fingerprint + " " + inputs.fingerprint(), overrides);
            try (ScanProgress shown = new ScanProgress(progress, console.isQuiet(), command.commandLine().getErr(),
                    inputs::names)) {
                int threads = decoders == null ? Runtime.getRuntime().availableProcessors() : decoders;
                new ScanPipeline(classifier, settings, source, journal, answers(fingerprint), threads).watching(guard)
                        .run(inputs.names(passedOver), record -> {
                            output.write(record, overrides);
                            tally.add(record.verdict());
                            picture(flagged, record);
                            shown.step();
                        });
            } catch (RuntimeException | Error e) {
                // A mapped file that is cut off is met as whatever the reader of its weights then throws.
                guard.verify();
                throw e;
            } finally {
                journal.ifPresent(Journal::close);
            }
            output.complete();
        } catch (ModelChangedException e) {
            output.discard();
            console.warn("%s; none of this scan's rows counts: repeat it", e.getMessage());
            return Tally.UNREADABLE;
        } finally {
            output.close();
        }
        console.note("%s%s", tally, passedOver.get() == 0 ? ""
                : "; " + passedOver + " that are no pictures or excluded passed over");
        if (tally.total() == 0) {
            inputs.undescended().forEach(folder ->
                    console.warn("%s: holds no picture, but folders; -r descends into them", folder));
        }
        return tally.status(strict);
    }

    private Optional<AnswerCache> answers(String fingerprint) {
        try {
            return cache == null ? Optional.empty() : Optional.of(new AnswerCache(cache, fingerprint));
        } catch (IOException e) {
            throw ResultFolder.unwritable(cache, "--cache", e);
        }
    }

    private void picture(FlaggedPictures flagged, ScanRecord record) {
        if (flagged == null) {
            return;
        }
        try {
            flagged.write(record, output.isResumed());
        } catch (RuntimeException | OutOfMemoryError e) {
            if (e instanceof UserException) {
                throw e;
            }
            console.warn("warning: %s: no picture of the evidence: %s", record.path().printable(), Fault.line(e));
        }
    }

    private FlaggedPictures flagged(Backend backend, ScanSettings settings, ImageSource source) {
        return explain == null && blur == null ? null
                : new FlaggedPictures(model.load(), backend, settings, source, inputs.files(), explain, blur,
                        maskThreshold);
    }
}

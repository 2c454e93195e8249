package salty.cli.option;

import picocli.CommandLine.Option;

import salty.engine.UserException;
import salty.vision.scan.FrameChoice;

/** How animations are looked at, as a mixin. */
public final class FrameOptions {
    /** How the scores of frames become one. */
    enum Aggregate {
        /** The worst frame counts. */
        max,
        /** The mean over frames counts. */
        mean
    }

    @Option(names = "--frames", paramLabel = "F", defaultValue = "all",
            description = "Of animations score all, every=N or first frames (default: ${DEFAULT-VALUE}).")
    private String frames;

    @Option(names = "--aggregate", paramLabel = "A", defaultValue = "max",
            description = "max or mean over the frames (default: ${DEFAULT-VALUE}).")
    private Aggregate aggregate;

    @Option(names = "--early-exit", description = "Stop at the first frame that is to be blocked.")
    private boolean earlyExit;

    @Option(names = "--max-frames", paramLabel = "N", defaultValue = "1000",
            description = "An animation with more frames is an error (default: ${DEFAULT-VALUE}).")
    private int maxFrames;

    /** The choice. */
    public FrameChoice choice() {
        OptionCheck.atLeast(1, "--max-frames", maxFrames);
        try {
            return new FrameChoice(FrameChoice.everyByLabel(frames), aggregate == Aggregate.mean, earlyExit, maxFrames);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}

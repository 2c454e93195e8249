package salty.cli.option;

import java.nio.file.Path;
import java.util.List;

import picocli.CommandLine.Option;

import salty.engine.UserException;
import salty.loader.image.RegularFile;
import salty.vision.model.Network;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy;

/** From probabilities to verdicts, as a mixin. */
public final class PolicyOptions {
    private static final int MAX_LIST_BYTES = 256 << 20;

    @Option(names = "--nsfw", paramLabel = "CLASS[:WEIGHT],...",
            description = "The classes that count, fully or by a weight of 0 to 1 (default: those called nsfw, porn, "
                    + "hentai or unsafe).")
    private List<String> nsfw = List.of();

    @Option(names = "--review", paramLabel = "P", defaultValue = "" + Policy.DEFAULT_REVIEW,
            description = "From this score on a person should look (default: ${DEFAULT-VALUE}).")
    private double review;

    @Option(names = "--block", paramLabel = "P", defaultValue = "" + Policy.DEFAULT_BLOCK,
            description = "From this score on a picture is blocked (default: ${DEFAULT-VALUE}).")
    private double block;

    @Option(names = "--allow", paramLabel = "FILE",
            description = "Pictures to let pass: a SHA-256 a line, as sha256sum writes them. The result shows it.")
    private Path allow;

    @Option(names = "--override", paramLabel = "FILE",
            description = "Verdicts of people: lines sha256,verdict. The result shows them.")
    private Path override;

    /** The policy for a network's classes. */
    public Policy policy(Network network) {
        return Policy.of(network, nsfw, review, block);
    }

    /** Refuses thresholds that are none, before the model is loaded. */
    public void check() {
        OptionCheck.share("--review", review);
        OptionCheck.share("--block", block);
        if (review > block) {
            throw new UserException("--review " + review + ": must not be above --block " + block);
        }
    }

    /** What people decided. */
    public Overrides overrides() {
        Overrides overrides = new Overrides();
        try {
            if (allow != null) {
                overrides.allow(RegularFile.readNamed(allow, MAX_LIST_BYTES, ""), allow.toString());
            }
            if (override != null) {
                overrides.override(RegularFile.readNamed(override, MAX_LIST_BYTES, ""), override.toString());
            }
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
        return overrides;
    }

    /** Whether there are lists of people's decisions. */
    public boolean hasOverrides() {
        return allow != null || override != null;
    }
}

package salty.vision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import salty.loader.image.RegularFile;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy;
import salty.vision.scan.Answer;
import salty.vision.scan.FrameChoice;
import salty.vision.scan.ImageSource;
import salty.vision.scan.PathName;
import salty.vision.scan.ScanPipeline;
import salty.vision.scan.ScanRecord;
import salty.vision.scan.ScanSettings;

/**
 * Gives verdicts on pictures by a classifier and a policy. It fails closed: what was not wholly read and scored is an
 * {@code ERROR} with its reason, never {@code SAFE}. Many threads may share one. The answers are those of a folder's
 * scan, since a picture takes the same way.
 * <pre>{@code
 *   try (Classifier classifier = Classifier.open(Path.of("model.h5"))) {
 *       Moderator moderator = Moderator.open(classifier, Policy.of(classifier.network()));
 *       Answer answer = moderator.moderate(Path.of("upload.jpg"));
 *       System.out.println(answer.verdict() + " " + answer.nsfw() + " " + answer.error());
 *   }
 * }</pre>
 */
public final class Moderator {
    /** How long a picture may take to decode. */
    private static final Duration MAX_TIME = Duration.ofSeconds(30);

    private final Classifier classifier;
    private final ScanSettings settings;

    private Moderator(Classifier classifier, ScanSettings settings) {
        this.classifier = classifier;
        this.settings = settings;
    }

    /**
     * A moderator that looks at every frame of animations.
     *
     * @param classifier what scores pictures; the caller closes it
     * @param policy     from probabilities to verdicts
     */
    public static Moderator open(Classifier classifier, Policy policy) {
        return open(classifier, new ScanSettings(classifier.reader().decoder(), classifier.reader().pipeline(),
                FrameChoice.ALL, policy, new Overrides(), MAX_TIME));
    }

    /** A moderator with limits and the decisions of people. */
    public static Moderator open(Classifier classifier, ScanSettings settings) {
        return new Moderator(classifier, settings);
    }

    /** The answer on the picture in a file. */
    public Answer moderate(Path picture) {
        int maxBytes = settings.decoder().limits().maxBytes();
        return answer(PathName.of(picture), name -> RegularFile.read(name.toPath(), maxBytes, "--max-image-bytes"));
    }

    /** The answer on a picture by the bytes of its file. */
    public Answer moderate(byte[] picture) {
        return answer(PathName.STANDARD_INPUT, name -> picture);
    }

    private Answer answer(PathName name, ImageSource source) {
        return classifier.scoring(scorer -> {
            List<ScanRecord> records = new ArrayList<>(1);
            try {
                new ScanPipeline(scorer, settings, source, Optional.empty(), Optional.empty(), 1)
                        .run(List.of(name).iterator(), records::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ScanRecord record = records.getFirst();
            Answer answer = record.answer();
            return new Answer(record.verdict(), answer.nsfw(), answer.ranked(), answer.width(), answer.height(),
                    answer.sha256(), answer.error(), answer.frames());
        });
    }
}

package salty.vision.scan;

import java.util.List;
import java.util.Optional;
import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;

/**
 * What a scan found out about the content of one file, whatever the file is called.
 *
 * @param verdict the policy's
 * @param nsfw    the score that it rests on; NaN for an {@code ERROR}
 * @param ranked  the classes by falling probability; empty for an {@code ERROR}
 * @param width   of the picture in pixels; 0 if unknown
 * @param height  of the picture in pixels; 0 if unknown
 * @param sha256  of the file's bytes, in hexadecimal; empty if they could not be read
 * @param error   what is wrong with the file, in one line; empty if nothing is
 * @param frames  what was seen of an animation, if frames were asked for
 */
public record Answer(Verdict verdict, double nsfw, List<ClassScore> ranked, int width, int height, String sha256,
                     String error, Optional<FrameScores> frames) {

    public Answer {
        ranked = List.copyOf(ranked);
    }

    /** The answer on a file that cannot be read or scored. */
    public static Answer error(String sha256, int width, int height, String error) {
        return new Answer(Verdict.ERROR, Double.NaN, List.of(), width, height, sha256, error, Optional.empty());
    }
}

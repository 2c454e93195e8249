package salty.vision.scan;

import java.util.Locale;

/**
 * Which frames of an animation are scored, and how their scores become one.
 *
 * @param every     each so manieth frame, from the first on; 0 for the first alone
 * @param mean      whether the mean over the frames counts; otherwise the frame with the greatest score
 * @param earlyExit whether a frame to be blocked ends the search
 * @param maxFrames an animation with more frames to compose than this is an error: what was not seen is not safe
 */
public record FrameChoice(int every, boolean mean, boolean earlyExit, int maxFrames) {

    /** As a viewer that shows no animations. */
    public static final FrameChoice FIRST = new FrameChoice(0, false, false, 1000);

    /** Every frame, of which the worst counts. */
    public static final FrameChoice ALL = new FrameChoice(1, false, false, 1000);

    public FrameChoice {
        if (every < 0 || maxFrames < 1) {
            throw new IllegalArgumentException("--frames and --max-frames must be positive");
        }
        if (mean && earlyExit) {
            throw new IllegalArgumentException("--early-exit needs --aggregate max: a mean is known at the end only");
        }
    }

    /**
     * The frames called {@code first}, {@code all} or {@code every=N}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static int everyByLabel(String label) {
        if (label.equals("first")) {
            return 0;
        }
        if (label.equals("all")) {
            return 1;
        }
        if (label.matches("every=[1-9][0-9]{0,5}")) {
            return Integer.parseInt(label.substring(6));
        }
        throw new IllegalArgumentException("--frames: expected first, all or every=N, got '" + label + "'");
    }

    /** Whether animations are looked into at all. */
    public boolean animations() {
        return every > 0;
    }

    /** Whether the frame is scored. */
    boolean takes(int index) {
        return every == 0 ? index == 0 : index % every == 0;
    }

    String fingerprint() {
        return String.format(Locale.ROOT, "frames=%d mean=%s early=%s max=%d", every, mean, earlyExit, maxFrames);
    }
}

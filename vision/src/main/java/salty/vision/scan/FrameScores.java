package salty.vision.scan;

import java.util.List;
import salty.loader.image.Backdrop;

/**
 * The scores of a file's frames: of an animation, or of a picture that is not opaque.
 *
 * @param scored    the frames that were scored, in order
 * @param total     how many frames the file has; -1 if not all of them were looked for
 * @param deciding  the index of the frame with the greatest score
 * @param stoppedAt the index of the frame after which the scan looked no further; -1 if it looked at all
 */
public record FrameScores(List<FrameScore> scored, int total, int deciding, int stoppedAt) {

    /**
     * One frame's score.
     *
     * @param index    counted from 0 in the file
     * @param timeMs   when it appears, in milliseconds from the start
     * @param nsfw     its score: of one that is not opaque, the greater of two
     * @param backdrop what was behind it then
     */
    public record FrameScore(int index, long timeMs, double nsfw, Backdrop backdrop) {
    }

    public FrameScores {
        scored = List.copyOf(scored);
    }

    /** What was behind the deciding frame. */
    public Backdrop backdrop() {
        return scored.stream().filter(frame -> frame.index() == deciding).map(FrameScore::backdrop).findFirst()
                .orElse(Backdrop.NONE);
    }

    /** Which frames were scored, such as {@code 0-5 of 6}, {@code 0,4,8 of 10} or {@code 0 of more}. */
    public String seen() {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 1; i <= scored.size(); i++) {
            if (i == scored.size() || scored.get(i).index() != scored.get(i - 1).index() + 1) {
                int first = scored.get(from).index();
                int last = scored.get(i - 1).index();
                text.append(from == 0 ? "" : ",").append(first).append(last > first ? "-" + last : "");
                from = i;
            }
        }
        return (text.isEmpty() ? "none" : text) + " of " + (total < 0 ? "more" : Integer.toString(total));
    }
}

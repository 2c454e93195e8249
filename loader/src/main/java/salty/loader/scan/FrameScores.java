package salty.loader.scan;

import java.util.List;

/**
 * The scores of an animation's frames.
 *
 * @param scored    the frames that were scored, in order
 * @param deciding  the index of the frame with the greatest score
 * @param stoppedAt the index of the frame after which the scan looked no further; -1 if it looked at all
 */
public record FrameScores(List<FrameScore> scored, int deciding, int stoppedAt) {

    /**
     * One frame's score.
     *
     * @param index  counted from 0 in the file
     * @param timeMs when it appears, in milliseconds from the start
     * @param nsfw   its score
     */
    public record FrameScore(int index, long timeMs, double nsfw) {
    }

    public FrameScores {
        scored = List.copyOf(scored);
    }
}

package salty.vision.moderation;

/** What is to be done with a picture. */
public enum Verdict {
    /** Below both thresholds. */
    SAFE,
    /** From the review threshold on: a person should look at it. */
    REVIEW,
    /** From the block threshold on. */
    BLOCK,
    /** It could not be read or scored; nothing is known of it. */
    ERROR;

    /**
     * The verdict with this name.
     *
     * @throws IllegalArgumentException if there is none; the message does not repeat what may come from a stranger's
     * file
     */
    public static Verdict named(String name) {
        for (Verdict verdict : values()) {
            if (verdict.name().equals(name)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("not a verdict");
    }
}

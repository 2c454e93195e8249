package salty.loader.moderation;

/** What is to be done with a picture. */
public enum Verdict {
    /** Below both thresholds. */
    SAFE,
    /** From the review threshold on: a person should look at it. */
    REVIEW,
    /** From the block threshold on. */
    BLOCK,
    /** It could not be read or scored; nothing is known of it. */
    ERROR
}

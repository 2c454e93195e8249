package salty.cli;

/** Standard output takes no more; that it does is said once, when the command ends. */
final class StdoutException extends RuntimeException {
    static final String REASON = "cannot be written: nobody reads it any more, or the disk is full";
    private static final long serialVersionUID = 1;

    StdoutException() {
        super("stdout: " + REASON);
    }
}

package salty.cli.console;

/** Standard output takes no more; that it does is said once, when the command ends. */
public final class StdoutException extends RuntimeException {
    public static final String REASON = "cannot be written: nobody reads it any more, or the disk is full";
    private static final long serialVersionUID = 1;

    public StdoutException() {
        super("stdout: " + REASON);
    }
}

package salty.engine;

/** Something that the user gave cannot be used; the message is one line that names it, the fault and the remedy. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message the one line */
    public UserException(String message) {
        super(message);
    }

    /**
     * @param message the one line
     * @param cause   what the system said
     */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}

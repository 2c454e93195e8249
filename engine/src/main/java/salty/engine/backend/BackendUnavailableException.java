package salty.engine.backend;

/** A backend that cannot run here; the message is one line and says what to do about it. */
public final class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message why, and the remedy */
    public BackendUnavailableException(String message) {
        super(message);
    }

    /**
     * @param message why, and the remedy
     * @param cause   what the system said
     */
    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

package salty.engine.backend;

/** A device has not the memory that is asked of it; the message is one line and says what to do about it. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what did not fit where, and the remedy */
    public DeviceMemoryException(String message) {
        super(message);
    }
}

package salty.loader.download;

/** A file that could not be fetched; the message is one line that names address or file, the fault and the remedy. */
public final class DownloadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message the one line */
    public DownloadException(String message) {
        super(message);
    }

    /**
     * @param message the one line
     * @param cause   what the network or the disk said
     */
    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}

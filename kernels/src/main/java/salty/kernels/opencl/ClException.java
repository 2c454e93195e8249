package salty.kernels.opencl;

/** A failure of OpenCL, told in one line: what was being done, on which device, and the error by its name. */
public final class ClException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what failed, where, and what to do about it */
    public ClException(String message) {
        super(message);
    }

    /**
     * @param message what failed, where, and what to do about it
     * @param cause   the failure underneath
     */
    public ClException(String message, Throwable cause) {
        super(message, cause);
    }
}

package salty.vision.training;

/** A training run that cannot go on; the message is one line that names the fault and the remedy. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message the one line */
    public TrainingException(String message) {
        super(message);
    }
}

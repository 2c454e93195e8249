package salty.loader.image;

/** A file of class labels that cannot be read or does not fit the network; one line that names file, fault, remedy. */
public final class LabelFormatException extends RuntimeException {

    LabelFormatException(String message) {
        super(ImageFormatException.oneLine(message));
    }
}

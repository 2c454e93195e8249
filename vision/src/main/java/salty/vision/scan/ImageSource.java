package salty.vision.scan;

/** Where the bytes of a named picture come from. */
@FunctionalInterface
public interface ImageSource {

    /**
     * All bytes of a picture.
     *
     * @throws salty.loader.image.ImageFormatException if they cannot be read, or are more than the limit
     */
    byte[] read(PathName name);
}

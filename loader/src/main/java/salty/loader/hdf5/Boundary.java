package salty.loader.hdf5;

import java.util.function.Supplier;
import salty.loader.file.ModelFormatException;

/**
 * The one line between the reader's structures and the rest: whatever a damaged file makes them throw becomes a
 * {@link ModelFormatException} that says where it was met.
 */
final class Boundary {

    private Boundary() {
    }

    /** Runs {@code body}; {@code place} is the group, dataset or attribute that it reads. */
    static <T> T guard(String file, String place, Supplier<T> body) {
        try {
            return body.get();
        } catch (ModelFormatException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new ModelFormatException(file, place, "damaged HDF5: " + Visited.CIRCLE, null);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(file, place,
                    "needs more memory than this JVM may use; run it with a larger -Xmx, or the file is damaged", null);
        } catch (InternalError e) {
            throw new ModelFormatException(file, place, "the file changed while it was read", e);
        } catch (UnsupportedOperationException e) {
            throw new ModelFormatException(file, place, "unsupported HDF5: " + e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new ModelFormatException(file, place, "damaged HDF5: " + e.getMessage(), e);
        }
    }
}

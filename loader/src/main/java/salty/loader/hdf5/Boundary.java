package salty.loader.hdf5;

import java.util.function.Supplier;
import salty.loader.ModelFormatException;

/**
 * The one line between jHDF and the rest: whatever a damaged file makes jHDF throw becomes a
 * {@link ModelFormatException}.
 *
 * <p>jHDF lets more than its own exception out: arithmetic and buffer exceptions for impossible sizes, stack overflows
 * for structures that contain themselves, out-of-memory errors for sizes that are only declared.
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
            throw new ModelFormatException(file, place, "damaged HDF5: its structure contains itself", null);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(file, place,
                    "needs more memory than this JVM may use; run it with a larger -Xmx, or the file is damaged", null);
        } catch (InternalError e) {
            throw new ModelFormatException(file, place, "the file changed while it was read", e);
        } catch (RuntimeException | LinkageError e) {
            throw new ModelFormatException(file, place, "damaged or unsupported HDF5: " + innermost(e), e);
        }
    }

    /** jHDF wraps a failure several times; the innermost message is the one that says what happened. */
    private static String innermost(Throwable failure) {
        Throwable t = failure;
        while (t.getCause() != null && t.getCause() != t && t.getCause().getMessage() != null) {
            t = t.getCause();
        }
        return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }
}

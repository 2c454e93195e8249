package salty.vision.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells cheaply that a file has not changed since it was answered.
 *
 * @param size         in bytes; -1 if unknown
 * @param modifiedNano when it was last written, in nanoseconds since 1970
 */
record FileStamp(long size, long modifiedNano) {

    /** The stamp of a thing that is no file, or is gone. */
    static final FileStamp NONE = new FileStamp(-1, 0);

    static FileStamp of(PathName name) {
        if (name.equals(PathName.STANDARD_INPUT)) {
            return NONE;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(name.toPath(), BasicFileAttributes.class);
            return new FileStamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (IOException | RuntimeException e) {
            return NONE;
        }
    }
}

package salty.vision.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import salty.engine.UserException;

/**
 * Keeps a second run off an output while a first one works on it, by a lock on a hidden file beside it. The operating
 * system drops the lock of a process that dies, so what such a one leaves behind holds nobody up.
 */
public final class OutputLock implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    /** Written into the file before it is removed: who opened it before, and locks it after, knows that it is none. */
    private static final byte RETIRED = 'r';

    private final Leftovers.Entry file;
    private final FileChannel channel;

    private OutputLock(Leftovers.Entry file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks an output, a file or a folder, there or not. What is no regular file, such as a pipe, is not locked.
     *
     * @throws UserException if another run has it, or there is no writing beside it
     */
    public static OutputLock of(Path output) {
        Destination destination = Destination.of(output);
        if (destination.isStream()) {
            return new OutputLock(null, null);
        }
        Path file = file(destination.path());
        try {
            Files.createDirectories(file.getParent());
            for (int i = 0; i < ATTEMPTS; i++) {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!lock(channel)) {
                    channel.close();
                    throw new UserException(output + ": another run is writing it (it holds " + file
                            + "); wait for that one, or choose another place with -o");
                }
                if (channel.size() == 0) {
                    return new OutputLock(Leftovers.add(file), channel);
                }
                channel.close();
            }
            throw new UserException(file + ": is left from a run that was killed; delete it");
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        }
    }

    /** The hidden file beside an output. */
    public static Path file(Path output) {
        return output.resolveSibling("." + output.getFileName() + ".lock");
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try (channel) {
            channel.write(ByteBuffer.wrap(new byte[] {RETIRED}), 0);
        } catch (IOException e) {
            // Without the mark there is a moment in which two runs could meet; the file goes all the same.
        } finally {
            file.remove();
        }
    }
}

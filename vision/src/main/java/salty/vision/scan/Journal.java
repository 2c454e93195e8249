package salty.vision.scan;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;
import salty.loader.file.Sha256;

/**
 * The answers of a scan as they are found, so that one that was killed can go on. A line an answer, {@code crc size
 * mtime record}, written by one call each: after a kill at any moment every line but the last is whole, and the last is
 * known by its checksum.
 *
 * <p>A scan answers in the order of names, so the journal is sorted as well, and resuming is a merge: one record is
 * held at a time, however long the journal. A record whose file has changed since is passed over.
 */
public final class Journal implements AutoCloseable {

    private static final String MAGIC = "salty-journal 1 ";
    private static final int LONGEST_LINE = 16 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Lines earlier;
    private Entry next;

    private record Entry(FileStamp stamp, ScanRecord record) {
    }

    private Journal(Path file, FileChannel channel, Lines earlier) {
        this.file = file;
        this.channel = channel;
        this.earlier = earlier;
    }

    /**
     * Starts a journal, in place of any that was there.
     *
     * @param fingerprint of all settings that answers depend on
     */
    public static Journal create(Path file, String fingerprint) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        write(channel, MAGIC + Sha256.hex(fingerprint) + "\n");
        return new Journal(file, channel, null);
    }

    /**
     * Opens the journal of a scan that did not end.
     *
     * @param fingerprint of all settings that answers depend on
     * @throws IllegalArgumentException if it is no journal, or of a scan with other settings
     */
    public static Journal resume(Path file, String fingerprint) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            String expected = MAGIC + Sha256.hex(fingerprint);
            Lines check = new Lines(channel, Long.MAX_VALUE);
            String header = check.next();
            if (header == null || !header.startsWith(MAGIC)) {
                throw new IllegalArgumentException(file + ": not the journal of a scan; delete it and start again");
            }
            if (!header.equals(expected)) {
                throw new IllegalArgumentException(file + ": the interrupted scan had another model or other settings; "
                        + "repeat them, or delete this file and start again");
            }
            long whole = check.position;
            for (String line = check.next(); line != null && parse(line) != null; line = check.next()) {
                whole = check.position;
            }
            channel.truncate(whole);
            channel.position(whole);
            Lines earlier = new Lines(channel, whole);
            earlier.next();
            Journal journal = new Journal(file, channel, earlier);
            journal.advance();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The record of a file from before the interruption. Names must be asked for in their order.
     *
     * @return empty if the file was not answered, or has changed since
     */
    Optional<ScanRecord> find(PathName name, FileStamp stamp) throws IOException {
        while (next != null && next.record().path().compareTo(name) < 0) {
            advance();
        }
        return next != null && next.record().path().equals(name) && next.stamp().equals(stamp)
                ? Optional.of(next.record()) : Optional.empty();
    }

    private void advance() throws IOException {
        String line = earlier.next();
        next = line == null ? null : parse(line);
    }

    /** Keeps a record. */
    void append(ScanRecord record, FileStamp stamp) throws IOException {
        String body = stamp.size() + " " + stamp.modifiedNano() + " " + RecordJson.write(record);
        try {
            write(channel, checksum(body) + " " + body + "\n");
        } catch (IOException e) {
            // A full disk does not say which file it is that does not fit.
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(StandardCharsets.UTF_8.encode(body));
        return Long.toHexString(crc.getValue());
    }

    private static Entry parse(String line) {
        String[] fields = line.split(" ", 4);
        try {
            if (fields.length == 4 && fields[0].equals(checksum(line.substring(fields[0].length() + 1)))) {
                return new Entry(new FileStamp(Long.parseLong(fields[1]), Long.parseLong(fields[2])),
                        RecordJson.read(fields[3]));
            }
            return null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The whole lines in the first {@code limit} bytes of a file, read without moving its position. */
    private static final class Lines {
        private final InputStream in;
        private final long limit;
        private long position;

        Lines(FileChannel channel, long limit) {
            this.limit = limit;
            this.in = new BufferedInputStream(new InputStream() {
                private long at;

                @Override
                public int read() {
                    throw new UnsupportedOperationException("read a block");
                }

                @Override
                public int read(byte[] block, int offset, int length) throws IOException {
                    int count = channel.read(ByteBuffer.wrap(block, offset, length), at);
                    at += Math.max(0, count);
                    return count;
                }
            }, 1 << 16);
        }

        /** The next line without its end; null after the last whole one. */
        String next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(256);
            for (int b = in.read(); b >= 0 && line.size() < LONGEST_LINE; b = in.read()) {
                if (b == '\n') {
                    position += line.size() + 1L;
                    return position <= limit ? line.toString(StandardCharsets.UTF_8) : null;
                }
                line.write(b);
            }
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

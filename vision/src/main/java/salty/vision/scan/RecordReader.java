package salty.vision.scan;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import salty.vision.moderation.Verdict;

/** Reads the result of a scan back, record by record, CSV or NDJSON by what its first line is. */
final class RecordReader implements AutoCloseable {

    private static final int LONGEST_RECORD = 16 << 20;

    /** A record as it stands in the file, line's end included, and the two fields that merging needs. */
    record Raw(byte[] bytes, PathName path, Verdict verdict) {
    }

    private final InputStream in;
    private final String name;
    private final byte[] header;
    private byte[] first;

    /**
     * @param name what messages call it
     * @throws IllegalArgumentException if it starts like neither format
     */
    RecordReader(InputStream in, String name) throws IOException {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.name = name;
        byte[] line = line(false);
        boolean csv = line != null && new String(line, StandardCharsets.UTF_8).startsWith(RecordFormat.COLUMNS);
        if (line != null && !csv && line[0] != '{') {
            throw new IllegalArgumentException(name + ": not the result of a scan with --format csv or ndjson");
        }
        this.header = csv ? line : new byte[0];
        this.first = csv ? null : line;
    }

    /** The header line, or an empty array: of NDJSON, and of a file without records. */
    byte[] header() {
        return header.clone();
    }

    /** Whether there is nothing at all in the file, not even a format. */
    boolean isEmpty() {
        return header.length == 0 && first == null;
    }

    /** The next record, or null. */
    Raw next() throws IOException {
        byte[] line = first != null ? first : line(header.length > 0);
        first = null;
        if (line == null) {
            return null;
        }
        try {
            if (header.length > 0) {
                int end = line.length >= 2 && line[line.length - 2] == '\r' ? line.length - 2 : line.length - 1;
                List<byte[]> fields = Csv.fields(Arrays.copyOf(line, end));
                if (fields.size() < 2) {
                    throw new IllegalArgumentException("a line of one field");
                }
                return new Raw(line, PathName.ofBytes(fields.get(0)),
                        Verdict.named(new String(fields.get(1), StandardCharsets.UTF_8)));
            }
            ScanRecord record = RecordJson.read(new String(line, StandardCharsets.UTF_8));
            return new Raw(line, record.path(), record.verdict());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": damaged record (" + e.getMessage() + ")", e);
        }
    }

    /** A line with its end; in CSV a line break within quotes does not end it. */
    private byte[] line(boolean quotes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean quoted = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            quoted ^= quotes && b == '"';
            if (b == '\n' && !quoted) {
                return line.toByteArray();
            }
            if (line.size() > LONGEST_RECORD) {
                throw new IllegalArgumentException(name + ": a record of more than " + LONGEST_RECORD + " bytes");
            }
        }
        if (line.size() > 0) {
            throw new IllegalArgumentException(name + ": its last record is cut off; resume or repeat that scan");
        }
        return null;
    }

    String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package salty.vision.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Comma-separated values as RFC 4180 has them: lines end in CR LF; a field with a comma, a quote or a line break stands
 * in quotes, and a quote in it is doubled. Fields are bytes: a file's name is written as it is, whatever its encoding.
 */
public final class Csv {

    private Csv() {
    }

    /** Appends a line. */
    static void line(ByteArrayOutputStream out, List<byte[]> fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            field(out, fields.get(i));
        }
        out.write('\r');
        out.write('\n');
    }

    private static void field(ByteArrayOutputStream out, byte[] field) {
        boolean quoted = false;
        for (byte b : field) {
            quoted |= b == ',' || b == '"' || b == '\n' || b == '\r';
        }
        if (!quoted) {
            out.writeBytes(field);
            return;
        }
        out.write('"');
        for (byte b : field) {
            if (b == '"') {
                out.write('"');
            }
            out.write(b);
        }
        out.write('"');
    }

    /**
     * A record whose fields no spreadsheet takes for formulas: those that begin with a character that starts one get an
     * apostrophe before it (OWASP, CSV injection).
     *
     * @param record a line with its end
     */
    public static byte[] withoutFormulas(byte[] record) {
        List<byte[]> safe = new ArrayList<>();
        for (byte[] field : fields(Arrays.copyOf(record, record.length - 2))) {
            boolean formula = field.length > 0 && "=+-@\t\r".indexOf(field[0]) >= 0;
            byte[] cell = field;
            if (formula) {
                cell = new byte[field.length + 1];
                cell[0] = '\'';
                System.arraycopy(field, 0, cell, 1, field.length);
            }
            safe.add(cell);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(record.length + safe.size());
        line(out, safe);
        return out.toByteArray();
    }

    /** The bytes of a text. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The fields of one line, without its end. */
    static List<byte[]> fields(byte[] line) {
        List<byte[]> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int i = 0; i < line.length; i++) {
            byte b = line[i];
            if (b == '"' && quoted && i + 1 < line.length && line[i + 1] == '"') {
                field.write(b);
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ',' && !quoted) {
                fields.add(field.toByteArray());
                field.reset();
            } else {
                field.write(b);
            }
        }
        fields.add(field.toByteArray());
        return fields;
    }
}

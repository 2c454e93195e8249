package salty.vision.scan;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file's name as the bytes it really is, for on Unix a name need not be text. Names are ordered by their bytes, which
 * no locale changes.
 *
 * <p>As text a byte that is not part of UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF, as in Python's file names
 * (PEP 383, {@code surrogateescape}); so a JSON string keeps any name, and {@code os.fsencode} gives its bytes back.
 */
public final class PathName implements Comparable<PathName> {

    /** The name that stands for standard input. */
    public static final PathName STANDARD_INPUT = ofBytes(new byte[] {'-'});

    private static final int ESCAPE = 0xdc00;
    private static final String HEX = "0123456789abcdef";

    private final byte[] bytes;

    private PathName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The name with these bytes. */
    public static PathName ofBytes(byte[] bytes) {
        return new PathName(bytes.clone());
    }

    /** The name with this text, lone surrogates standing for bytes. */
    public static PathName ofText(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff) {
                out.write(c - ESCAPE);
            } else {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return new PathName(out.toByteArray());
    }

    /**
     * The name of a path, relative if the path is: its bytes as the file system has them, whatever the locale. Java
     * shows them only in URIs.
     */
    public static PathName of(Path path) {
        byte[] absolute = absoluteBytes(path);
        if (path.isAbsolute()) {
            return new PathName(absolute);
        }
        byte[] base = absoluteBytes(Path.of(""));
        int start = base.length == 1 ? 1 : base.length + 1;
        return new PathName(start >= absolute.length ? new byte[] {'.'}
                : Arrays.copyOfRange(absolute, start, absolute.length));
    }

    private static byte[] absoluteBytes(Path path) {
        String uri = path.toUri().getRawPath();
        ByteArrayOutputStream out = new ByteArrayOutputStream(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                out.write(Integer.parseInt(uri, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        byte[] bytes = out.toByteArray();
        // A URI marks a folder with a slash at its end.
        boolean folder = bytes.length > 1 && bytes[bytes.length - 1] == '/';
        return folder ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /** The name of {@code entry}, whose last part alone counts, in the folder of this name. */
    PathName child(byte[] entry) {
        boolean slash = bytes.length > 0 && bytes[bytes.length - 1] == '/';
        ByteBuffer joined = ByteBuffer.allocate(bytes.length + (slash ? 0 : 1) + entry.length).put(bytes);
        if (!slash) {
            joined.put((byte) '/');
        }
        return new PathName(joined.put(entry).array());
    }

    /** The bytes of the last part of a path. */
    static byte[] lastPart(Path path) {
        byte[] absolute = absoluteBytes(path);
        int start = absolute.length;
        while (start > 0 && absolute[start - 1] != '/') {
            start--;
        }
        return Arrays.copyOfRange(absolute, start, absolute.length);
    }

    /** The path, absolute, with which the file can be opened whatever the locale. */
    public Path toPath() {
        StringBuilder uri = new StringBuilder("file://");
        if (bytes.length == 0 || bytes[0] != '/') {
            uri.append(Path.of("").toUri().getRawPath());
        }
        for (byte b : bytes) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
                    || b == '/' || b == '.';
            if (plain) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        // A doubled or final slash means the same file, but Java's URIs refuse it.
        String text = uri.toString().replaceAll("(?<=[^:/])/{2,}", "/");
        return Path.of(URI.create(text));
    }

    /** A copy of the name's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The name as text, lone surrogates standing for bytes that are not UTF-8. */
    public String text() {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            return decoder.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return escapedText(decoder.reset());
        }
    }

    private String escapedText(CharsetDecoder decoder) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            decoder.reset();
        }
    }

    /**
     * The name in printable characters alone: a backslash is doubled, and control characters and bytes that are not
     * UTF-8 become {@code \n}, {@code \t} or {@code \xNN}, so that a hostile name can neither forge a line nor drive a
     * terminal.
     */
    public String printable() {
        StringBuilder line = new StringBuilder();
        text().codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c >= ESCAPE && c <= ESCAPE + 0xff) {
                        hex(line, (byte) (c - ESCAPE));
                    } else if (unprintable(c)) {
                        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                            hex(line, b);
                        }
                    } else {
                        line.appendCodePoint(c);
                    }
                }
            }
        });
        return line.toString();
    }

    private static boolean unprintable(int c) {
        return switch (Character.getType(c)) {
            // Format characters turn the writing direction, so that a name reads as another.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED, Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static void hex(StringBuilder line, byte b) {
        line.append("\\x").append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }

    @Override
    public int compareTo(PathName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return printable();
    }
}

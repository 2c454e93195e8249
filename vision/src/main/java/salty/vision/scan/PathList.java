package salty.vision.scan;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A list of files: one name a line, or, where the list holds a zero byte, names ended by zero bytes as {@code find
 * -print0} writes them, so that names with line breaks can be listed.
 */
public final class PathList {

    private PathList() {
    }

    /**
     * The names in a list, sorted, each once.
     *
     * @param content the list; names are bytes, of no particular encoding
     */
    public static List<PathName> parse(byte[] content) {
        byte separator = '\n';
        for (byte b : content) {
            separator = b == 0 ? 0 : separator;
        }
        TreeSet<PathName> names = new TreeSet<>();
        int start = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || content[i] == separator) {
                int end = separator == '\n' && i > start && content[i - 1] == '\r' ? i - 1 : i;
                if (end > start) {
                    names.add(PathName.ofBytes(Arrays.copyOfRange(content, start, end)));
                }
                start = i + 1;
            }
        }
        return List.copyOf(names);
    }
}

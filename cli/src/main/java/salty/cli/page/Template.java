package salty.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages with blanks {@code {{name}}}; what is filled in is not looked through for more of them. */
public final class Template {
    private static final Pattern BLANK = Pattern.compile("\\{\\{(\\w+)}}");

    private Template() {}

    /** The page with its blanks filled in. */
    public static String fill(String page, Map<String, String> values) {
        return BLANK.matcher(resource(page)).replaceAll(blank -> Matcher.quoteReplacement(values.get(blank.group(1))));
    }

    /** The text of a file beside this class. */
    public static String resource(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

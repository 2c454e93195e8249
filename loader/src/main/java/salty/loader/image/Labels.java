package salty.loader.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names of a network's classes, in the order of its outputs.
 *
 * <p>A file is either text, one label a line, or JSON as Keras has it for ImageNet:
 * {@code {"0": ["n01440764", "tench"], ...}}; {@code {"0": "tench", ...}} and {@code ["tench", ...]} do as well.
 */
public final class Labels {

    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_LENGTH = 1000;

    private final List<String> names;

    private Labels(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** The labels {@code names}, in the order of outputs. */
    public static Labels of(List<String> names) {
        return new Labels(names);
    }

    /**
     * Reads {@code file}, for a network of {@code classes} outputs.
     *
     * @throws LabelFormatException naming the file and the fault
     */
    public static Labels read(Path file, int classes) {
        try {
            return parse(RegularFile.readNamed(file, MAX_BYTES, ""), file.toString(), classes);
        } catch (ImageFormatException e) {
            throw new LabelFormatException(e.getMessage());
        }
    }

    /** The labels in {@code data}, a file called {@code name}, for a network of {@code classes} outputs. */
    static Labels parse(byte[] data, String name, int classes) {
        String text = new String(data, StandardCharsets.UTF_8);
        if (text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        String start = text.stripLeading();
        List<String> names = start.startsWith("{") || start.startsWith("[") ? fromJson(text, name) : fromLines(text);
        if (names.size() != classes) {
            throw new LabelFormatException(name + ": " + names.size() + (names.size() == 1 ? " label" : " labels")
                    + " for a network of " + classes + " classes");
        }
        for (int i = 0; i < names.size(); i++) {
            check(names.get(i), name, i);
        }
        return new Labels(names);
    }

    private static void check(String label, String file, int index) {
        if (label == null || label.isBlank()) {
            throw new LabelFormatException(file + ": label " + index + " is empty");
        }
        if (label.length() > MAX_LENGTH) {
            throw new LabelFormatException(file + ": label " + index + " has " + label.length()
                    + " characters, more than " + MAX_LENGTH);
        }
        if (label.chars().anyMatch(Character::isISOControl)) {
            throw new LabelFormatException(file + ": label " + index + " has control characters; is it a text file?");
        }
    }

    private static List<String> fromLines(String text) {
        List<String> names = new ArrayList<>();
        if (text.isBlank()) {
            return names;
        }
        for (String line : text.stripTrailing().split("\r\n|\n|\r", -1)) {
            names.add(line.strip());
        }
        return names;
    }

    private static List<String> fromJson(String text, String file) {
        try {
            JsonMapper mapper = new JsonMapper();
            if (text.stripLeading().startsWith("[")) {
                return mapper.readValue(text, new TypeReference<List<String>>() {});
            }
            Map<String, Object> byIndex = mapper.readValue(text, new TypeReference<Map<String, Object>>() {});
            List<String> names = new ArrayList<>();
            for (int i = 0; i < byIndex.size(); i++) {
                names.add(switch (byIndex.get(Integer.toString(i))) {
                    case String label -> label;
                    case List<?> entry when entry.size() == 2 && entry.get(1) instanceof String label -> label;
                    case null -> throw new LabelFormatException(file + ": no label for class " + i);
                    default -> throw new LabelFormatException(file + ": the label of class " + i
                            + " is neither a name nor [id, name]");
                });
            }
            return names;
        } catch (JacksonException e) {
            throw new LabelFormatException(file + ": not a JSON class index (" + firstLine(e.getOriginalMessage())
                    + ")");
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** How many classes there are. */
    public int size() {
        return names.size();
    }

    /** The name of the class with output {@code index}. */
    public String get(int index) {
        return names.get(index);
    }

    /** The names, in the order of outputs. */
    public List<String> names() {
        return names;
    }
}

package salty.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON on one line, keys in the order of their making, and what an earlier run's manifest lists. */
public final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    /** The text of maps, lists, strings and numbers. */
    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The same as the bytes of a file. */
    public static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The pictures that the manifest of an earlier run lists, and the raw data beside them, by their names in the
     * manifest's folder. None if there is no manifest or it is not readable as one.
     */
    public static Set<String> listed(Path manifest) {
        Set<String> names = new LinkedHashSet<>();
        try {
            if (Files.isRegularFile(manifest)) {
                collect(MAPPER.readTree(Files.readAllBytes(manifest)), names);
            }
        } catch (IOException | JacksonException e) {
            names.clear();
        }
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        String image = node.path("origImagePath").asString("");
        names.add(image.substring(image.lastIndexOf('/') + 1));
        if (node.isString()) {
            String path = node.stringValue();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.contains("/") && name.endsWith(".png")) {
                names.add(name);
                names.add(name.replaceAll("png$", "npy"));
            }
        }
        node.forEach(child -> collect(child, names));
        names.remove("");
    }
}

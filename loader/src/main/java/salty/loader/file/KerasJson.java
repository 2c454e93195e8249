package salty.loader.file;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses the JSON in model files, within limits that no real model reaches. */
public final class KerasJson {

    private static final int MAX_LENGTH = 16 << 20;
    private static final int MAX_DEPTH = 200;

    /** Python writes NaN and Infinity as bare tokens; a key that comes twice would hide one of its values. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH).maxDocumentLength(MAX_LENGTH).maxStringLength(MAX_LENGTH)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private KerasJson() {
    }

    /**
     * Parses an object.
     *
     * @param file  the file that the text comes from
     * @param place where in it, for messages
     * @throws ModelFormatException if the text is not one JSON object, or too long or too deep
     */
    public static JsonNode parse(String file, String place, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ModelFormatException(file, place, "is longer than " + MAX_LENGTH + " characters");
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.isObject()) {
                throw new ModelFormatException(file, place, "is not a JSON object");
            }
            return node;
        } catch (JacksonException e) {
            throw new ModelFormatException(file, place, "is not readable JSON: " + e.getOriginalMessage(), e);
        } catch (StackOverflowError e) {
            throw new ModelFormatException(file, place, "is nested too deep", null);
        }
    }
}

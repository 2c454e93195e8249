package salty.loader.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.loader.file.KerasJson;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.hdf5.NewGroup;

/**
 * What a model's user must know and Keras does not record: the classes' names and how pictures become inputs. Salty
 * keeps it in an attribute of the file, which Keras ignores: {@code {"labels": [...], "preprocessing": ..., "resize":
 * ...}}.
 *
 * @param labels        the classes' names, in the order of outputs
 * @param preprocessing a name of {@link salty.loader.image.Preprocessing}
 * @param resize        a name of {@link salty.loader.image.Resize}
 */
public record ModelCard(List<String> labels, String preprocessing, String resize) {

    private static final String ATTRIBUTE = "salty_card";
    /** A card's digest of the weights stands by itself: files without labels have one, too. */
    private static final String DIGEST = "salty_weights_sha256";

    /** Copies the list. */
    public ModelCard {
        labels = List.copyOf(labels);
    }

    /**
     * The card in a file, if it has one.
     *
     * @throws ModelFormatException if it cannot be understood
     */
    public static Optional<ModelCard> read(String file, Hdf5Group root) {
        if (!root.hasAttribute(ATTRIBUTE)) {
            return Optional.empty();
        }
        JsonNode card = KerasJson.parse(file, ATTRIBUTE, root.text(ATTRIBUTE).orElse(""));
        List<String> labels = new ArrayList<>();
        card.path("labels").forEach(name -> labels.add(name.asString("")));
        if (labels.isEmpty()) {
            throw new ModelFormatException(file, ATTRIBUTE, "does not list the classes' names");
        }
        return Optional.of(new ModelCard(labels, card.path("preprocessing").asString("none"),
                card.path("resize").asString("keras-nearest")));
    }

    /** The digest of the weights, as {@code salty inspect} prints it, that the file says it was written with. */
    public static Optional<String> digest(Hdf5Group root) {
        return root.hasAttribute(DIGEST) ? root.text(DIGEST) : Optional.empty();
    }

    /** Adds the digest of its weights to a file's root. */
    public static void addDigest(NewGroup root, String sha256) {
        root.text(DIGEST, sha256);
    }

    /** Adds this card to a file's root. */
    public void addTo(NewGroup root) {
        ObjectNode card = JsonNodeFactory.instance.objectNode();
        ArrayNode names = card.putArray("labels");
        labels.forEach(names::add);
        card.put("preprocessing", preprocessing).put("resize", resize);
        root.text(ATTRIBUTE, card.toString());
    }
}

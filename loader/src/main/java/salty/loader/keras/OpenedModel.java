package salty.loader.keras;

import java.util.Optional;
import salty.engine.model.Model;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;

/** A model file of any format that was opened, not a graph yet. */
public interface OpenedModel {

    /** What messages call the file. */
    String file();

    /** What the file says of its classes and of preprocessing, if it says anything. */
    Optional<ModelCard> card();

    /**
     * Builds the model's graph.
     *
     * @throws ModelFormatException if the file holds what is not supported
     */
    Model graph(LoadOptions options);

    /** A SHA-256 of all weights, in hexadecimal. */
    String weightsSha256();

    /**
     * Compares the weights with the digest that the file was written with, where it holds one.
     *
     * @throws ModelFormatException if they differ
     */
    default void verify() {
    }

    /**
     * The same network as layers of Keras, which can be trained and written as Keras and TF.js have it.
     *
     * @param options what the file leaves open
     * @throws ModelFormatException if Keras has no layer for a part of it
     */
    KerasModel keras(LoadOptions options);
}

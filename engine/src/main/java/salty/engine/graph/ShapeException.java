package salty.engine.graph;

import java.util.List;

/** A node that cannot be built: the op's inputs have shapes that do not fit it. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /**
     * @param op     the op's name
     * @param inputs the shapes it was given
     * @param reason what does not fit, in a few words
     */
    public ShapeException(String op, List<Shape> inputs, String reason) {
        super(op + " of " + inputs.toString().replace("[", "").replace("]", "") + ": " + reason);
    }
}

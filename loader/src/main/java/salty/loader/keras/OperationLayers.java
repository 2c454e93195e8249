package salty.loader.keras;

/** Layers that stand for a single operation. */
final class OperationLayers {

    private OperationLayers() {
    }

    /** The type of an operation layer, null if it is none. */
    static LayerType type(LayerConfig layer) {
        return null;
    }
}

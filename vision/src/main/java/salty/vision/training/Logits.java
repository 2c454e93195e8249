package salty.vision.training;

import salty.engine.graph.Node;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.MatMul;

/** Finds the ends of a classifier. */
final class Logits {
    private Logits() {}

    /** The scores of the classes before the softmax, {@code (n, classes)}. */
    static Node of(Model model) {
        Layer output = model.outputLayer().orElseThrow(() -> new TrainingException("model " + model.name()
                + " does not end in a layer, so its classes' logits are not known"));
        if (output.preactivation().shape().rank() != 2) {
            throw new TrainingException("model " + model.name() + " ends in " + output.output().shape()
                    + ", not in a list of classes");
        }
        return output.preactivation();
    }

    /** The features that the last dense layer classifies. */
    static Node classified(Node logits) {
        Node node = logits;
        while (!(node.op() instanceof MatMul)) {
            node = node.input(0);
        }
        return node.input(0);
    }
}

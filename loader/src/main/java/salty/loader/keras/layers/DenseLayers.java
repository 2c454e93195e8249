package salty.loader.keras.layers;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.MatMul;
import salty.engine.op.Reshape;

/** Dense. */
final class DenseLayers {

    private DenseLayers() {
    }

    /** {@code activation(x w + b)}; of a value with more than two axes, along the last. */
    static Value dense(LayerCall call) {
        Node x = call.input().declared();
        Shape shape = x.shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("is called on a value of shape " + shape + ", expected (n, features)");
        }
        int in = shape.dim(-1);
        int units = call.settings().integer("units", "output_dim");
        Node rows = Reshape.of(x, Shape.of(Math.toIntExact(shape.size() / in), in));
        Node y = ConvolutionLayers.biased(call, MatMul.of(rows, call.weights().constant("kernel", in, units)));
        return call.activated(Value.ofDeclared(Reshape.of(y, shape.with(-1, units)), call.input().channelsFirst()));
    }
}

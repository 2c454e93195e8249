package salty.engine.op;

import java.util.List;

import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/** An op that combines two values of one shape element by element: {@code y[i] = apply(a[i], b[i])}. */
public sealed interface Binary extends Op permits Add, Mul, Maximum, Mask {
    /** The function of one pair of elements, in float64: the specification that every backend is held to. */
    double apply(double a, double b);

    @Override
    default Shape shape(List<Shape> inputs) {
        if (!inputs.get(0).equals(inputs.get(1))) {
            throw new ShapeException(name(), inputs, "the shapes differ; use Broadcast to repeat one along an axis");
        }
        return inputs.getFirst();
    }
}

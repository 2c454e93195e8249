package salty.engine.op;

import java.util.List;

import salty.engine.graph.Shape;

/** An op that maps every element by itself: {@code y[i] = apply(x[i])}. */
public sealed interface Unary extends Op permits Relu, Affine, Clip, Exp, Log, Tanh, Sigmoid, Erf, Power {
    /** The function of one element, in float64: the specification that every backend is held to. */
    double apply(double x);

    @Override
    default Shape shape(List<Shape> inputs) {
        return inputs.getFirst();
    }
}

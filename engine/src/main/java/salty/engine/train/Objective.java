package salty.engine.train;

/** A smooth function that is minimised. */
interface Objective {
    /** The number of variables. */
    int size();

    /**
     * The value at a point.
     *
     * @param point    the variables
     * @param gradient takes the gradient there
     */
    double at(double[] point, double[] gradient);
}

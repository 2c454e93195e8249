package salty.engine.train;

/** The learning rate of every step. */
public sealed interface Schedule {
    /**
     * @param step steps done before, from 0
     * @return the rate of this one
     */
    double rate(long step);

    /** One rate for ever. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(long step) {
            return rate;
        }
    }

    /** {@code rate * factor^floor(step / every)}. */
    record Step(double rate, double factor, long every) implements Schedule {
        @Override
        public double rate(long step) {
            return rate * StrictMath.pow(factor, Math.floorDiv(step, every));
        }
    }

    /** {@code rate * factor^(step / every)}: Keras' {@code ExponentialDecay}. */
    record Exponential(double rate, double factor, long every) implements Schedule {
        @Override
        public double rate(long step) {
            return rate * StrictMath.pow(factor, (double) step / every);
        }
    }

    /**
     * Half a cosine from {@code rate} down to {@code floor * rate}, where it stays (Loshchilov and Hutter, "SGDR",
     * 2017): Keras' {@code CosineDecay}.
     */
    record Cosine(double rate, double floor, long steps) implements Schedule {
        @Override
        public double rate(long step) {
            double done = Math.min(1, (double) step / steps);
            return rate * (floor + (1 - floor) * .5 * (1 + StrictMath.cos(Math.PI * done)));
        }
    }

    /**
     * Climbs linearly during {@code steps}, the first step at {@code 1 / steps} of its rate; then {@code after} begins.
     */
    record WarmUp(long steps, Schedule after) implements Schedule {
        @Override
        public double rate(long step) {
            return step < steps ? after.rate(0) * (step + 1) / steps : after.rate(step - steps);
        }
    }
}

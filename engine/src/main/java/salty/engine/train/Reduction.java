package salty.engine.train;

/**
 * Examples made easy to fit, and the way back: features standardised and, where there are more of them than examples,
 * replaced by coordinates in the space that the examples span.
 *
 * @param examples the easy ones
 * @param standard the scales that were taken out
 * @param space    the space; null where features are few
 */
record Reduction(LabelledFeatures examples, Standardisation standard, RowSpace space) {
    static Reduction of(LabelledFeatures examples) {
        Standardisation standard = Standardisation.of(examples.features());
        double[][] scaled = standard.apply(examples.features());
        if (examples.width() <= scaled.length) {
            return new Reduction(examples.with(scaled), standard, null);
        }
        RowSpace space = RowSpace.of(scaled);
        return new Reduction(examples.with(space.coordinates()), standard, space);
    }

    /** What was fitted to the easy examples, for features as they were. */
    LogisticRegression undone(LogisticRegression fitted) {
        return standard.folded(space == null ? fitted : space.lifted(fitted));
    }
}

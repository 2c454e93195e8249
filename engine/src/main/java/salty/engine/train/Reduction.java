package salty.engine.train;

/**
 * Examples made easy to fit, and the way back: features standardised and, where there are more of them than examples,
 * replaced by coordinates in the space that the examples span.
 *
 * @param examples the easy ones
 * @param maps     what was added to maps; null where features are no maps
 * @param standard the scales that were taken out
 * @param space    the space; null where features are few
 */
record Reduction(LabelledFeatures examples, AveragedMaps maps, Standardisation standard, RowSpace space) {
    /**
     * Makes examples easy.
     *
     * @param channels the length of a place's features, where features are maps laid out place after place; else the
     *                 number of features
     */
    static Reduction of(LabelledFeatures examples, int channels) {
        AveragedMaps maps = channels == examples.width() ? null : new AveragedMaps(examples.width(), channels);
        double[][] features = maps == null ? examples.features() : maps.joined(examples.features());
        Standardisation standard = maps == null ? Standardisation.of(features)
                : maps.balanced(Standardisation.of(features));
        double[][] scaled = standard.apply(features);
        if (scaled[0].length <= scaled.length) {
            return new Reduction(examples.with(scaled), maps, standard, null);
        }
        RowSpace space = RowSpace.of(scaled);
        return new Reduction(examples.with(space.coordinates()), maps, standard, space);
    }

    /** What was fitted to the easy examples, for features as they were. */
    LogisticRegression undone(LogisticRegression fitted) {
        LogisticRegression scaled = standard.folded(space == null ? fitted : space.lifted(fitted));
        return maps == null ? scaled : maps.separated(scaled);
    }
}

package salty.vision.moderation;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import salty.engine.model.Spelling;

/** How much each class counts as not safe for work: 0 not at all, 1 fully. */
public final class ClassWeights {

    /** Class names of public moderation models that mean what the verdict is about. */
    private static final Set<String> KNOWN = Set.of("nsfw", "porn", "hentai", "unsafe");

    private ClassWeights() {
    }

    /**
     * The weights that options ask for.
     *
     * @param labels  the classes' names, in the order of outputs
     * @param options each {@code name[:weight],...}, such as {@code porn,hentai} or {@code sexy:0.5}; without any, the
     *                classes called nsfw, porn, hentai or unsafe count fully
     * @return a weight a class
     * @throws IllegalArgumentException if a name is no class, a weight is outside 0 to 1, or no class counts
     */
    public static float[] of(List<String> labels, List<String> options) {
        float[] weights = options.isEmpty() ? known(labels) : parse(labels, options);
        for (float weight : weights) {
            if (weight > 0) {
                return weights;
            }
        }
        throw new IllegalArgumentException("no class counts as not safe for work; name some with --nsfw: "
                + Spelling.listed(labels));
    }

    private static float[] known(List<String> labels) {
        float[] weights = new float[labels.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = KNOWN.contains(labels.get(i).toLowerCase(Locale.ROOT)) ? 1 : 0;
        }
        return weights;
    }

    private static float[] parse(List<String> labels, List<String> options) {
        float[] weights = new float[labels.size()];
        for (String option : options) {
            for (String term : option.split(",")) {
                if (!term.isBlank()) {
                    set(weights, labels, term.strip());
                }
            }
        }
        return weights;
    }

    private static void set(float[] weights, List<String> labels, String term) {
        // A class may itself be called "a:b": the whole term is tried first.
        int colon = index(labels, term) >= 0 ? -1 : term.lastIndexOf(':');
        String name = colon < 0 ? term : term.substring(0, colon);
        int index = index(labels, name);
        if (index < 0) {
            throw new IllegalArgumentException("--nsfw: the model has no class '" + name + "'; it has "
                    + Spelling.listed(labels));
        }
        weights[index] = colon < 0 ? 1 : weight(term.substring(colon + 1), term);
    }

    private static float weight(String text, String term) {
        try {
            float weight = Float.parseFloat(text);
            if (weight >= 0 && weight <= 1) {
                return weight;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--nsfw: '" + term + "' has no number after its colon", e);
        }
        throw new IllegalArgumentException("--nsfw: the weight in '" + term + "' is not between 0 and 1");
    }

    private static int index(List<String> labels, String name) {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

}

package salty.vision.moderation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import salty.engine.UserException;
import salty.loader.image.Labels;
import salty.vision.model.Network;

/**
 * The rule from class probabilities to a verdict.
 *
 * <p>The score is the weighted sum of the classes that count, {@code sum of weight[c] * p[c]}; for independent classes,
 * whose probabilities do not add up, it is the greatest of the products. From {@code review} on a person should look,
 * from {@code block} on the picture is blocked: the two thresholds and their defaults are open_nsfw's advice.
 *
 * @param head    how outputs are read
 * @param labels  the classes' names
 * @param weights how much each class counts, 0 to 1
 * @param review  the lower threshold
 * @param block   the upper threshold
 */
public record Policy(Head head, List<String> labels, float[] weights, double review, double block) {

    /** Below this score open_nsfw calls a picture safe. */
    public static final double DEFAULT_REVIEW = 0.2;
    /** Above this score open_nsfw calls a picture not safe for work. */
    public static final double DEFAULT_BLOCK = 0.8;

    /** A class and its probability. */
    public record ClassScore(String label, double probability) {
    }

    public Policy {
        labels = List.copyOf(labels);
        weights = weights.clone();
        if (labels.size() != weights.length) {
            throw new IllegalArgumentException(labels.size() + " classes, but " + weights.length + " weights");
        }
        if (!(review >= 0 && review <= block && block <= 1)) {
            throw new IllegalArgumentException("thresholds must be 0 <= --review <= --block <= 1, got --review "
                    + review + " --block " + block);
        }
    }

    /** The policy for a network's classes with the usual thresholds and the classes that are called unsafe. */
    public static Policy of(Network network) {
        return of(network, List.of(), DEFAULT_REVIEW, DEFAULT_BLOCK);
    }

    /**
     * The policy for a network's classes.
     *
     * @param nsfw the classes that count, each {@code CLASS} or {@code CLASS:WEIGHT}; none for those called unsafe
     * @throws UserException if the network gives no probabilities, or a class is not one of its
     */
    public static Policy of(Network network, List<String> nsfw, double review, double block) {
        network.classes();
        try {
            Head head = Head.of(network.model().output());
            List<String> names = names(network, head);
            return new Policy(head, names, ClassWeights.of(names, nsfw), review, block);
        } catch (IllegalArgumentException e) {
            throw new UserException(network.file().name() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> names(Network network, Head head) {
        if (head != Head.BINARY_SIGMOID) {
            List<String> names = network.classNames().names();
            return names.equals(List.of("class_0", "class_1")) ? List.of("sfw", "nsfw") : names;
        }
        return network.labels() == null ? List.of("sfw", "nsfw")
                : Labels.read(network.labels(), head.classes(1)).names();
    }

    /**
     * How much a picture is not safe for work, 0 to 1.
     *
     * @param probabilities one a class
     */
    public double score(float[] probabilities) {
        double sum = 0;
        double greatest = 0;
        for (int i = 0; i < weights.length; i++) {
            double part = (double) weights[i] * probabilities[i];
            sum += part;
            greatest = Math.max(greatest, part);
        }
        return Math.min(1, head == Head.INDEPENDENT_SIGMOIDS ? greatest : sum);
    }

    /** The verdict on a score; {@code ERROR} on one that is no number. */
    public Verdict verdict(double score) {
        if (Double.isNaN(score)) {
            return Verdict.ERROR;
        }
        return score >= block ? Verdict.BLOCK : score >= review ? Verdict.REVIEW : Verdict.SAFE;
    }

    /** The classes by falling probability, those of equal probability in the order of outputs. */
    public List<ClassScore> ranked(float[] probabilities) {
        List<ClassScore> scores = new ArrayList<>(labels.size());
        for (int i = 0; i < probabilities.length; i++) {
            scores.add(new ClassScore(labels.get(i), probabilities[i]));
        }
        scores.sort(Comparator.comparingDouble(ClassScore::probability).reversed());
        return scores;
    }

    /** The class that adds most to the score: the one whose evidence an explanation should show. */
    public int decidingClass(float[] probabilities) {
        int deciding = 0;
        for (int i = 1; i < weights.length; i++) {
            if (weights[i] * probabilities[i] > weights[deciding] * probabilities[deciding]) {
                deciding = i;
            }
        }
        return deciding;
    }

    /** The policy in one line that is the same for equal policies: part of the key of stored answers. */
    public String fingerprint() {
        StringBuilder line = new StringBuilder(head.name());
        for (int i = 0; i < weights.length; i++) {
            line.append(i == 0 ? " " : ",").append(labels.get(i).length()).append(':').append(labels.get(i))
                    .append('=').append(weights[i]);
        }
        return line.append(String.format(Locale.ROOT, " review=%s block=%s", review, block)).toString();
    }
}

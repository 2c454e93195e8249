package salty.vision.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import salty.loader.image.Labels;

/**
 * A class and what a network gives it.
 *
 * @param index       its place in the network's output
 * @param label       its name
 * @param probability what the network gives it
 */
public record RankedClass(int index, String label, float probability) {
    /** All classes, the likeliest first; of equals the one with the lower index. */
    public static List<RankedClass> of(float[] probabilities, Labels labels) {
        return of(probabilities, labels, probabilities.length);
    }

    /** The first so many classes. */
    public static List<RankedClass> of(float[] probabilities, Labels labels, int count) {
        List<RankedClass> ranked = new ArrayList<>();
        IntStream.range(0, probabilities.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i]))
                .limit(count).forEach(i -> ranked.add(new RankedClass(i, labels.get(i), probabilities[i])));
        return ranked;
    }

    /** The index of the greatest score, the first of equals. */
    public static int top(float[] scores) {
        int top = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[top]) {
                top = i;
            }
        }
        return top;
    }
}

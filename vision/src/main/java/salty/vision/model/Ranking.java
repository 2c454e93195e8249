package salty.vision.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import salty.loader.image.Labels;

/** The classes that a network finds likeliest. */
public final class Ranking {
    /**
     * One class.
     *
     * @param index       its place in the network's output
     * @param label       its name
     * @param probability what the network gives it
     */
    public record Entry(int index, String label, float probability) {}

    private Ranking() {}

    /** The first {@code count} classes, the likeliest first; of equals the one with the lower index. */
    public static List<Entry> of(float[] probabilities, Labels labels, int count) {
        List<Entry> entries = new ArrayList<>();
        IntStream.range(0, probabilities.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i])).limit(count)
                .forEach(i -> entries.add(new Entry(i, labels.get(i), probabilities[i])));
        return entries;
    }

    /** The class of the greatest score, the first of equals. */
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

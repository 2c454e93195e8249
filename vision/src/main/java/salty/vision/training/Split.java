package salty.vision.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.engine.random.SplitMix64;

/**
 * Examples to learn from and examples to judge by. Every class gives the same share of its pictures, and copies of one
 * file stay together, so that nothing is judged by what was learned by heart.
 *
 * @param training   to learn from
 * @param validation to judge by
 */
public record Split(List<Example> training, List<Example> validation) {
    public Split {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Splits by the hashes of the files: which part a picture falls into depends on its bytes and the seed alone.
     *
     * @param share of each class's distinct files that goes to validation; at least one does, and one does not
     */
    public static Split of(List<Example> examples, double share, long seed) {
        Map<Integer, Set<String>> hashes = new LinkedHashMap<>();
        examples.forEach(example -> hashes.computeIfAbsent(example.label(), label -> new HashSet<>())
                .add(example.hash()));
        Set<String> kept = new HashSet<>();
        hashes.forEach((label, own) -> {
            List<String> order = new ArrayList<>(own);
            order.sort((a, b) -> Long.compare(key(a, seed), key(b, seed)));
            int count = order.size() < 2 ? 0 : Math.clamp(Math.round(share * order.size()), 1, order.size() - 1);
            kept.addAll(order.subList(0, count));
        });
        return new Split(examples.stream().filter(example -> !kept.contains(example.hash())).toList(),
                examples.stream().filter(example -> kept.contains(example.hash())).toList());
    }

    private static long key(String hash, long seed) {
        return SplitMix64.of(seed, Long.parseUnsignedLong(hash.substring(0, 16), 16)).nextLong();
    }
}

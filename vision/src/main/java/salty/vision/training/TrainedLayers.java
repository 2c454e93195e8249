package salty.vision.training;

import java.util.List;
import java.util.Set;

import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.model.Spelling;

/**
 * Which layers of a network learn beside its new classifier.
 *
 * @param prefixes how their names begin, those of the models around them aside
 */
public record TrainedLayers(List<String> prefixes) {
    public TrainedLayers {
        prefixes = List.copyOf(prefixes);
    }

    /** Whether a layer learns. */
    public boolean learns(Layer layer) {
        return layer.name().equals(SolvedHead.LAYER) || prefixes.stream().anyMatch(ownName(layer.name())::startsWith);
    }

    /** Whether every prefix begins a layer's name. */
    boolean areIn(Model model) {
        return prefixes.stream().allMatch(prefix -> begins(prefix, model.layers().keySet()));
    }

    /**
     * Refuses a misspelt prefix, which would leave everything frozen and say nothing.
     *
     * @throws TrainingException if a prefix begins no layer's name
     */
    public void requireIn(Model model) {
        Set<String> layers = model.layers().keySet();
        for (String prefix : prefixes) {
            if (!begins(prefix, layers)) {
                throw new TrainingException("--unfreeze " + prefix + ": begins no layer's name; there are "
                        + Spelling.listed(layers));
            }
        }
    }

    private static boolean begins(String prefix, Set<String> layers) {
        return !prefix.isEmpty() && layers.stream().anyMatch(layer -> ownName(layer).startsWith(prefix));
    }

    private static String ownName(String layer) {
        return layer.substring(layer.lastIndexOf('/') + 1);
    }
}

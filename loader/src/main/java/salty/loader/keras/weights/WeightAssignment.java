package salty.loader.keras.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.LayerTable;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.layers.WeightRole;

/** Decides which weight of a file belongs to which layer, and is what to it: by name first, by order else. */
public final class WeightAssignment {

    private static final Pattern COUNTER = Pattern.compile("_\\d+$");

    /** A weight that some layer expects. */
    private record Slot(LayerConfig layer, WeightRole role) {
    }

    private WeightAssignment() {
    }

    /** The weights that a layer, or a model used as a layer, has. */
    public static List<WeightRole> roles(String file, LayerConfig layer) {
        if (layer.nested().isPresent()) {
            return layer.nested().get().layers().stream().flatMap(l -> roles(file, l).stream()).toList();
        }
        return LayerTable.type(file, layer).roles(layer);
    }

    /** Gives the weights stored for one layer to it, or, if it is a model, to the layers in it. */
    static Map<LayerConfig, List<StoredWeight>> within(String file, LayerConfig layer, List<StoredWeight> stored) {
        return layer.nested().isPresent() ? among(file, layer.name(), layer.nested().get(), stored)
                : Map.of(layer, stored);
    }

    /**
     * Distributes a flat list over the layers of a model. Where every weight's name tells its layer, by name; else by
     * Keras' order: first every layer's trainable weights, then every layer's others, a frozen layer adding all of its
     * weights there.
     */
    static Map<LayerConfig, List<StoredWeight>> among(String file, String place, ModelConfig model,
                                                      List<StoredWeight> stored) {
        List<LayerConfig> leaves = leaves(model);
        Map<LayerConfig, List<StoredWeight>> named = byName(file, leaves, stored);
        if (named != null) {
            return named;
        }
        List<Slot> slots = new ArrayList<>();
        model.layers().forEach(l -> trainable(file, l, slots));
        model.layers().forEach(l -> others(file, l, false, slots));
        if (slots.size() != stored.size()) {
            throw new ModelFormatException(file, place, "holds " + stored.size() + " weights, the model's layers have "
                    + slots.size());
        }
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            StoredWeight s = stored.get(i);
            assigned.computeIfAbsent(slots.get(i).layer(), l -> new ArrayList<>())
                    .add(new StoredWeight(slots.get(i).role().name(), s.shape(), s.values()));
        }
        return assigned;
    }

    /** What each stored weight is to its layer; {@code roles} is in Keras' order. */
    public static SequencedMap<String, StoredWeight> toRoles(String file, LayerConfig layer, List<WeightRole> roles,
                                                      List<StoredWeight> stored) {
        SequencedMap<String, StoredWeight> found = new LinkedHashMap<>();
        for (WeightRole role : roles) {
            List<StoredWeight> matches = stored.stream().filter(s -> s.role().equals(role.name())).toList();
            if (matches.size() == 1) {
                found.put(role.name(), matches.getFirst());
            }
        }
        if (found.size() == roles.size()) {
            return found;
        }
        if (stored.size() != roles.size()) {
            throw new ModelFormatException(file, layer.toString(), "has " + stored.size() + " weights in the file "
                    + stored.stream().map(StoredWeight::name).limit(8).toList() + ", expected "
                    + roles.stream().map(WeightRole::name).toList());
        }
        found.clear();
        for (int i = 0; i < roles.size(); i++) {
            found.put(roles.get(i).name(), stored.get(i));
        }
        return found;
    }

    /** By the part of the name before the last slash; null where that does not give every layer all its weights. */
    private static Map<LayerConfig, List<StoredWeight>> byName(String file, List<LayerConfig> leaves,
                                                               List<StoredWeight> stored) {
        Map<String, List<StoredWeight>> owners = new HashMap<>();
        for (StoredWeight weight : stored) {
            owners.computeIfAbsent(owner(weight.name()), o -> new ArrayList<>()).add(weight);
        }
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        int used = 0;
        for (LayerConfig leaf : leaves) {
            int expected = roles(file, leaf).size();
            if (expected == 0) {
                continue;
            }
            List<StoredWeight> own = owners.remove(leaf.name());
            if (own == null || own.size() != expected) {
                return null;
            }
            assigned.put(leaf, own);
            used += expected;
        }
        return used == stored.size() ? assigned : null;
    }

    /** {@code conv1/kernel:0} is conv1's; so is Keras 1's {@code conv1_W:0}. */
    private static String owner(String name) {
        int slash = name.lastIndexOf('/');
        if (slash >= 0) {
            return name.substring(name.lastIndexOf('/', slash - 1) + 1, slash);
        }
        String bare = name.replaceFirst(":\\d+$", "");
        for (String ending : List.of("_W", "_b", "_gamma", "_beta", "_running_mean", "_running_std")) {
            String stem = COUNTER.matcher(bare).replaceFirst("");
            for (String candidate : List.of(bare, stem)) {
                if (candidate.endsWith(ending)) {
                    return candidate.substring(0, candidate.length() - ending.length());
                }
            }
        }
        return "";
    }

    private static List<LayerConfig> leaves(ModelConfig model) {
        List<LayerConfig> leaves = new ArrayList<>();
        for (LayerConfig layer : model.layers()) {
            layer.nested().ifPresentOrElse(inner -> leaves.addAll(leaves(inner)), () -> leaves.add(layer));
        }
        return leaves;
    }

    private static void trainable(String file, LayerConfig layer, List<Slot> slots) {
        if (!layer.trainable()) {
            return;
        }
        if (layer.nested().isPresent()) {
            layer.nested().get().layers().forEach(l -> trainable(file, l, slots));
        } else {
            roles(file, layer).stream().filter(WeightRole::trainable).forEach(r -> slots.add(new Slot(layer, r)));
        }
    }

    private static void others(String file, LayerConfig layer, boolean insideFrozen, List<Slot> slots) {
        boolean frozen = insideFrozen || !layer.trainable();
        if (layer.nested().isPresent()) {
            layer.nested().get().layers().forEach(l -> others(file, l, frozen, slots));
        } else {
            roles(file, layer).stream().filter(r -> frozen || !r.trainable())
                    .forEach(r -> slots.add(new Slot(layer, r)));
        }
    }
}

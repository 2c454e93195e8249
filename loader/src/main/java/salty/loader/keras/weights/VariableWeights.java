package salty.loader.keras.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.OperationLayers;
import salty.loader.keras.layers.QuantizedWeights;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.layers.WeightRole;

/**
 * The weights of Keras 3 ({@code saving_lib.py}): variables by number, {@code layers/conv2d_1/vars/0}, under the
 * layer's class in snake case and a counter for each class in the order of the model's layers. Nested models nest their
 * groups.
 */
public final class VariableWeights implements WeightStore {

    /** What the group of layers is called; until Keras 2.14 by the second name. */
    private static final List<String> CONTAINERS = List.of("layers", "_layer_checkpoint_dependencies");
    private static final char WINDOWS = '\\';
    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern CAPITAL = Pattern.compile("([a-z])([A-Z])");

    private final String file;
    private final Hdf5Group root;
    private final Map<String, Optional<Hdf5Group>> groups = new HashMap<>();

    public VariableWeights(String file, Hdf5Group root) {
        this.file = file;
        this.root = root;
    }

    /** Whether the file is laid out this way. */
    public static boolean isLayoutOf(Hdf5Group root) {
        return root.children().stream().anyMatch(name -> CONTAINERS.stream().anyMatch(container ->
                name.equals(container) || name.startsWith(container + WINDOWS)));
    }

    @Override
    public Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model) {
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        assign(model, "", assigned);
        return assigned;
    }

    private void assign(ModelConfig model, String path, Map<LayerConfig, List<StoredWeight>> assigned) {
        String container = CONTAINERS.stream().map(name -> LayerConfig.join(path, name))
                .filter(place -> !names(place).isEmpty()).findFirst().orElse(LayerConfig.join(path, "layers"));
        Set<String> names = names(container);
        List<LayerConfig> layers = model.layers().stream()
                .filter(layer -> !(model.sequential() && layer.className().equals("InputLayer"))).toList();
        Map<String, Long> totals = layers.stream()
                .collect(Collectors.groupingBy(layer -> snakeCase(layer.className()), Collectors.counting()));
        Map<String, Integer> counters = new HashMap<>();
        for (LayerConfig layer : layers) {
            String snake = snakeCase(layer.className());
            int count = counters.merge(snake, 1, Integer::sum) - 1;
            // Keras 2.12 and 2.13 went on with 2 after the first.
            boolean skipsOne = names.contains(snake + "_" + totals.get(snake));
            String place = container + "/" + (count == 0 ? snake : snake + "_" + (skipsOne ? count + 1 : count));
            if (layer.nested().isPresent()) {
                assign(layer.nested().get(), place, assigned);
            } else if (!WeightAssignment.roles(file, layer).isEmpty()) {
                assigned.put(layer, variables(layer, place));
            }
        }
    }

    /** The names in a group; on Windows a group's path became one name with backslashes. */
    private Set<String> names(String container) {
        String prefix = container.replace('/', WINDOWS) + WINDOWS;
        Set<String> names = new HashSet<>(find(container).map(Hdf5Group::children).orElse(Set.of()));
        root.children().stream().filter(name -> name.startsWith(prefix))
                .forEach(name -> names.add(name.substring(prefix.length())));
        return names;
    }

    private Optional<Hdf5Group> find(String path) {
        Optional<Hdf5Group> known = groups.get(path);
        if (known == null) {
            int slash = path.lastIndexOf('/');
            String name = path.substring(slash + 1);
            String single = path.replace('/', WINDOWS);
            known = (slash < 0 ? Optional.of(root) : find(path.substring(0, slash)))
                    .filter(parent -> parent.hasGroup(name)).map(parent -> parent.group(name))
                    .or(() -> root.hasGroup(single) ? Optional.of(root.group(single)) : Optional.empty());
            groups.put(path, known);
        }
        return known;
    }

    /**
     * Variables come in the order in which the layer made them; frozen ones are not moved. A quantised kernel, the first
     * of them, is an array of whole numbers, its scale the last.
     */
    private List<StoredWeight> variables(LayerConfig layer, String place) {
        List<WeightRole> roles = WeightAssignment.roles(file, layer);
        Hdf5Group group = find(place).orElseGet(() -> root.group(place));
        Hdf5Group vars = group.group("vars");
        int count = vars.children().size();
        boolean quantized = count == roles.size() + 1 && vars.has("0") && vars.dataset("0").isInteger()
                && layer.className().equals("Dense");
        if (count != roles.size() && !quantized) {
            throw new ModelFormatException(file, vars.path(), "holds " + count + " variables; layer " + layer + " has "
                    + roles.stream().map(WeightRole::name).toList());
        }
        List<StoredWeight> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Hdf5Dataset dataset = vars.dataset(Integer.toString(i));
            weights.add(new StoredWeight(i == roles.size() ? "kernel_scale" : roles.get(i).name(), dataset.shape(),
                    dataset::floats));
        }
        return QuantizedWeights.dequantized(weights);
    }

    @Override
    public Dialect dialect() {
        return new Dialect(3, false);
    }

    /**
     * {@code BatchNormalization} becomes {@code batch_normalization}, {@code ReLU} {@code re_lu} ({@code naming.py}).
     */
    static String snakeCase(String className) {
        String name = className.replaceFirst("^" + OperationLayers.PREFIX, "").replaceAll("\\W+", "");
        name = WORD.matcher(name).replaceAll("$1_$2");
        return CAPITAL.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}

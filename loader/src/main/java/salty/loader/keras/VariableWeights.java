package salty.loader.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import salty.loader.ModelFormatException;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5Group;

/**
 * The weights of Keras 3 ({@code saving_lib.py}): variables by number, {@code layers/conv2d_1/vars/0}, under the
 * layer's class in snake case and a counter for each class in the order of the model's layers. Nested models nest their
 * groups.
 */
final class VariableWeights implements WeightStore {

    /** Keras 2.13 and 2.14 called the group of layers so. */
    private static final String OLD_LAYERS = "_layer_checkpoint_dependencies";
    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern CAPITAL = Pattern.compile("([a-z])([A-Z])");

    private final String file;
    private final Hdf5Group root;

    VariableWeights(String file, Hdf5Group root) {
        this.file = file;
        this.root = root;
    }

    /** Whether the file is laid out this way. */
    static boolean isLayoutOf(Hdf5Group root) {
        return root.hasGroup("layers") || root.hasGroup(OLD_LAYERS);
    }

    @Override
    public Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model) {
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        assign(model, root, assigned);
        return assigned;
    }

    private void assign(ModelConfig model, Hdf5Group group, Map<LayerConfig, List<StoredWeight>> assigned) {
        String container = group.hasGroup("layers") ? "layers" : OLD_LAYERS;
        Map<String, Integer> counters = new HashMap<>();
        for (LayerConfig layer : model.layers()) {
            if (model.sequential() && layer.className().equals("InputLayer")) {
                continue;
            }
            String snake = snakeCase(layer.className());
            int count = counters.merge(snake, 1, Integer::sum) - 1;
            String path = container + "/" + (count == 0 ? snake : snake + "_" + count);
            if (layer.nested().isPresent()) {
                assign(layer.nested().get(), group.group(path), assigned);
            } else if (!WeightAssignment.roles(file, layer).isEmpty()) {
                assigned.put(layer, variables(layer, group, path));
            }
        }
    }

    /** Variables come in the order in which the layer made them; frozen ones are not moved. */
    private List<StoredWeight> variables(LayerConfig layer, Hdf5Group group, String path) {
        List<WeightRole> roles = WeightAssignment.roles(file, layer);
        Hdf5Group vars = group.group(path + "/vars");
        int count = vars.children().size();
        if (count != roles.size()) {
            throw new ModelFormatException(file, vars.path(), "holds " + count + " variables; layer " + layer + " has "
                    + roles.stream().map(WeightRole::name).toList());
        }
        List<StoredWeight> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Hdf5Dataset dataset = vars.dataset(Integer.toString(i));
            weights.add(new StoredWeight(roles.get(i).name(), dataset.shape(), dataset::floats));
        }
        return weights;
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

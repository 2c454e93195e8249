package salty.engine.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Reshape;

/**
 * A network's own batch normalisations while it is trained from nothing: the batch's mean and variance stand where the
 * moving averages stood (Ioffe and Szegedy, 2015, algorithm 1), and these follow them. A network that has learned before
 * keeps its averages instead, see {@link Parameters}.
 *
 * @param parameters the model that is normalised by the batch, without the averages among its parameters
 * @param averages   the moving averages and what they become
 * @param plain      the model that is normalised by its averages, which are among its parameters
 */
public record BatchStatistics(Parameters parameters, Map<Node, Node> averages, Parameters plain) {
    private static final String MEAN = "/moving_mean";
    private static final String VARIANCE = "/moving_variance";

    /**
     * Exchanges the averages that are inputs.
     *
     * @param plain of {@link Parameters#withAverages}
     */
    public static BatchStatistics of(Parameters plain) {
        Model model = plain.model();
        Map<String, Node> inputs = new LinkedHashMap<>(plain.inputs());
        Map<String, Tensor> initial = new LinkedHashMap<>(plain.initial());
        MovingAverages averages = new MovingAverages();
        for (String name : plain.model().layers().keySet()) {
            Node mean = inputs.remove(name + MEAN);
            Node variance = inputs.remove(name + VARIANCE);
            if (mean == null || variance == null) {
                continue;
            }
            initial.keySet().removeAll(List.of(name + MEAN, name + VARIANCE));
            Node x = normalised(model.layer(name), mean);
            Node batchMean = BatchNormalization.mean(x);
            Node batchVariance = BatchNormalization.variance(x, batchMean);
            averages.add(name, Map.of(mean, BatchNormalization.followed(mean, batchMean, MovingAverages.MOMENTUM),
                    variance, BatchNormalization.followed(variance, batchVariance, MovingAverages.MOMENTUM)));
            model = model.substituted(Map.of(mean, Reshape.of(batchMean, mean.shape()),
                    variance, Reshape.of(batchVariance, variance.shape())));
        }
        return new BatchStatistics(new Parameters(model, inputs, initial), averages.next(), plain);
    }

    /** What the mean is taken from: the value beside the first one that depends on it. */
    private static Node normalised(Layer layer, Node mean) {
        List<Node> order = Graph.order(List.of(layer.output()));
        Set<Node> dependents = Graph.dependents(order, List.of(mean));
        for (Node node : order) {
            List<Node> others = new ArrayList<>(node.inputs());
            if (dependents.contains(node) && others.removeIf(dependents::contains) && !others.isEmpty()) {
                Node x = others.getFirst();
                if (x.shape().dim(-1) != mean.shape().intSize()) {
                    throw new IllegalArgumentException("layer " + layer.name()
                            + " normalises along another axis than the last; keep it frozen");
                }
                return x;
            }
        }
        throw new IllegalArgumentException("layer " + layer.name() + " normalises nothing; keep it frozen");
    }

    /** The parameters of the plain model, averages included, from what a step carries. */
    public Map<String, float[]> settled(Map<String, float[]> state) {
        Map<String, float[]> values = new LinkedHashMap<>();
        plain.inputs().forEach((name, input) -> {
            int role = name.lastIndexOf('/');
            values.put(name, averages.containsKey(input)
                    ? MovingAverages.corrected(state, name.substring(0, role), name.substring(role)) : state.get(name));
        });
        return values;
    }
}

package salty.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Input;

/**
 * Batch normalisation that helps while a network is trained and is gone from the result: every trained convolution is
 * normalised before its activation, and at the end the moving averages are folded into its filters and bias,
 * <pre>
 *   s = gamma / sqrt(variance + epsilon)     filter' = filter s     bias' = (bias - mean) s + beta
 * </pre>
 * so that the network keeps its layers. {@link MovingAverages} begin with the first batch.
 *
 * @param parameters the model with normalised convolutions, and scales and shifts among its parameters
 * @param averages   the moving averages and what they become
 * @param layers     the names of the normalised layers
 */
public record FoldedNormalization(Parameters parameters, Map<Node, Node> averages, List<String> layers) {
    private static final double EPSILON = 1e-3;

    /** Normalises the trained convolutions. */
    public static FoldedNormalization of(Parameters plain) {
        Model model = plain.model();
        Map<String, Node> inputs = new LinkedHashMap<>(plain.inputs());
        Map<String, Tensor> initial = new LinkedHashMap<>(plain.initial());
        MovingAverages averages = new MovingAverages();
        List<String> layers = new ArrayList<>();
        for (String name : plain.model().layers().keySet()) {
            Layer layer = model.layer(name);
            if (!layer.type().equals("Conv2D") || !inputs.containsKey(name + "/kernel")
                    || !inputs.containsKey(name + "/bias")) {
                continue;
            }
            Shape channels = Shape.of(layer.preactivation().shape().dim(-1));
            float[] ones = new float[channels.intSize()];
            Arrays.fill(ones, 1);
            initial.put(name + "/gamma", Tensor.of(channels, ones));
            initial.put(name + "/beta", Tensor.of(channels, new float[ones.length]));
            inputs.put(name + "/gamma", Input.of(name + "/gamma", channels));
            inputs.put(name + "/beta", Input.of(name + "/beta", channels));
            BatchNormalization normalised = BatchNormalization.training(layer.preactivation(),
                    new BatchNormalization.Statistics(inputs.get(name + "/gamma"), inputs.get(name + "/beta"),
                            Input.of(name + "/moving_mean", channels), Input.of(name + "/moving_variance", channels),
                            MovingAverages.MOMENTUM, EPSILON));
            averages.add(name, normalised.next());
            layers.add(name);
            model = model.substituted(Map.of(layer.preactivation(), normalised.output()));
        }
        return new FoldedNormalization(new Parameters(model, inputs, initial), averages.next(), layers);
    }

    /** The parameters of the network without normalisation that computes the same, from what a step carries. */
    public Map<String, float[]> folded(Map<String, float[]> state) {
        Map<String, float[]> folded = new LinkedHashMap<>();
        parameters.inputs().keySet().forEach(name -> folded.put(name, state.get(name)));
        for (String layer : layers) {
            float[] gamma = folded.remove(layer + "/gamma");
            float[] beta = folded.remove(layer + "/beta");
            float[] mean = MovingAverages.corrected(state, layer, "/moving_mean");
            float[] variance = MovingAverages.corrected(state, layer, "/moving_variance");
            float[] filter = folded.get(layer + "/kernel").clone();
            float[] bias = folded.get(layer + "/bias").clone();
            float[] scale = new float[gamma.length];
            boolean begun = MovingAverages.begun(state, layer);
            for (int k = 0; k < scale.length; k++) {
                scale[k] = (float) (gamma[k] / Math.sqrt(begun ? variance[k] + EPSILON : 1));
                bias[k] = (float) ((bias[k] - mean[k]) * scale[k] + beta[k]);
            }
            for (int i = 0; i < filter.length; i++) {
                filter[i] *= scale[i % scale.length];
            }
            folded.put(layer + "/kernel", filter);
            folded.put(layer + "/bias", bias);
        }
        return folded;
    }
}

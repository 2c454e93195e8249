package salty.benchmarks.peers;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

import salty.benchmarks.peers.Layers.Weighted;
import salty.benchmarks.workload.Photograph;
import salty.benchmarks.workload.Setting;
import salty.engine.graph.Tensor;

/**
 * TensorFlow on the CPU: one graph, its weights constants (so that oneDNN may reorder them once), images (n, h, w, c).
 * Gradients are added to the graph by TensorFlow's own rules.
 */
final class TensorFlowContestant implements Contestant {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Placeholder<TFloat32> image = tf.placeholder(TFloat32.class,
            Placeholder.shape(Shape.of(-1, Photograph.SIDE, Photograph.SIDE, 3)));
    private final Map<String, Operand<TFloat32>> activations = new HashMap<>();
    private final Map<String, Operand<TFloat32>> steps = new HashMap<>();
    private final Map<Integer, TFloat32> images = new HashMap<>();
    private final Operand<TFloat32> logits;
    private final Session session;
    private final float[] photograph;

    TensorFlowContestant(Setting setting, List<String> ascended) {
        photograph = setting.photograph().toArray();
        Operand<TFloat32> x = image;
        for (Weighted layer : Layers.of(setting.weights())) {
            x = layer.dense() ? dense(layer, x) : convolution(layer, x);
        }
        logits = x;
        for (String layer : ascended) {
            steps.put(layer, step(layer));
        }
        session = new Session(graph, ConfigProto.newBuilder().setIntraOpParallelismThreads(setting.threads())
                .setInterOpParallelismThreads(1).build());
    }

    private Operand<TFloat32> convolution(Weighted layer, Operand<TFloat32> x) {
        Conv2d<TFloat32> sum = tf.nn.conv2d(x, constant(layer.kernel()), List.of(1L, 1L, 1L, 1L), "SAME");
        Operand<TFloat32> y = tf.nn.relu(tf.nn.biasAdd(sum, constant(layer.bias())));
        activations.put(layer.name(), y);
        return layer.pooled()
                ? tf.nn.maxPool(y, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 2, 2, 1}),
                "VALID") : y;
    }

    private Operand<TFloat32> dense(Weighted layer, Operand<TFloat32> x) {
        Operand<TFloat32> flat = layer.name().equals("fc1")
                ? tf.reshape(x, tf.constant(new int[] {-1, layer.kernel().shape().dim(0)})) : x;
        Operand<TFloat32> sum = tf.nn.biasAdd(tf.linalg.matMul(flat, constant(layer.kernel())), constant(layer.bias()));
        return layer.last() ? sum : tf.nn.relu(sum);
    }

    private Operand<TFloat32> constant(Tensor tensor) {
        int[] dims = tensor.shape().dims();
        long[] extents = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            extents[i] = dims[i];
        }
        return tf.constant(Shape.of(extents), DataBuffers.of(FloatBuffer.wrap(tensor.toArray())));
    }

    private Operand<TFloat32> step(String layer) {
        Operand<TFloat32> map = tf.slice(activations.get(layer), tf.constant(new int[] {0, 0, 0, Ascent.CHANNEL}),
                tf.constant(new int[] {-1, -1, -1, 1}));
        Operand<TFloat32> score = tf.math.mean(map, tf.constant(new int[] {0, 1, 2, 3}));
        Output<?>[] gradients = graph.addGradients(score.asOutput(), new Output<?>[] {image.asOutput()});
        Operand<TFloat32> gradient = gradients[0].expect(TFloat32.class);
        Operand<TFloat32> magnitude = tf.math.sqrt(tf.math.mean(tf.math.square(gradient),
                tf.constant(new int[] {0, 1, 2, 3})));
        Operand<TFloat32> factor = tf.math.div(tf.constant(Ascent.RATE),
                tf.math.add(magnitude, tf.constant(Ascent.EPSILON)));
        Operand<TFloat32> moved = tf.math.add(image, tf.math.mul(gradient, factor));
        return tf.math.minimum(tf.math.maximum(moved, tf.constant(Ascent.LOW)), tf.constant(Ascent.HIGH));
    }

    @Override
    public String version() {
        return "TensorFlow " + TensorFlow.version();
    }

    @Override
    public float[] forward(int batch) {
        return run(batch, logits);
    }

    @Override
    public boolean differentiates() {
        return true;
    }

    @Override
    public int stepsPerCall() {
        return 1;
    }

    @Override
    public float[] ascend(String layer) {
        return run(1, steps.get(layer));
    }

    private float[] run(int batch, Operand<TFloat32> output) {
        try (Result result = session.runner().feed(image, images.computeIfAbsent(batch, this::copies)).fetch(output)
                .run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] values = new float[(int) tensor.size()];
            tensor.asRawTensor().data().asFloats().read(values);
            return values;
        }
    }

    private TFloat32 copies(int batch) {
        TFloat32 tensor = TFloat32.tensorOf(Shape.of(batch, Photograph.SIDE, Photograph.SIDE, 3));
        for (int n = 0; n < batch; n++) {
            tensor.asRawTensor().data().asFloats().offset((long) n * photograph.length).write(photograph);
        }
        return tensor;
    }

    @Override
    public void close() {
        session.close();
        images.values().forEach(TFloat32::close);
        graph.close();
    }
}

package salty.benchmarks.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;

import salty.benchmarks.peers.Layers.Weighted;
import salty.benchmarks.workload.Photograph;
import salty.benchmarks.workload.Setting;
import salty.engine.graph.Tensor;

/** PyTorch's eager mode on the CPU, through DJL: its own operators one by one, images (n, c, h, w). */
final class PyTorchContestant implements Contestant {
    /** A layer whose weights PyTorch owns. */
    record Loaded(Weighted layer, NDArray kernel, NDArray bias) {}

    private final Setting setting;
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final List<Loaded> layers = new ArrayList<>();
    private final Map<Integer, NDArray> images = new HashMap<>();
    private final float[] photograph;
    private final NDArray low;
    private final NDArray high;

    PyTorchContestant(Setting setting) {
        this.setting = setting;
        photograph = setting.photograph().toArray();
        for (Weighted layer : Layers.of(setting.weights())) {
            Tensor kernel = layer.dense() ? layer.kernel() : Layers.channelsFirst(layer.kernel());
            layers.add(new Loaded(layer, array(manager, kernel), array(manager, layer.bias())));
        }
        low = manager.create(Ascent.LOW, new Shape(1, 3, 1, 1));
        high = manager.create(Ascent.HIGH, new Shape(1, 3, 1, 1));
    }

    /** A tensor of ours as PyTorch's. */
    static NDArray array(NDManager manager, Tensor tensor) {
        int[] dims = tensor.shape().dims();
        long[] extents = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            extents[i] = dims[i];
        }
        return manager.create(tensor.toArray(), new Shape(extents));
    }

    private NDArray image(int batch) {
        return images.computeIfAbsent(batch, n -> manager.create(
                Layers.channelsFirst(photograph, Photograph.SIDE * Photograph.SIDE, n),
                new Shape(n, 3, Photograph.SIDE, Photograph.SIDE)));
    }

    /** The layers up to one of that name, or the logits. */
    static NDArray run(List<Loaded> layers, NDArray image, String last) {
        NDArray x = image;
        for (Loaded loaded : layers) {
            Weighted layer = loaded.layer;
            if (layer.dense()) {
                NDArray flat = x.getShape().dimension() == 4 ? x.transpose(0, 2, 3, 1).reshape(x.size(0), -1) : x;
                x = flat.matMul(loaded.kernel).add(loaded.bias);
            } else {
                x = Conv2d.conv2d(x, loaded.kernel, loaded.bias, new Shape(1, 1), new Shape(1, 1), new Shape(1, 1))
                        .singletonOrThrow();
            }
            x = layer.last() ? x : Activation.relu(x);
            if (layer.name().equals(last)) {
                return x;
            }
            x = layer.pooled() ? Pool.maxPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false) : x;
        }
        return x;
    }

    @Override
    public String version() {
        return "PyTorch " + engine.getVersion() + " (DJL " + Engine.getDjlVersion() + ")";
    }

    @Override
    public float[] forward(int batch) {
        NDArray pixels = image(batch);
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = pixels.duplicate();
            x.attach(scope);
            return run(layers, x, "predictions").toFloatArray();
        }
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
        NDArray pixels = image(1);
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = pixels.duplicate();
            x.attach(scope);
            x.setRequiresGradient(true);
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray map = run(layers, x, layer).get(":, " + Ascent.CHANNEL);
                collector.backward(map.mean());
            }
            NDArray gradient = x.getGradient();
            NDArray factor = gradient.square().mean().sqrt().add(Ascent.EPSILON).toType(DataType.FLOAT32, false);
            NDArray moved = x.stopGradient().add(gradient.div(factor).mul(Ascent.RATE));
            return moved.maximum(low).minimum(high).transpose(0, 2, 3, 1).toFloatArray();
        }
    }

    @Override
    public Trainee trainee(String network) {
        return new PyTorchTrainee(engine, Training.of(network, setting));
    }

    @Override
    public void close() {
        manager.close();
    }
}

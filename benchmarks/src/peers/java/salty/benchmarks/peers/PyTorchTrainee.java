package salty.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import salty.benchmarks.peers.Layers.Weighted;

/** PyTorch's training step: eager operators, autograd, and the Adam of its binding, which updates in place. */
final class PyTorchTrainee implements Trainee {
    private final Engine engine;
    private final NDManager manager;
    private final List<PyTorchContestant.Loaded> layers = new ArrayList<>();
    private final NDArray images;
    private final NDArray labels;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(Training.RATE))
            .optBeta1(Training.BETA1).optBeta2(Training.BETA2).optEpsilon(Training.EPSILON).build();

    PyTorchTrainee(Engine engine, Training training) {
        this.engine = engine;
        this.manager = engine.newBaseManager();
        for (Weighted layer : training.layers()) {
            NDArray kernel = PyTorchContestant.array(manager, Training.kernel(layer));
            NDArray bias = PyTorchContestant.array(manager, layer.bias());
            kernel.setRequiresGradient(training.learns(layer));
            bias.setRequiresGradient(training.learns(layer));
            layers.add(new PyTorchContestant.Loaded(layer, kernel, bias));
        }
        salty.engine.graph.Shape input = training.input();
        images = manager.create(training.planes(), new Shape(input.dim(0), input.dim(3), input.dim(1), input.dim(2)));
        labels = manager.create(training.labels());
    }

    @Override
    public float step() {
        float value;
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = images.duplicate();
            x.attach(scope);
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray logits = PyTorchContestant.run(layers, x, "predictions");
                NDArray mean = loss.evaluate(new NDList(labels), new NDList(logits));
                collector.backward(mean);
                value = mean.getFloat();
            }
            for (PyTorchContestant.Loaded loaded : layers) {
                update(loaded.layer().name() + "/kernel", loaded.kernel());
                update(loaded.layer().name() + "/bias", loaded.bias());
            }
        }
        return value;
    }

    private void update(String name, NDArray weight) {
        if (weight.hasGradient()) {
            try (NDArray gradient = weight.getGradient()) {
                adam.update(name, weight, gradient);
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}

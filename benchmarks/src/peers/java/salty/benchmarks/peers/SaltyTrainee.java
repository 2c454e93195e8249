package salty.benchmarks.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.benchmarks.peers.Layers.Weighted;
import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Softmax;
import salty.engine.op.Window;
import salty.engine.train.Adam;
import salty.engine.train.CrossEntropy;
import salty.engine.train.Parameters;
import salty.engine.train.TrainingStep;

/** Salty's training step. */
final class SaltyTrainee implements Trainee {
    private final TrainingStep step;

    SaltyTrainee(Backend backend, Training training) {
        Model model = model(training);
        Parameters parameters = Parameters.of(model, layer -> !training.frozen().contains(layer.name()));
        Node logits = parameters.model().outputLayer().orElseThrow().preactivation();
        Node targets = Input.of("targets", logits.shape());
        Node loss = new CrossEntropy().categorical(logits, targets);
        step = TrainingStep.compile(backend, new TrainingStep.Objective(loss), parameters,
                new Adam(Training.BETA1, Training.BETA2, Training.EPSILON, 0));
        step.write(parameters.model().input(), training.images());
        step.write(targets, training.targets());
    }

    private static Model model(Training training) {
        Node image = Input.of("image", training.input());
        Map<String, Layer> layers = new LinkedHashMap<>();
        Node x = image;
        for (Weighted layer : training.layers()) {
            Node kernel = Constant.of(layer.kernel());
            Node bias = Constant.of(layer.bias());
            Node product = layer.dense() ? MatMul.of(flat(x), kernel) : Conv2d.of(x, kernel,
                    Window.same(3, 3, 1, 1, 1, 1, x.shape().dim(1), x.shape().dim(2)));
            Node before = product.plus(Broadcast.channels(bias, product.shape()));
            x = layer.last() ? Softmax.of(before) : Relu.of(before);
            Map<String, Node> weights = new LinkedHashMap<>();
            weights.put("kernel", kernel);
            weights.put("bias", bias);
            layers.put(layer.name(), new Layer(layer.name(), layer.dense() ? "Dense" : "Conv2D", x, before, weights));
            x = layer.pooled() ? MaxPool2d.of(x, Window.valid(2, 2, 2)) : x;
        }
        return new Model("trained", List.of(image), layers, List.of(x));
    }

    private static Node flat(Node x) {
        Shape shape = x.shape();
        return shape.rank() == 2 ? x : Reshape.of(x, Shape.of(shape.dim(0), shape.intSize() / shape.dim(0)));
    }

    @Override
    public float step() {
        return step.run(Training.RATE);
    }

    @Override
    public void close() {
        step.close();
    }
}

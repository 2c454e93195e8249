package salty.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import salty.benchmarks.workload.Weights;
import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;
import salty.engine.op.Agreement;
import salty.engine.op.Conv2d;
import salty.engine.op.MatMul;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Sum;

/** Whether a backend computes what it should: op cases against the reference, VGG16 and a gradient against the CPU. */
final class GpuCheck {
    private static final double OP_TOLERANCE = 2e-6;
    private static final double NETWORK_TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private GpuCheck() {}

    /**
     * Checks until the time is up, the convolutions and products first.
     *
     * @return one line: "correct: ..." or "WRONG: ..."
     */
    static String of(Backend backend, boolean small, Duration most) {
        Instant end = Instant.now().plus(most);
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        List<OpCase> cases = new ArrayList<>(OpCases.all());
        cases.sort(Comparator.comparing(example -> !isTiled(example)));
        for (OpCase example : cases) {
            if (Instant.now().isAfter(end)) {
                break;
            }
            double distance = Agreement.distances(backend, List.of(example.output()), example.values(3))
                    .get(example.output());
            checked++;
            if (!(distance < OP_TOLERANCE)) {
                wrong.add(String.format(Locale.ROOT, "%s differs by %.1e", example, distance));
            }
        }
        Model model = Vgg16.features(small ? Shape.of(1, 64, 64, 3) : Shape.of(1, 224, 224, 3), Weights.heNormal(1));
        Node score = Sum.mean(model.layer("block4_conv2").output());
        Node gradient = Gradients.of(score, model.input());
        var outputs = List.of(model.output(), gradient);
        Map<Node, float[]> image = Map.of(model.input(), photograph(model.input().shape().intSize()));
        try (Backend cpu = Backends.open("vector", BackendOptions.DEFAULT, line -> { });
             Program expected = Program.compile(cpu, outputs); Program actual = Program.compile(backend, outputs)) {
            Map<Node, float[]> right = expected.run(image);
            Map<Node, float[]> ours = actual.run(image);
            double network = Agreement.distance(ours.get(model.output()), right.get(model.output()));
            double slope = Agreement.distance(ours.get(gradient), right.get(gradient));
            if (!(network < NETWORK_TOLERANCE && slope < GRADIENT_TOLERANCE)) {
                wrong.add(String.format(Locale.ROOT, "VGG16 by %.1e, its gradient by %.1e", network, slope));
            }
            return (wrong.isEmpty() ? "correct: " : "WRONG: " + String.join(", ", wrong) + "; ")
                    + String.format(Locale.ROOT, "%d of %d op cases within %.0e, VGG16 features within %.1e of the"
                    + " CPU's, the gradient within %.1e", checked, cases.size(), OP_TOLERANCE, network, slope);
        }
    }

    private static boolean isTiled(OpCase example) {
        return Graph.order(List.of(example.output())).stream()
                .anyMatch(node -> node.op() instanceof Conv2d || node.op() instanceof MatMul);
    }

    private static float[] photograph(int length) {
        Random random = new Random(5);
        float[] pixels = new float[length];
        for (int i = 0; i < length; i++) {
            pixels[i] = random.nextFloat() * 255 - 120;
        }
        return pixels;
    }
}

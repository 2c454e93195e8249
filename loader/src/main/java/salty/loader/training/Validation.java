package salty.loader.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.evaluate.Confusion;
import salty.engine.evaluate.Ranking;
import salty.engine.graph.Node;
import salty.engine.train.Parameters;

/** Judges parameters by pictures that they were not learned from. */
final class Validation implements AutoCloseable {
    private final Node logits;
    private final Node entry;
    private final Parameters parameters;
    private final Program program;
    private final Workspace workspace;

    /** Copies what enters the network for a picture. */
    interface Filler {
        void fill(Example example, float[] to, int offset);
    }

    /** The figures of one run. */
    record Result(double loss, double accuracy, OptionalDouble auc) {
        Epoch epoch(int number, double trainingLoss, double trainingAccuracy) {
            return new Epoch(number, trainingLoss, trainingAccuracy, loss, accuracy, auc);
        }
    }

    Validation(Backend backend, Node logits, Node entry, Parameters parameters) {
        this.logits = logits;
        this.entry = entry;
        this.parameters = parameters;
        this.program = Program.compile(backend, List.of(logits));
        this.workspace = program.workspace();
    }

    Result run(Map<String, float[]> state, List<Example> examples, Filler filler) {
        parameters.inputs().forEach((name, input) -> workspace.write(input, state.get(name)));
        int batch = logits.shape().dim(0);
        int classes = logits.shape().dim(1);
        int size = entry.shape().intSize() / batch;
        float[] values = new float[entry.shape().intSize()];
        double[][] probabilities = new double[examples.size()][];
        double loss = 0;
        long right = 0;
        for (int first = 0; first < examples.size(); first += batch) {
            List<Example> some = examples.subList(first, Math.min(first + batch, examples.size()));
            for (int i = 0; i < some.size(); i++) {
                filler.fill(some.get(i), values, i * size);
            }
            workspace.write(entry, values);
            workspace.run();
            float[] z = workspace.read(logits);
            right += right(z, classes, some);
            for (int i = 0; i < some.size(); i++) {
                probabilities[first + i] = softmax(z, i * classes, classes);
                loss -= Math.log(Math.max(1e-30, probabilities[first + i][some.get(i).label()]));
            }
        }
        int count = Math.max(1, examples.size());
        return new Result(loss / count, (double) right / count, area(probabilities, examples, classes));
    }

    private static double[] softmax(float[] z, int offset, int classes) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            greatest = Math.max(greatest, z[offset + k]);
        }
        double[] p = new double[classes];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            p[k] = StrictMath.exp(z[offset + k] - greatest);
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** The area of the second of two classes; of more, the mean of each against the rest. */
    private static OptionalDouble area(double[][] probabilities, List<Example> examples, int classes) {
        List<Double> areas = new ArrayList<>();
        for (int k = classes == 2 ? 1 : 0; k < classes; k++) {
            double[] scores = new double[examples.size()];
            boolean[] positive = new boolean[examples.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = probabilities[i][k];
                positive[i] = examples.get(i).label() == k;
            }
            Ranking.of(scores, positive).rocArea().ifPresent(areas::add);
        }
        return areas.stream().mapToDouble(Double::doubleValue).average();
    }

    /** How many of the first rows of logits are greatest at the right class. */
    static long right(float[] logits, int classes, List<Example> examples) {
        long right = 0;
        for (int i = 0; i < examples.size(); i++) {
            right += Confusion.best(logits, i * classes, classes) == examples.get(i).label() ? 1 : 0;
        }
        return right;
    }

    /** Labels as rows of zeros and a one. */
    static float[] oneHot(List<Example> examples, int classes) {
        float[] rows = new float[examples.size() * classes];
        for (int i = 0; i < examples.size(); i++) {
            rows[i * classes + examples.get(i).label()] = 1;
        }
        return rows;
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
    }
}

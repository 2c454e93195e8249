package salty.vision.training;

import java.util.List;
import java.util.Map;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.evaluate.Confusion;
import salty.engine.graph.Node;
import salty.engine.train.Parameters;

/** Judges parameters by pictures that they were not learned from. */
final class Validation implements AutoCloseable {
    private final Node logits;
    private final Node entry;
    private final Parameters parameters;
    private final List<Float> weights;
    private final Program program;
    private final Workspace workspace;

    /** Copies what enters the network for a picture. */
    interface Filler {
        void fill(Example example, float[] to, int offset);
    }

    /** @param weights what the examples of each class count; empty for 1 */
    Validation(Backend backend, Node logits, Node entry, Parameters parameters, List<Float> weights) {
        this.weights = weights;
        this.logits = logits;
        this.entry = entry;
        this.parameters = parameters;
        this.program = Program.compile(backend, List.of(logits));
        this.workspace = program.workspace();
    }

    Figures run(Map<String, float[]> state, List<Example> examples, Filler filler) {
        parameters.inputs().forEach((name, input) -> workspace.write(input, state.get(name)));
        int batch = logits.shape().dim(0);
        int classes = logits.shape().dim(1);
        int size = entry.shape().intSize() / batch;
        float[] values = new float[entry.shape().intSize()];
        float[][] probabilities = new float[examples.size()][];
        for (int first = 0; first < examples.size(); first += batch) {
            List<Example> some = examples.subList(first, Math.min(first + batch, examples.size()));
            for (int i = 0; i < some.size(); i++) {
                filler.fill(some.get(i), values, i * size);
            }
            workspace.write(entry, values);
            workspace.run();
            float[] z = workspace.read(logits);
            for (int i = 0; i < some.size(); i++) {
                probabilities[first + i] = softmax(z, i * classes, classes);
            }
        }
        return Figures.of(probabilities, examples, weights);
    }

    private static float[] softmax(float[] z, int offset, int classes) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            greatest = Math.max(greatest, z[offset + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += StrictMath.exp(z[offset + k] - greatest);
        }
        float[] p = new float[classes];
        for (int k = 0; k < classes; k++) {
            p[k] = (float) (StrictMath.exp(z[offset + k] - greatest) / sum);
        }
        return p;
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

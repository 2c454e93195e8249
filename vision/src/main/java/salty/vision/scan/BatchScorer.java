package salty.vision.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Model;

/** A model made ready to score batches of pictures; used by one thread. */
public final class BatchScorer implements AutoCloseable {

    private final Node input;
    private final Node output;
    private final Program program;
    private final Workspace workspace;
    private final float[] pixels;
    private final float[] outputs;

    /**
     * @param model with one input {@code (n, h, w, c)}, of which n is the batch, and one output {@code (n, outputs)}
     * @throws IllegalArgumentException if the model has another form
     */
    public BatchScorer(Backend backend, Model model) {
        if (model.inputs().size() != 1 || model.outputs().size() != 1 || model.input().shape().rank() != 4) {
            throw new IllegalArgumentException("a scan needs a model with one input (n, h, w, c) and one output, got "
                    + model.inputs().size() + " inputs, the first " + model.input().shape() + ", and "
                    + model.outputs().size() + " outputs");
        }
        this.input = model.input();
        this.output = model.output();
        this.program = Program.compile(backend, List.of(output));
        this.workspace = program.workspace();
        this.pixels = new float[input.shape().intSize()];
        this.outputs = new float[output.shape().intSize()];
    }

    /** How many pictures a run takes. */
    public int batch() {
        return input.shape().dim(0);
    }

    /** The shape of one picture, {@code (h, w, c)}. */
    public Shape picture() {
        return Shape.of(input.shape().dim(1), input.shape().dim(2), input.shape().dim(3));
    }

    /**
     * Scores up to a batch of pictures; the places of missing ones hold what was there before.
     *
     * @param pictures preprocessed, each {@code (h, w, c)}
     * @return the outputs of each picture
     */
    public List<float[]> classify(List<float[]> pictures) {
        int size = pixels.length / batch();
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, pixels, i * size, size);
        }
        workspace.write(input, pixels);
        workspace.run();
        workspace.read(output, outputs);
        int length = outputs.length / batch();
        List<float[]> results = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            results.add(Arrays.copyOfRange(outputs, i * length, (i + 1) * length));
        }
        return results;
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
    }
}

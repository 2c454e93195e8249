package salty.vision.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Model;

/** The memory of one thread's runs of a classifying network, a batch of pictures each. */
public final class Scorer implements AutoCloseable {
    private final Node input;
    private final Node output;
    private final Program owned;
    private final Workspace workspace;
    private final float[] pixels;
    private final float[] outputs;

    /**
     * Compiles a model for this scorer alone.
     *
     * @param model with one input {@code (n, h, w, c)}, of which n is the batch, or {@code (n, h, w)} of grey pictures,
     *              and one output {@code (n, outputs)}
     * @throws UserException if the model has another form
     */
    public Scorer(Backend backend, Model model) {
        this(Program.compile(backend, List.of(checked(model).output())), model, true);
    }

    /** Runs a program that others run as well, which computes the model's outputs. */
    public Scorer(Program program, Model model) {
        this(program, checked(model), false);
    }

    private Scorer(Program program, Model model, boolean owns) {
        this.input = model.input();
        this.output = model.output();
        this.owned = owns ? program : null;
        this.workspace = program.workspace();
        this.pixels = new float[input.shape().intSize()];
        this.outputs = new float[output.shape().intSize()];
    }

    private static Model checked(Model model) {
        int rank = model.input().shape().rank();
        if (model.inputs().size() != 1 || model.outputs().size() != 1 || rank != 4 && rank != 3) {
            throw new UserException("scoring pictures needs a model with one input (n, h, w, c) and one output, got "
                    + model.inputs().size() + " inputs, the first " + model.input().shape() + ", and "
                    + model.outputs().size() + " outputs");
        }
        return model;
    }

    /** How many pictures a run takes. */
    public int batch() {
        return input.shape().dim(0);
    }

    /** The shape of one picture, {@code (h, w, c)}. */
    public Shape picture() {
        Shape shape = input.shape();
        return Shape.of(shape.dim(1), shape.dim(2), shape.rank() == 3 ? 1 : shape.dim(3));
    }

    /** The outputs of one preprocessed picture, {@code (h, w, c)}. */
    public float[] score(float[] picture) {
        return score(List.of(picture)).getFirst();
    }

    /**
     * Scores up to a batch of pictures; the places of missing ones hold what was there before.
     *
     * @param pictures preprocessed, each {@code (h, w, c)}
     * @return the outputs of each picture
     */
    public List<float[]> score(List<float[]> pictures) {
        int size = pixels.length / batch();
        for (int i = 0; i < pictures.size(); i++) {
            if (pictures.get(i).length != size) {
                throw new IllegalArgumentException("a picture of " + pictures.get(i).length + " values, the network "
                        + "takes " + picture());
            }
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
        if (owned != null) {
            owned.close();
        }
    }
}

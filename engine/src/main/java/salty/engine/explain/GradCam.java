package salty.engine.explain;

import java.util.List;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.engine.op.Relu;
import salty.engine.op.Sum;

/**
 * Where a network looks when it scores a class: Grad-CAM (Selvaraju et al., 2017). With A the activation of a layer,
 * {@code (1, h, w, k)}, and y the score of a class,
 * <pre>
 *   weight[k]  = mean over h, w of dy/dA[h, w, k]
 *   map[h, w]  = max(sum over k of weight[k] * A[h, w, k], 0)
 * </pre>
 * divided by its greatest value. One program serves all classes: the class is chosen by an input. Used by one thread.
 */
public final class GradCam implements AutoCloseable {
    /**
     * @param height  h of the layer
     * @param width   w of the layer
     * @param map     {@code (h, w)} in [0, 1]; all zero without positive evidence
     * @param peak    the greatest value before the division, 0 without positive evidence
     * @param outputs what the network said of the image: the scores
     */
    public record Result(int height, int width, float[] map, float peak, float[] outputs) {
        /** Whether anything in the image speaks for the class. */
        public boolean hasEvidence() {
            return peak > 0;
        }
    }

    private final Node image;
    private final Node scores;
    private final Node choice;
    private final Node map;
    private final Program program;
    private final Workspace workspace;

    /**
     * @param image  the model's input, one image
     * @param layer  the layer's output A
     * @param scores the scores {@code (1, classes)}: logits or probabilities, computed from A
     */
    public GradCam(Backend backend, Node image, Node layer, Node scores) {
        if (layer.shape().rank() != 4 || layer.shape().dim(0) != 1) {
            throw new IllegalArgumentException("a class activation map needs a layer (1, h, w, k), got "
                    + layer.shape());
        }
        this.image = image;
        this.scores = scores;
        this.choice = Input.of("class", scores.shape());
        Node score = Sum.all(Mul.of(scores, choice));
        Node weights = Affine.of(Sum.of(Gradients.of(score, layer), 1, 2),
                1f / (layer.shape().dim(1) * layer.shape().dim(2)), 0);
        this.map = Relu.of(Sum.of(Mul.of(layer, Broadcast.of(weights, layer.shape())), -1));
        this.program = Program.compile(backend, List.of(scores, map));
        this.workspace = program.workspace();
    }

    /**
     * Explains one image.
     *
     * @param pixels      the preprocessed image, {@code (h, w, c)}
     * @param targetClass the class, counted from 0
     */
    public Result run(float[] pixels, int targetClass) {
        float[] oneHot = new float[choice.shape().intSize()];
        oneHot[targetClass] = 1;
        workspace.write(image, pixels);
        workspace.write(choice, oneHot);
        workspace.run();
        return normalised(workspace.read(map), workspace.read(scores));
    }

    private Result normalised(float[] values, float[] outputs) {
        float peak = 0;
        for (float value : values) {
            peak = Math.max(peak, value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = peak > 0 ? values[i] / peak : 0;
        }
        Shape shape = map.shape();
        return new Result(shape.dim(1), shape.dim(2), values, peak, outputs);
    }

    /** What runs for one image. */
    public String explain() {
        return program.explain();
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
    }
}

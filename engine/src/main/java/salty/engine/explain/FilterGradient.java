package salty.engine.explain;

import java.util.List;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;

/** The gradient of one filter's mean activation with respect to the image: the direction of one ascent step. */
public final class FilterGradient implements AutoCloseable {
    private final Node image;
    private final Node gradient;
    private final Program program;

    /**
     * @param image   the model's input, {@code (n, h, w, c)}
     * @param layer   the layer's output, channels last
     * @param channel the filter, counted from 0
     */
    public FilterGradient(Backend backend, Node image, Node layer, int channel) {
        this.image = image;
        this.gradient = Gradients.of(FilterScore.of(layer, channel), image);
        this.program = Program.compile(backend, List.of(gradient));
    }

    /** d mean(layer[..., channel]) / d image, in the layout of the pixels. */
    public float[] run(float[] pixels) {
        try (Workspace workspace = program.workspace()) {
            if (program.inputs().contains(image)) {       // the gradient of a layer that is linear does not need it
                workspace.write(image, pixels);
            }
            workspace.run();
            return workspace.read(gradient);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}

package salty.engine.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;

/** What layers, and the network's end, make of an image. Used by one thread. */
public final class Activations implements AutoCloseable {
    private final Node image;
    private final List<Node> layers;
    private final Program program;
    private final Workspace workspace;

    /**
     * @param image  the model's input
     * @param layers the values to watch
     */
    public Activations(Backend backend, Node image, List<Node> layers) {
        this.image = image;
        this.layers = List.copyOf(layers);
        this.program = Program.compile(backend, layers);
        this.workspace = program.workspace();
    }

    /** The values of all layers for preprocessed pixels {@code (n, h, w, c)}. */
    public Map<Node, float[]> run(float[] pixels) {
        workspace.write(image, pixels);
        workspace.run();
        Map<Node, float[]> values = new LinkedHashMap<>();
        layers.forEach(layer -> values.put(layer, workspace.read(layer)));
        return values;
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
    }
}

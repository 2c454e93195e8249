package salty.loader.graph;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Constant;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.file.Sha256;
import salty.loader.keras.GraphConversion;
import salty.loader.keras.KerasModel;
import salty.loader.keras.OpenedModel;

/** A file with the graph of another framework. */
public final class ImportedModel implements OpenedModel {

    /** For files that leave their images' size open, where it does not matter. */
    private static final int ANY_SIZE = 224;

    private final String file;
    private final Function<LoadOptions, Imported> importing;

    /**
     * @param file      what messages call it
     * @param importing builds the engine's graph
     */
    public ImportedModel(String file, Function<LoadOptions, Imported> importing) {
        this.file = file;
        this.importing = importing;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public Optional<ModelCard> card() {
        return Optional.empty();
    }

    @Override
    public Model graph(LoadOptions options) {
        return imported(options).model();
    }

    /** The engine's graph with what the foreign graph's inputs and outputs have become. */
    public Imported imported(LoadOptions options) {
        return importing.apply(options);
    }

    /**
     * Over each weight's layer and role, a zero byte, its shape, a zero byte, and its values as little-endian
     * float32.
     */
    @Override
    public String weightsSha256() {
        Sha256 hash = new Sha256();
        Set<Node> seen = new HashSet<>();
        for (Layer layer : graph(LoadOptions.DEFAULT.withImageSize(ANY_SIZE)).layers().values()) {
            layer.weights().forEach((role, node) -> {
                if (node.op() instanceof Constant(Tensor tensor) && seen.add(node)) {
                    MemorySegment values = tensor.data();
                    hash.add(layer.name() + "/" + role + "\0" + tensor.shape() + "\0");
                    hash.add(values.asByteBuffer());
                }
            });
        }
        return hash.hex();
    }

    @Override
    public KerasModel keras(LoadOptions options) {
        return GraphConversion.of(file, graph(options.withBatch(1)));
    }
}

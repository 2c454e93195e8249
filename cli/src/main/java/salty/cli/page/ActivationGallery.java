package salty.cli.page;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.cli.console.Console;
import salty.cli.console.Progress;
import salty.cli.option.CamOptions;
import salty.cli.option.GalleryOptions;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.explain.Activations;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Labels;
import salty.loader.image.Npy;
import salty.loader.image.Png;
import salty.vision.drawing.Contrast;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.model.RankedClass;
import salty.vision.output.ResultFolder;

/** Draws what layers make of a picture, where the network looks, and what it takes it for. */
public final class ActivationGallery {
    /** The name of its manifest. */
    public static final String MANIFEST = "activation-manifest.json";
    /** The picture as the map lies over it. */
    private static final String VIEW = "seen.png";
    /** The names that a copied picture must not take. */
    private static final Set<String> OWN_NAMES =
            Set.of(ClassActivation.OVERLAY, ClassActivation.HEATMAP, VIEW, MANIFEST);
    /** How many classes the manifest lists, as TensorFlow.js' visualize-convnet does. */
    private static final int CLASSES = 10;

    private final Network network;
    private final Backend backend;
    private final Console console;
    private final GalleryOptions gallery;
    private final CamOptions cam;
    private final ImagePipeline pipeline;

    public ActivationGallery(Network network, Backend backend, Console console, GalleryOptions gallery, CamOptions cam,
                      ImagePipeline pipeline) {
        this.network = network;
        this.backend = backend;
        this.console = console;
        this.gallery = gallery;
        this.cam = cam;
        this.pipeline = pipeline;
    }

    /**
     * Draws into a folder.
     *
     * @param prefix the part of the files' names that leads into a folder inside {@code folder}, or empty
     * @param shown  how the manifest calls that folder
     * @return the manifest: the keys of TensorFlow.js' visualize-convnet, then our own
     */
    public Map<String, Object> draw(PictureReader.Input input, ResultFolder folder, String prefix, String shown) {
        List<Layer> layers = gallery.forActivations(network);
        Map<Node, float[]> values = run(layers, input);
        Map<String, Object> paths = new LinkedHashMap<>();
        Map<String, Object> sizes = new LinkedHashMap<>();
        try (Progress progress = console.progress("Activations", layers.size())) {
            for (int i = 0; i < layers.size(); i++) {
                Layer layer = layers.get(i);
                progress.step("=== Processing layer %d of %d: %s ===", i + 1, layers.size(), layer.name());
                Shape shape = layer.output().shape();
                paths.put(layer.name(), draw(layer, values.get(layer.output()), folder, prefix, shown));
                sizes.put(layer.name(), List.of(shape.dim(1), shape.dim(2)));
            }
        }
        String copy = copy(input, folder, prefix);
        Map<String, Object> manifest = new LinkedHashMap<>();
        List<RankedClass> ranking = network.classifies()
                ? RankedClass.of(values.get(network.model().output()), network.classNames(), CLASSES) : List.of();
        manifest.put("indices", ranking.stream().map(RankedClass::index).toList());
        manifest.put("origImagePath", shown + "/" + copy);
        manifest.put("classNames", ranking.stream().map(RankedClass::label).toList());
        manifest.put("probScores", ranking.stream().map(RankedClass::probability).toList());
        manifest.put("layerName2FilePaths", paths);
        manifest.put("layerName2ImageDims", sizes);
        ClassActivation activation = explain(input, ranking, folder, prefix);
        boolean drawn = activation != null && input.seen() != null;
        manifest.put("camImagePath", drawn ? shown + "/" + ClassActivation.OVERLAY : null);
        manifest.put("topIndex", ranking.isEmpty() ? null : ranking.getFirst().index());
        manifest.put("topProb", ranking.isEmpty() ? null : ranking.getFirst().probability());
        manifest.put("topClass", ranking.isEmpty() ? null : ranking.getFirst().label());
        if (drawn) {
            folder.write(prefix + VIEW, Png.encode(input.view(pipeline).rounded()));
        }
        manifest.put("seenPath", drawn ? shown + "/" + VIEW : null);
        manifest.put("heatmapPath", drawn ? shown + "/" + ClassActivation.HEATMAP : null);
        describe(manifest, activation);
        print(ranking);
        return manifest;
    }

    private Map<Node, float[]> run(List<Layer> layers, PictureReader.Input input) {
        Set<Node> watched = new LinkedHashSet<>();
        layers.forEach(layer -> watched.add(layer.output()));
        watched.addAll(network.model().outputs());
        try (Activations program = new Activations(backend, network.model().input(), List.copyOf(watched))) {
            return program.run(input.tensor());
        }
    }

    private List<String> draw(Layer layer, float[] values, ResultFolder folder, String prefix, String shown) {
        Shape shape = layer.output().shape();
        int channels = shape.dim(3);
        List<String> paths = new ArrayList<>();
        for (int k = 0; k < gallery.count(layer); k++) {
            float[] map = new float[shape.dim(1) * shape.dim(2)];
            for (int i = 0; i < map.length; i++) {
                map[i] = values[i * channels + k];
            }
            String name = GalleryOptions.fileName(layer, k + 1);
            folder.write(prefix + name + ".png", Png.encodeGrey(shape.dim(2), shape.dim(1), Contrast.levels(map)));
            if (gallery.raw()) {
                folder.write(prefix + name + ".npy", Npy.encode(map, shape.dim(1), shape.dim(2)));
            }
            paths.add(shown + "/" + name + ".png");
        }
        return paths;
    }

    /** Copies the picture beside the results; of a tensor, draws what it shows. */
    private static String copy(PictureReader.Input input, ResultFolder folder, String prefix) {
        boolean file = input.decoded() != null && Files.isRegularFile(input.name());
        String name = file ? input.name().getFileName().toString() : "input.png";
        if (folder.has(prefix + name) || OWN_NAMES.contains(name)) {
            name = "input-" + name;
        }
        try {
            if (file) {
                folder.write(prefix + name, Files.readAllBytes(input.name()));
            } else if (input.seen() != null) {
                folder.write(prefix + name, Png.encode(input.seen().rounded()));
            }
            return name;
        } catch (IOException e) {
            throw new UserException(input.name() + ": cannot be read again (" + e.getMessage() + ")", e);
        }
    }

    /** The map of the class that was asked for; none for networks without classes or maps. */
    private ClassActivation explain(PictureReader.Input input, List<RankedClass> ranking, ResultFolder folder,
                                    String prefix) {
        if (ranking.isEmpty()) {
            console.warn("warning: %s has no classes, so there is no class activation map", network.file().name());
            return null;
        }
        Layer layer = LayerChoice.forClassActivation(network);
        LayerChoice.remark(network, layer).ifPresent(remark -> console.warn("warning: %s", remark));
        console.note("Located last convolutional layer of the model at index %d: layer type = %s; layer name = %s",
                List.copyOf(network.model().layers().values()).indexOf(layer), layer.type(), layer.name());
        Labels labels = network.classNames();
        int target = cam.likeliest() ? ranking.getFirst().index() : cam.chosenClass(labels);
        ClassActivation activation = ClassActivation.of(network, backend, layer, input, labels, target, cam);
        activation.write(folder, prefix, input.seen(), cam, gallery.raw());
        activation.warnWithoutEvidence(console);
        return activation;
    }

    private void describe(Map<String, Object> manifest, ClassActivation activation) {
        manifest.put("camLayer", activation == null ? null : activation.layer().name());
        manifest.put("camIndex", activation == null ? null : activation.targetClass());
        manifest.put("camClass", activation == null ? null : activation.label());
        manifest.put("camTarget", cam.target().name());
        manifest.put("camPeak", activation == null ? null : activation.result().peak());
        manifest.put("model", network.model().name());
        manifest.put("preprocess", pipeline.preprocessing().label());
        manifest.put("resize", pipeline.resize().label());
        manifest.put("backend", backend.name());
    }

    private void print(List<RankedClass> ranking) {
        if (!ranking.isEmpty()) {
            console.result("Top-%d classes:", ranking.size());
        }
        for (RankedClass entry : ranking) {
            console.result("  %s (index=%d): %.4f", entry.label(), entry.index(), entry.probability());
        }
        console.result("%s backend=%s", network.describe(pipeline), backend.name());
    }
}

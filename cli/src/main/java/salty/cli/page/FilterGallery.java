package salty.cli.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import salty.cli.console.Console;
import salty.cli.console.Progress;
import salty.cli.option.AscentOptions;
import salty.cli.option.GalleryOptions;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.explain.FilterAscent;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.loader.image.Npy;
import salty.loader.image.Png;
import salty.loader.image.Preprocessing;
import salty.loader.image.RgbImage;
import salty.vision.drawing.Contrast;
import salty.vision.drawing.PixelSpace;
import salty.vision.model.Network;
import salty.vision.output.ResultFolder;

/** Draws, for filters of some layers, the input that excites each most. */
public final class FilterGallery {
    /** The name of its manifest. */
    public static final String MANIFEST = "filters-manifest.json";

    private final Network network;
    private final Backend backend;
    private final Console console;
    private final GalleryOptions gallery;
    private final AscentOptions ascent;
    private final Preprocessing preprocessing;
    private final PixelSpace space;
    private final List<Layer> layers;
    private final int iterations;

    public FilterGallery(Network network, Backend backend, Console console, GalleryOptions gallery, AscentOptions ascent,
                  Preprocessing preprocessing) {
        this.network = network;
        this.backend = backend;
        this.console = console;
        this.gallery = gallery;
        this.ascent = ascent;
        this.preprocessing = preprocessing;
        this.space = space(network, preprocessing);
        this.layers = gallery.forFilters(network);
        this.iterations = ascent.iterations();
    }

    private static PixelSpace space(Network network, Preprocessing preprocessing) {
        try {
            return PixelSpace.of(preprocessing, network.imageShape().dim(3));
        } catch (IllegalArgumentException e) {
            throw new UserException(network.file().name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Draws into a folder.
     *
     * @param prefix the part of the files' names that leads into a folder inside {@code folder}, or empty
     * @param shown  how the manifest calls that folder
     * @return the manifest: the keys of TensorFlow.js' visualize-convnet, then our own
     */
    public Map<String, Object> draw(ResultFolder folder, String prefix, String shown) {
        List<Map<String, Object>> entries = new ArrayList<>();
        int total = layers.stream().mapToInt(gallery::count).sum();
        try (Progress progress = console.progress("Filters", total)) {
            for (int i = 0; i < layers.size(); i++) {
                progress.section("=== Processing layer %d of %d: %s ===", i + 1, layers.size(), layers.get(i).name());
                entries.add(draw(layers.get(i), folder, prefix, shown, progress));
            }
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("layers", entries);
        manifest.put("model", network.model().name());
        manifest.put("iterations", iterations);
        manifest.put("seed", ascent.seed());
        manifest.put("preprocess", preprocessing.label());
        return manifest;
    }

    private Map<String, Object> draw(Layer layer, ResultFolder folder, String prefix, String shown,
                                     Progress progress) {
        List<String> paths = new ArrayList<>();
        List<Map<String, Object>> filters = new ArrayList<>();
        FilterAscent.Bounds bounds = new FilterAscent.Bounds(space.level(), space.low(), space.high());
        int count = gallery.count(layer);
        List<FilterAscent> ascents = FilterAscent.of(backend, network.model().input(), layer.output(),
                IntStream.range(0, count).boxed().toList(), bounds);
        for (int k = 0; k < count; k++) {
            progress.step("Processing layer %s, filter %d of %d", layer.name(), k + 1, count);
            FilterAscent.Result result = ascend(ascents.get(k), layer, k);
            String name = GalleryOptions.fileName(layer, k + 1);
            write(folder, prefix + name, result.image());
            paths.add(shown + "/" + name + ".png");
            filters.add(describe(k, result));
            if (result.dead()) {
                console.warn("warning: filter %d of %s has no gradient at the noise that its picture begins with;"
                        + " nothing was changed in it", k + 1, layer.name());
            }
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("layerName", layer.name());
        entry.put("filePaths", paths);
        entry.put("filters", filters);
        return entry;
    }

    /** Runs one ascent and lets go of its kernels before the next one's are prepared. */
    private FilterAscent.Result ascend(FilterAscent program, Layer layer, int filter) {
        Shape shape = network.imageShape();
        try (program) {
            return program.run(space.input(ascent.start(layer.name(), filter, shape.dim(1) * shape.dim(2))),
                    iterations);
        }
    }

    private void write(ResultFolder folder, String name, float[] image) {
        Shape shape = network.imageShape();
        int height = shape.dim(1);
        int width = shape.dim(2);
        byte[] levels = Contrast.levels(space.pixels(image, width, height).rgb());
        folder.write(name + ".png", Png.encode(new RgbImage(width, height, levels)));
        if (gallery.raw()) {
            folder.write(name + ".npy", Npy.encode(image, height, width, shape.dim(3)));
        }
    }

    private static Map<String, Object> describe(int filter, FilterAscent.Result result) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("index", filter);
        description.put("scoreStart", result.scoreStart());
        description.put("scoreEnd", result.scoreEnd());
        description.put("noGradient", result.dead());
        return description;
    }
}

package salty.vision.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.image.Animation;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageFormatException;
import salty.loader.image.ImageLimits;
import salty.loader.image.LabelFormatException;
import salty.loader.image.Labels;
import salty.loader.image.Npy;
import salty.loader.image.RgbaImage;
import salty.vision.moderation.Overrides;
import salty.vision.scan.Journal;
import salty.vision.scan.Merge;
import salty.vision.scan.PathList;
import salty.vision.scan.PathName;

/**
 * The nine kinds of input that strangers send. What is promised of each: it is read, or refused by one of the loader's
 * own exceptions with a message of one line; nothing else is thrown, and it does not take long.
 */
enum FuzzTarget implements MutationTarget {

    /** Keras models and weights in HDF5. */
    HDF5("containers", "hdf5") {
        @Override
        boolean isSeed(String name) {
            return name.endsWith(".h5");
        }

        @Override
        void consume(byte[] data) throws IOException {
            model(data, "fuzz.h5");
        }
    },

    /** Keras archives. */
    KERAS("containers") {
        @Override
        boolean isSeed(String name) {
            return name.endsWith(".keras");
        }

        @Override
        void consume(byte[] data) throws IOException {
            model(data, "fuzz.keras");
        }
    },

    /** TF.js' {@code model.json}, its weights beside it. */
    TFJS("containers/tfjs", "containers/tfjs_uint8", "containers/tfjs_float16") {
        @Override
        boolean isSeed(String name) {
            return name.equals("model.json");
        }

        @Override
        void consume(byte[] data) throws IOException {
            weightsBeside("tfjs");
            model(data, "tfjs/model.json");
        }
    },

    /** Animated GIF, PNG and WebP, frame by frame, as moderation sees them. */
    ANIMATION("salty/loader/image/animation") {
        @Override
        boolean isSeed(String name) {
            return !name.endsWith(".npy");
        }

        @Override
        void consume(byte[] data) {
            show(data);
        }
    },

    /** ONNX files. */
    ONNX("onnx") {
        @Override
        boolean isSeed(String name) {
            return name.endsWith(".onnx");
        }

        @Override
        void consume(byte[] data) throws IOException {
            model(data, "fuzz.onnx");
        }
    },

    /** TF.js' graphs, their weights beside them. */
    GRAPH("graph/plain", "graph/quantised") {
        @Override
        boolean isSeed(String name) {
            return name.equals("model.json");
        }

        @Override
        void consume(byte[] data) throws IOException {
            weightsBeside("graph");
            model(data, "graph/model.json");
        }
    },

    /** Pictures of every kind, as moderation and as Keras see them. */
    IMAGE("salty/loader/image/golden/decode", "salty/loader/image/golden/upright", "salty/loader/image/animation") {
        @Override
        boolean isSeed(String name) {
            return !name.endsWith(".npy");
        }

        @Override
        void consume(byte[] data) {
            show(data);
            DECODER.decode(data, "fuzz");
        }
    },

    /** NumPy arrays. */
    NPY("salty/loader/image/golden/decode", "salty/loader/image/golden/preprocess") {
        @Override
        boolean isSeed(String name) {
            return name.endsWith(".npy");
        }

        @Override
        void consume(byte[] data) {
            Npy.read(data, "fuzz").nhwc("fuzz");
        }
    },

    /** Lists of files, labels and decisions; results and journals of earlier scans. */
    LIST("salty/vision/fuzz/seeds/list") {
        @Override
        boolean isSeed(String name) {
            return true;
        }

        @Override
        void consume(byte[] data) throws IOException {
            for (PathName name : PathList.parse(data)) {
                if (!PathName.ofText(name.text()).equals(name)) {
                    throw new AssertionError("a name does not survive: " + name);
                }
            }
            Path file = scratch(data, "list");
            promised(() -> Labels.read(file, 5));
            promised(() -> new Overrides().allow(data, "fuzz"));
            promised(() -> new Overrides().override(data, "fuzz"));
            promised(() -> Merge.merge(List.of(file), new ByteArrayOutputStream()));
            promised(() -> Journal.resume(file, "settings").close());
        }
    };

    /** Small pictures only, so that one input cannot take as long as a thousand. */
    private static final ImageDecoder DECODER = new ImageDecoder(new ImageLimits(4_000_000, 8 << 20), true);
    private static final Path SCRATCH = ScratchFolder.create("salty-fuzz");

    private final List<String> folders;

    FuzzTarget(String... folders) {
        this.folders = List.of(folders);
    }

    /** Also the name of the folder of found inputs. */
    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Puts the weights of the first folder where a mutated model.json looks for them. */
    void weightsBeside(String folder) throws IOException {
        for (Path weights : files(folders().getFirst(), name -> name.endsWith(".bin"))) {
            Path beside = SCRATCH.resolve(folder).resolve(weights.getFileName());
            if (!Files.exists(beside)) {
                Files.createDirectories(beside.getParent());
                Files.copy(weights, beside);
            }
        }
    }

    abstract boolean isSeed(String name);

    abstract void consume(byte[] data) throws IOException;

    @Override
    public boolean feed(byte[] data) {
        try {
            return promised(() -> consume(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void show(byte[] data) {
        Animation animation = DECODER.frames(data, "fuzz");
        for (int i = 0; i < 20 && animation.hasNext(); i++) {
            RgbaImage image = animation.next().image();
            image.backdrops().forEach(image::on);
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static boolean promised(Body body) throws IOException {
        try {
            body.run();
            return true;
        } catch (ModelFormatException | ImageFormatException | LabelFormatException | IllegalArgumentException e) {
            String message = e.getMessage();
            if (message == null || message.isBlank() || message.lines().count() != 1
                    || message.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("no message of one line: " + message, e);
            }
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("unexpected " + e, e);
        }
    }

    private static void model(byte[] data, String name) throws IOException {
        Path file = scratch(data, name);
        try {
            ModelLoader.load(file, LoadOptions.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new AssertionError("a model is refused by a ModelFormatException alone", e);
        }
    }

    private static Path scratch(byte[] data, String name) throws IOException {
        Path file = SCRATCH.resolve(name);
        Files.createDirectories(file.getParent());
        // A mapped file must not be written over: the old one lives on until it is unmapped.
        Files.deleteIfExists(file);
        return Files.write(file, data);
    }

    List<Path> folders() {
        return folders.stream().map(name -> Path.of(name.startsWith("salty/vision") ? "src/test/resources"
                : "../loader/src/test/resources").resolve(name)).toList();
    }

    /** Found inputs, too. */
    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path folder : folders()) {
            for (Path file : files(folder, this::isSeed)) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        for (Path file : found()) {
            seeds.add(Files.readAllBytes(file));
        }
        return seeds;
    }

    /** Inputs that once broke the promise, and stay to show that they no longer do. */
    List<Path> found() throws IOException {
        Path folder = Path.of("src/test/resources/salty/vision/fuzz/LoaderFuzzTestInputs").resolve(label());
        return Files.isDirectory(folder) ? files(folder, name -> true) : List.of();
    }

    private interface NameFilter {
        boolean takes(String name);
    }

    private static List<Path> files(Path folder, NameFilter filter) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> filter.takes(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}

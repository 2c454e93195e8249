package salty.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import salty.vision.fuzz.MutationRunner;
import salty.vision.fuzz.MutationTarget;
import salty.vision.fuzz.ScratchFolder;

/**
 * The command line, fed one mutated file at a time in whichever part the file can play: model, picture, list, labels,
 * decisions, results. What is promised: exit status 0, 1, 2 or 3, one line on stderr for a failure, no stack trace.
 */
enum CommandTarget implements MutationTarget {
    /** Models of three containers. */
    MODEL(List.of("containers", "containers/tfjs_float16"), ".*\\.(h5|keras|json)") {
        @Override
        List<Object> words(Path input, int choice) {
            return switch (choice) {
                case 0 -> List.of("inspect", input);
                case 1 -> List.of("classify", "--backend", "reference", "-m", input, PICTURE);
                case 2 -> List.of("scan", "--backend", "reference", "-m", input, "--nsfw", "class_1", PICTURE);
                default -> List.of("convert", input, SCRATCH.resolve("converted.h5"), "-q");
            };
        }

        /** By content, as the commands tell them apart. */
        @Override
        String nameOf(byte[] data) {
            return data.length > 0 && data[0] == 'P' ? "m.keras" : data.length > 0 && data[0] == '{' ? "model.json"
                    : "m.h5";
        }
    },

    /** Pictures of every format. */
    PICTURE_FILE(List.of("salty/loader/image/golden/decode", "salty/loader/image/animation"), ".*(?<!npy)") {
        @Override
        List<Object> words(Path input, int choice) {
            return switch (choice) {
                case 0 -> List.of("skin", input, "-o", SCRATCH.resolve("skin"), "--max-pixels", 4_000_000);
                case 1 -> List.of("classify", "--backend", "reference", "-m", MODEL_FILE, "--max-pixels", 4_000_000,
                        input);
                case 2 -> List.of("scan", "--backend", "reference", "-m", MODEL_FILE, "--max-pixels", 4_000_000,
                        "--format",
                        "csv", input);
                default -> List.of("scan", "--backend", "reference", "-m", MODEL_FILE, "--max-pixels", 4_000_000,
                        "--frames",
                        "all", "--max-frames", 20, "--early-exit", "--format", "ndjson", input);
            };
        }

        @Override
        String nameOf(byte[] data) {
            return "picture";
        }
    },

    /** Lists, labels, decisions, results of scans and of shards. */
    LIST_FILE(List.of("../../../../vision/src/test/resources/salty/vision/fuzz/seeds/list"), ".*") {
        @Override
        List<Object> words(Path input, int choice) {
            return switch (choice) {
                case 0 -> List.of("scan", "--backend", "reference", "-m", MODEL_FILE, "@" + input);
                case 1 -> List.of("merge", input, "-o", SCRATCH.resolve("merged"));
                case 2 -> List.of("scan", "--backend", "reference", "-m", MODEL_FILE, "--labels", input, PICTURE);
                default -> List.of("scan", "--backend", "reference", "-m", MODEL_FILE, "--allow", input, "--override",
                        input,
                        PICTURE);
            };
        }

        @Override
        String nameOf(byte[] data) {
            return "list";
        }
    };

    private static final Path RESOURCES = Path.of("../loader/src/test/resources");
    private static final int CHOICES = 4;
    private static final Path SCRATCH = ScratchFolder.create("salty-commands");
    private static final Path MODEL_FILE = modelFile();
    private static final Path PICTURE = picture();

    private final List<String> folders;
    private final String names;

    CommandTarget(List<String> folders, String names) {
        this.folders = folders;
        this.names = names;
    }

    /** What to type for an input. */
    abstract List<Object> words(Path input, int choice);

    /** What to call an input. */
    abstract String nameOf(byte[] data);

    @Override
    public String label() {
        return "command-" + name().toLowerCase(Locale.ROOT).replace("_file", "");
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (file.getFileName().toString().matches(names)) {
                        seeds.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return seeds;
    }

    @Override
    public boolean feed(byte[] data) {
        Path input = SCRATCH.resolve(nameOf(data));
        try {
            // A mapped file must not be written over: the old one lives on until it is unmapped.
            Files.deleteIfExists(input);
            Files.write(input, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Run run = Run.salty(words(input, Math.floorMod(Arrays.hashCode(data), CHOICES)));
        boolean clean = run.status() >= 0 && run.status() <= 3
                && run.errors().stream().noneMatch(line -> line.startsWith("\tat ") || line.contains("internal error"));
        if (!clean || run.status() == 2
                && run.errors().stream().filter(line -> line.startsWith("salty: ")).count() > 2) {
            throw new AssertionError("status " + run.status() + ": " + run.err());
        }
        return run.status() != 2;
    }

    private static Path modelFile() {
        try {
            return RednessModel.two(SCRATCH.resolve("redness"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path picture() {
        try {
            return Pictures.rings(SCRATCH.resolve("rings.png"), 24, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Feeds so many mutated inputs; run it with {@code -Xmx512m}.
     *
     * @param args the target, the number of inputs, the random seed, the folder of inputs that break the promise
     */
    public static void main(String[] args) throws IOException {
        boolean kept = MutationRunner.run(valueOf(args[0].toUpperCase(Locale.ROOT)), Long.parseLong(args[1]),
                Long.parseLong(args[2]), Path.of(args[3]));
        System.exit(kept ? 0 : 1);
    }
}

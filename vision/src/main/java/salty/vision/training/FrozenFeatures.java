package salty.vision.training;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.loader.file.Sha256;

/**
 * The values of pictures where the frozen part of a network ends, computed once. They lie in a file, so that a later
 * run on the same pictures begins at once; the file begins with a hash of all that they depend on.
 */
final class FrozenFeatures {
    private static final int KEY = 32;

    private final MemorySegment values;
    private final Map<Example, Integer> rows = new HashMap<>();
    private final int size;

    private FrozenFeatures(MemorySegment values, List<Example> examples, int size) {
        this.values = values;
        this.size = size;
        for (int i = 0; i < examples.size(); i++) {
            rows.put(examples.get(i), i);
        }
    }

    /**
     * What computes features.
     *
     * @param image    the network's input, {@code (n, h, w, c)}
     * @param features where the frozen part ends, n values of one size
     * @param pixels   a picture as the network's input
     * @param key      what the features depend on besides the pictures
     */
    private record Source(Node image, Node features, Function<Example, float[]> pixels, String key) {}

    /**
     * The features of a task's pictures at a place of its network, taken from a file or computed into it.
     *
     * @param file     where they are kept
     * @param image    the network's input
     * @param features the place
     */
    static FrozenFeatures of(Path file, Trainer.Task task, Backend backend, Node image, Node features, Trainer.Listener listener)
            throws IOException {
        List<Example> all = Stream.of(task.split().training(), task.split().validation()).flatMap(List::stream)
                .sorted(Comparator.comparing(Example::file)).toList();
        // The place by its number in the graph: blocks of one network may well end in one shape.
        int place = Graph.order(List.of(features)).size();
        String key = String.join(" ", task.network().name(), image.shape().toString(), Integer.toString(place),
                features.shape().toString(), task.preprocessing().label(), task.network().fingerprint());
        Source source = new Source(image, features,
                example -> example.input(task.preprocessing(), image.shape().dim(3)), key);
        return of(file, backend, source, all, done -> listener.computed(done, all.size()));
    }

    private static FrozenFeatures of(Path file, Backend backend, Source source, List<Example> examples,
                                     IntConsumer done) throws IOException {
        int batch = source.image.shape().dim(0);
        int size = source.features.shape().intSize() / batch;
        byte[] key = key(source.key, examples);
        long length = KEY + 4L * size * examples.size();
        if (!isOf(file, key, length)) {
            Path unfinished = file.resolveSibling("." + file.getFileName() + ".part");
            try {
                compute(unfinished, key, backend, source, examples, done);
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, Arena.ofAuto());
            return new FrozenFeatures(all.asSlice(KEY), examples, size);
        }
    }

    private static boolean isOf(Path file, byte[] key, long length) throws IOException {
        if (!Files.exists(file) || Files.size(file) != length) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(KEY), key);
        }
    }

    private static void compute(Path file, byte[] key, Backend backend, Source source, List<Example> examples,
                                IntConsumer done) throws IOException {
        int batch = source.image.shape().dim(0);
        int size = source.features.shape().intSize() / batch;
        int pixels = source.image.shape().intSize() / batch;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
                Program program = Program.compile(backend, List.of(source.features));
                Workspace workspace = program.workspace()) {
            // Written, not mapped: where the disk is full, a mapped page ends the JVM's thread and not the call.
            write(channel, ByteBuffer.wrap(key));
            ByteBuffer bytes = ByteBuffer.allocate(4 * batch * size).order(ByteOrder.LITTLE_ENDIAN);
            float[] images = new float[batch * pixels];
            float[] features = new float[batch * size];
            for (int first = 0; first < examples.size(); first += batch) {
                int count = Math.min(batch, examples.size() - first);
                for (int i = 0; i < count; i++) {
                    System.arraycopy(source.pixels.apply(examples.get(first + i)), 0, images, i * pixels, pixels);
                }
                workspace.write(source.image, images);
                workspace.run();
                workspace.read(source.features, features);
                bytes.clear().asFloatBuffer().put(features, 0, count * size);
                write(channel, bytes.limit(4 * count * size));
                done.accept(first + count);
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static byte[] key(String settings, List<Example> examples) {
        Sha256 hash = new Sha256().add(settings);
        examples.forEach(example -> hash.add(example.hash()));
        return hash.bytes();
    }

    /** The features of a picture. */
    double[] row(Example example) {
        float[] own = new float[size];
        copy(example, own, 0);
        double[] row = new double[size];
        for (int i = 0; i < size; i++) {
            row[i] = own[i];
        }
        return row;
    }

    /** Copies the features of a picture. */
    void copy(Example example, float[] to, int offset) {
        MemorySegment.copy(values, Tensor.FLOAT, 4L * size * rows.get(example), to, offset, size);
    }
}

package salty.vision.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import salty.engine.backend.Backend;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.kernels.vector.VectorBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.Sha256;
import salty.loader.image.ImagePipeline;
import salty.vision.model.Scorer;
import salty.vision.moderation.ClassWeights;
import salty.vision.moderation.Head;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy;

/**
 * What scanning costs beyond its two parts: pictures a second of the decoders alone, of the model alone and of a scan,
 * in turns, and the scan's share of the slower part. {@code ScanThroughput MODEL FOLDER BATCH ROUNDS}
 */
final class ScanThroughput {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final Path folder;
    private final Scorer classifier;
    private final ScanSettings settings;
    private final List<PathName> names = new ArrayList<>();
    private final List<float[]> inputs = new ArrayList<>();

    private ScanThroughput(Path folder, Scorer classifier, ScanSettings settings) {
        this.folder = folder;
        this.classifier = classifier;
        this.settings = settings;
        new SortedWalk(PathName.of(folder), true).forEachRemaining(names::add);
    }

    /**
     * Measures.
     *
     * @param args the model, the folder of pictures, the batch, the number of rounds
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int batch = Integer.parseInt(args[2]);
        Model model = ModelLoader.load(Path.of(args[0]), LoadOptions.DEFAULT.withBatch(batch));
        try (Backend backend = new VectorBackend(THREADS); Scorer classifier = new Scorer(backend, model)) {
            new ScanThroughput(Path.of(args[1]), classifier, settings(model)).run(Integer.parseInt(args[3]));
        }
    }

    private static ScanSettings settings(Model model) {
        ScanSettings plain = TestScan.settings(FrameChoice.FIRST);
        List<String> labels = IntStream.range(0, model.output().shape().dim(1)).mapToObj(i -> "class_" + i).toList();
        Policy policy = new Policy(Head.of(model.output()), labels, ClassWeights.of(labels, List.of("class_1")),
                Policy.DEFAULT_REVIEW, Policy.DEFAULT_BLOCK);
        return new ScanSettings(plain.decoder(), plain.pipeline(), plain.frames(), policy, new Overrides(),
                plain.maxTime());
    }

    private void run(int rounds) throws IOException, InterruptedException {
        decode();
        infer();
        scan();
        double[] decoding = new double[rounds];
        double[] inference = new double[rounds];
        double[] scanning = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            decoding[i] = decode();
            inference[i] = infer();
            scanning[i] = scan();
        }
        double decoder = median(decoding);
        double model = median(inference);
        double scan = median(scanning);
        System.out.printf(Locale.ROOT,
                "%d pictures of %s: decoders %.1f/s, model %.1f/s, scan %.1f/s: %.0f %% of the %s, %.0f %% of "
                        + "what both together could do%n", names.size(), folder, decoder, model, scan,
                100 * scan / Math.min(decoder, model), decoder < model ? "decoders" : "model",
                100 * scan * (1 / decoder + 1 / model));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private double perSecond(long start) {
        return names.size() / ((System.nanoTime() - start) / 1e9);
    }

    private double decode() throws InterruptedException {
        long start = System.nanoTime();
        Shape shape = classifier.picture();
        ImagePipeline pipeline = settings.pipeline();
        boolean keep = inputs.isEmpty();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        for (PathName name : names) {
            pool.execute(() -> {
                byte[] data = TestScan.fromDisk(name);
                Sha256.hex(data);
                float[] input = pipeline.apply(settings.decoder().decode(data, ""), shape.dim(0), shape.dim(1),
                        shape.dim(2));
                synchronized (inputs) {
                    if (keep && inputs.size() < classifier.batch()) {
                        inputs.add(input);
                    }
                }
            });
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        return perSecond(start);
    }

    private double infer() {
        long start = System.nanoTime();
        for (int at = 0; at < names.size(); at += classifier.batch()) {
            classifier.score(inputs);
        }
        return perSecond(start);
    }

    private double scan() throws IOException {
        long start = System.nanoTime();
        int[] errors = new int[1];
        Iterator<PathName> all = names.iterator();
        new ScanPipeline(classifier, settings, TestScan::fromDisk, Optional.empty(), Optional.empty(), THREADS)
                .run(all, record -> errors[0] += record.answer().error().isEmpty() ? 0 : 1);
        if (errors[0] > 0) {
            throw new IOException(errors[0] + " pictures could not be read");
        }
        return perSecond(start);
    }
}

package salty.vision.scan;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Reshape;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.reference.ReferenceBackend;
import salty.loader.image.Crop;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Preprocessing;
import salty.loader.image.RegularFile;
import salty.loader.image.Resize;
import salty.vision.model.Scorer;
import salty.vision.moderation.ClassWeights;
import salty.vision.moderation.Head;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy;

/** A scan with a model that anyone can do in the head: the redder a picture, the less safe. */
final class TestScan {

    static final int SIZE = 4;
    static final List<String> LABELS = List.of("sfw", "nsfw");

    private TestScan() {
    }

    /** P(nsfw) = 1 / (1 + e^(-8 (2 r - 1))) of the mean red r, 0 to 1: red 255 gives 0.99966, 0 gives 0.00034. */
    static Model redness(int batch) {
        Node image = Input.of("image", Shape.of(batch, SIZE, SIZE, 3));
        Node sum = Sum.of(image, 1, 2);
        Node kernel = Constant.of(Tensor.of(Shape.of(3, 2), 0, 16f / (SIZE * SIZE), 0, 0, 0, 0));
        Node bias = Constant.of(Tensor.of(Shape.of(2), 0, -8));
        Node flat = Reshape.of(sum, Shape.of(batch, 3));
        Node logits = MatMul.of(flat, kernel);
        Node output = Softmax.of(Add.of(logits, Broadcast.channels(bias, logits.shape())));
        Layer layer = new Layer("head", "Dense", output, logits, Map.of());
        return new Model("redness", List.of(image), Map.of("head", layer), List.of(output));
    }

    static ScanSettings settings(FrameChoice frames) {
        Policy policy = new Policy(Head.SOFTMAX, LABELS, ClassWeights.of(LABELS, List.of()), Policy.DEFAULT_REVIEW,
                Policy.DEFAULT_BLOCK);
        return new ScanSettings(ImageDecoder.KERAS,
                new ImagePipeline(Crop.NONE, Resize.KERAS_NEAREST, Preprocessing.UNIT), frames, policy,
                new Overrides(), Duration.ofMinutes(5));
    }

    static byte[] fromDisk(PathName name) {
        return RegularFile.read(name.toPath(), ImageDecoder.KERAS.limits().maxBytes(), "--max-image-bytes");
    }

    static List<ScanRecord> run(Iterator<PathName> names, ScanSettings settings, int batch, int threads,
                                ImageSource source, Optional<Journal> journal, Optional<AnswerCache> cache)
            throws IOException {
        List<ScanRecord> records = new ArrayList<>();
        try (Scorer classifier = new Scorer(new ReferenceBackend(), redness(batch))) {
            new ScanPipeline(classifier, settings, source, journal, cache, threads).run(names, records::add);
        }
        return records;
    }

    static List<ScanRecord> run(Path folder, FrameChoice frames) throws IOException {
        return run(new SortedWalk(PathName.of(folder), true), settings(frames), 3, 2, TestScan::fromDisk,
                Optional.empty(), Optional.empty());
    }

    /** The file of a picture of one colour. */
    static byte[] picture(String format, int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits, where what is tested depends on who is slower. */
    static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package salty.vision;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Labels;
import salty.loader.image.RgbImage;
import salty.vision.model.ModelFile;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.model.RankedClass;
import salty.vision.model.Scorer;

/**
 * A network with its labels, its preprocessing and a backend. Many threads may share one: the weights are there once,
 * each run has memory of its own, which is kept for the next.
 * <pre>{@code
 *   try (Classifier classifier = Classifier.open(Path.of("model.h5"))) {
 *       for (RankedClass found : classifier.classify(Path.of("photo.jpg")).ranked()) {
 *           System.out.println(found.label() + " " + found.probability());
 *       }
 *   }
 * }</pre>
 */
public final class Classifier implements AutoCloseable {
    private final Network network;
    private final Labels labels;
    private final PictureReader reader;
    private final Backend backend;
    private final boolean closesBackend;
    private final Program program;
    private final Queue<Scorer> idle = new ConcurrentLinkedQueue<>();
    /** Runs hold it for reading, closing holds it for writing: so closing waits for runs, and runs never see it half. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private Classifier(Network network, PictureReader reader, Backend backend, boolean closesBackend) {
        this.network = network;
        this.labels = network.classNames();
        this.reader = reader;
        this.backend = backend;
        this.closesBackend = closesBackend;
        this.program = Program.compile(backend, network.model().outputs());
    }

    /**
     * Opens a model on the fastest backend that runs here, with the preprocessing and the classes that its card tells.
     *
     * @param model a file of any format that can be read, or a name that Salty knows, such as {@code vgg16}
     * @throws salty.engine.UserException if it cannot be read or is no classifier; the message is one line that names
     *                                    the file, the place and the remedy
     */
    public static Classifier open(Path model) {
        Network network = Network.open(ModelFile.of(model), LoadOptions.DEFAULT);
        Backend backend = Backends.open(Backends.AUTO, BackendOptions.DEFAULT, line -> { });
        try {
            return new Classifier(network, new PictureReader(network, network.pipeline(line -> { }),
                    ImageDecoder.KERAS), backend, true);
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
    }

    /** As {@link #open(Path)}. */
    public static Classifier open(String model) {
        return open(Path.of(model));
    }

    /**
     * A classifier of parts that were chosen one by one.
     *
     * @param network for one picture at a time
     * @param reader  how pictures become its input
     * @param backend what to run on; it stays open when the classifier is closed
     */
    public static Classifier of(Network network, PictureReader reader, Backend backend) {
        return new Classifier(network, reader, backend, false);
    }

    /** Classifies the picture in a file, or the tensor in a {@code .npy} file. */
    public Classification classify(Path picture) {
        return classify(reader.read(picture).tensor());
    }

    /** Classifies a picture by the bytes of its file. */
    public Classification classify(byte[] picture) {
        return classify(reader.read(picture, "picture").tensor());
    }

    /** Classifies a picture that is decoded already; what it has of transparency is passed over. */
    public Classification classify(BufferedImage picture) {
        return classify(reader.of(RgbImage.of(picture), "picture").tensor());
    }

    /**
     * Classifies a preprocessed picture.
     *
     * @param tensor {@code (h, w, c)}
     */
    public Classification classify(float[] tensor) {
        float[] probabilities = scoring(scorer -> scorer.score(tensor));
        return new Classification(RankedClass.of(probabilities, labels), probabilities, network.describe(reader.pipeline()));
    }

    /** Runs work on a scorer that no other thread has. */
    <T> T scoring(Function<Scorer, T> work) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the classifier is closed");
            }
            Scorer scorer = idle.poll();
            scorer = scorer == null ? new Scorer(program, network.model()) : scorer;
            try {
                return work.apply(scorer);
            } finally {
                idle.add(scorer);
            }
        } finally {
            life.readLock().unlock();
        }
    }

    /** The names of the classes, in the order of the network's outputs. */
    public Labels labels() {
        return labels;
    }

    /** What belongs to the model: labels, preprocessing, where it comes from. */
    public ModelCard card() {
        return network.card().orElseGet(() -> new ModelCard(labels.names(), pipeline().preprocessing().label(),
                pipeline().resize().label()));
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** How pictures become its input. */
    public PictureReader reader() {
        return reader;
    }

    private ImagePipeline pipeline() {
        return reader.pipeline();
    }

    /** Waits for runs on other threads, then releases all memory. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            idle.forEach(Scorer::close);
            program.close();
            if (closesBackend) {
                backend.close();
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}

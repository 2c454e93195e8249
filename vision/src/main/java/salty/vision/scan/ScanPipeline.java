package salty.vision.scan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import salty.vision.model.ModelGuard;
import salty.vision.model.Scorer;

/**
 * Files in, records out, in the same order.
 * <pre>
 *   names -> window of open files -> workers: read, hash, decode, preprocess -> this thread: score batches -> records
 * </pre>
 * Workers run ahead while a batch is scored, as far as the window reaches. Batches are filled in the order of names,
 * from as many files as it takes, so what stands in a batch does not depend on which worker was faster, and neither
 * does the result. Memory is bounded: by the window in files, by the frames that lie ready in all of them, by a budget
 * in pixels being decoded; {@link DecodeBudget} says why none of these bounds can stop the scan.
 */
public final class ScanPipeline {

    /** Where finished records go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the next record. */
        void accept(ScanRecord record) throws IOException;
    }

    /** The window holds so many batches, and at most so many bytes of pictures ready to be scored. */
    private static final int BATCHES_AHEAD = 4;
    private static final long BYTES_AHEAD = 64 << 20;
    /** That many bytes are at most this part of the heap. */
    private static final int HEAP_SHARE = 8;
    private static final int ANSWERS_AT_ONCE = 1000;

    private final Scorer classifier;
    private final ScanSettings settings;
    private final ImageSource source;
    private final Optional<AnswerCache> cache;
    private final DecodeBudget budget;
    private final PreparedFrames prepared;
    private final Optional<Journal> journal;
    private final int threads;
    private final int window;
    private Optional<ModelGuard> guard = Optional.empty();
    private final Deque<OpenFile> open = new ArrayDeque<>();
    private final Deque<OpenFile> unread = new ArrayDeque<>();
    /** Answers that are not in the cache yet. */
    private final List<Answer> fresh = new ArrayList<>();

    /**
     * @param source  reads files; called by several threads
     * @param journal keeps every record, and knows those of an interrupted run
     * @param cache   keeps answers from scan to scan
     * @param threads how many workers decode
     */
    public ScanPipeline(Scorer classifier, ScanSettings settings, ImageSource source, Optional<Journal> journal,
                        Optional<AnswerCache> cache, int threads) {
        this(classifier, settings, source, journal, cache, threads, Runtime.getRuntime().maxMemory());
    }

    /** As if the heap had this many bytes. */
    ScanPipeline(Scorer classifier, ScanSettings settings, ImageSource source, Optional<Journal> journal,
                 Optional<AnswerCache> cache, int threads, long heapBytes) {
        this.classifier = classifier;
        this.settings = settings;
        this.source = source;
        this.cache = cache;
        this.journal = journal;
        this.threads = threads;
        long affordable = Math.min(BYTES_AHEAD, heapBytes / HEAP_SHARE) / (4 * classifier.picture().size());
        this.window = (int) Math.max(classifier.batch() + threads,
                Math.min((long) BATCHES_AHEAD * classifier.batch() + threads, affordable));
        this.budget = new DecodeBudget(heapBytes);
        this.prepared = new PreparedFrames(window);
    }

    /** Has every batch's scores count only if the model's files are still what they were. */
    public ScanPipeline watching(ModelGuard watched) {
        guard = Optional.of(watched);
        return this;
    }

    /**
     * Scans files.
     *
     * @param names in rising order, each once
     * @param sink  takes a record a file, in the same order
     * @throws ModelGuard.ModelChangedException if the model was changed meanwhile
     */
    public void run(Iterator<PathName> names, Sink sink) throws IOException {
        try (WorkerPool pool = new WorkerPool(threads)) {
            FileTask.Workers workers =
                    new FileTask.Workers(source, settings, classifier.picture(), cache, budget, prepared, pool);
            fill(names, workers);
            while (!open.isEmpty()) {
                List<Scoring> batch = batch(names, workers, sink);
                if (!batch.isEmpty()) {
                    score(batch);
                }
                emit(sink);
                fill(names, workers);
            }
            keepAnswers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the scan was interrupted", e);
        }
    }

    private record Scoring(OpenFile file, FileTask.Frame frame) {
    }

    /** Opens files until the window is full. */
    private void fill(Iterator<PathName> names, FileTask.Workers workers) throws IOException {
        while (open.size() < window && names.hasNext()) {
            PathName name = names.next();
            FileStamp stamp = journal.isPresent() ? FileStamp.of(name) : FileStamp.NONE;
            Optional<ScanRecord> earlier = journal.isPresent() ? journal.get().find(name, stamp) : Optional.empty();
            if (earlier.isPresent()) {
                open.add(OpenFile.earlier(earlier.get(), settings));
            } else {
                FileTask task = new FileTask(name, workers);
                OpenFile file = new OpenFile(name, stamp, task, settings);
                open.add(file);
                unread.add(file);
                workers.pool().execute(task);
            }
        }
    }

    /** The next frames in order, a batch of them unless the files end before. */
    private List<Scoring> batch(Iterator<PathName> names, FileTask.Workers workers, Sink sink)
            throws IOException, InterruptedException {
        List<Scoring> batch = new ArrayList<>(classifier.batch());
        while (batch.size() < classifier.batch() && !unread.isEmpty()) {
            OpenFile file = unread.peek();
            Optional<FileTask.Frame> frame = file.take();
            frame.ifPresent(ready -> batch.add(new Scoring(file, ready)));
            if (file.ended()) {
                unread.poll();
                // Files that need no scoring, or that end here, make room for the workers to go on.
                emit(sink);
                fill(names, workers);
            }
        }
        return batch;
    }

    private void score(List<Scoring> batch) {
        List<float[]> outputs = classifier.score(batch.stream().map(scoring -> scoring.frame().input()).toList());
        for (int i = 0; i < outputs.size(); i++) {
            batch.get(i).file().score(batch.get(i).frame(), outputs.get(i));
        }
        guard.ifPresent(ModelGuard::check);
    }

    /** An answer outlives the scan only if the model that gave it did. */
    private void keepAnswers() throws IOException {
        guard.ifPresent(ModelGuard::verify);
        for (Answer answer : fresh) {
            cache.get().keep(answer);
        }
        fresh.clear();
    }

    /** Hands over the records of the first files as far as they are finished. */
    private void emit(Sink sink) throws IOException {
        while (!open.isEmpty() && open.peek().finished()) {
            OpenFile file = open.poll();
            Answer answer = file.answer();
            ScanRecord record = ScanRecord.of(file.name(), answer, settings.overrides(), file.elapsedMs());
            if (journal.isPresent() && !file.wasAnswered()) {
                journal.get().append(record, file.stamp());
            }
            if (cache.isPresent() && file.wasScored()) {
                fresh.add(answer);
                if (fresh.size() >= ANSWERS_AT_ONCE) {
                    keepAnswers();
                }
            }
            sink.accept(record);
        }
    }
}

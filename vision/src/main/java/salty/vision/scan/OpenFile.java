package salty.vision.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import salty.loader.image.Backdrop;
import salty.vision.moderation.Policy;
import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;
import salty.vision.scan.FrameScores.FrameScore;

/** A file whose frames are being scored; used by the scoring thread alone. */
final class OpenFile {

    /** As many classes are kept besides those that count for the score. */
    private static final int CLASSES_KEPT = 5;
    private static final double STEP = 1e6;

    private final PathName name;
    private final FileStamp stamp;
    private final FileTask task;
    private final ScanSettings settings;
    private final List<FrameScore> scored = new ArrayList<>();
    private float[] deciding;
    private int decidingFrame;
    private float[] latest;
    private double[] sum;
    private int waiting;
    private int stoppedAt = -1;
    private String unusable = "";
    private FileTask.Message end;
    private long earlierMs;

    OpenFile(PathName name, FileStamp stamp, FileTask task, ScanSettings settings) {
        this.name = name;
        this.stamp = stamp;
        this.task = task;
        this.settings = settings;
    }

    /** A file that was answered before an interruption. */
    static OpenFile earlier(ScanRecord record, ScanSettings settings) {
        OpenFile file = new OpenFile(record.path(), FileStamp.NONE, null, settings);
        file.end = new FileTask.Known(record.answer());
        file.earlierMs = record.ms();
        return file;
    }

    PathName name() {
        return name;
    }

    FileStamp stamp() {
        return stamp;
    }

    /** Whether the worker has sent everything. */
    boolean ended() {
        return end != null;
    }

    /** Whether there is nothing more to wait for. */
    boolean finished() {
        return end != null && waiting == 0;
    }

    /** Whether it was answered before an interruption. */
    boolean wasAnswered() {
        return task == null;
    }

    /** Whether it was scored here and now, and not known from an earlier scan. */
    boolean wasScored() {
        return end instanceof FileTask.End;
    }

    long elapsedMs() {
        return wasAnswered() ? earlierMs : task.elapsedMs();
    }

    /** The next frame to score, waiting for it; empty if the file has ended, or no further frame is wanted. */
    Optional<FileTask.Frame> take() throws InterruptedException, IOException {
        FileTask.Message message = task.take();
        if (!(message instanceof FileTask.Frame frame)) {
            end = message;
            return Optional.empty();
        }
        if (stoppedAt >= 0 || !unusable.isEmpty()) {
            return Optional.empty();
        }
        waiting++;
        return Optional.of(frame);
    }

    /** Takes what the model said of a frame. */
    void score(FileTask.Frame frame, float[] outputs) {
        waiting--;
        if (stoppedAt >= 0 || !unusable.isEmpty()) {
            return;
        }
        float[] probabilities;
        try {
            probabilities = settings.policy().head().probabilities(outputs);
        } catch (ArithmeticException e) {
            unusable = Fault.line(e);
            task.stop();
            return;
        }
        double nsfw = settings.policy().score(probabilities);
        if (deciding == null || nsfw > settings.policy().score(deciding)) {
            deciding = probabilities;
            decidingFrame = frame.index();
        }
        count(frame, probabilities, nsfw);
        if (settings.frames().earlyExit() && settings.policy().verdict(rounded(nsfw)) == Verdict.BLOCK) {
            stoppedAt = frame.index();
            task.stop();
        }
    }

    /** Of one frame before two backdrops the worse counts. */
    private void count(FileTask.Frame frame, float[] probabilities, double nsfw) {
        boolean again = !scored.isEmpty() && scored.getLast().index() == frame.index();
        if (again && nsfw <= settings.policy().score(latest)) {
            return;
        }
        sum = sum == null ? new double[probabilities.length] : sum;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += probabilities[i] - (again ? latest[i] : 0);
        }
        if (again) {
            scored.removeLast();
        }
        scored.add(new FrameScore(frame.index(), frame.timeMs(), rounded(nsfw), frame.backdrop()));
        latest = probabilities;
    }

    /** What there is to say of the finished file. */
    Answer answer() {
        return switch (end) {
            // What comes after the frame that settled it cannot unsettle it.
            case FileTask.Known known when stoppedAt >= 0 -> scored(known.answer(), -1, "");
            case FileTask.Known known when !unusable.isEmpty() -> faulty(known.answer(), unusable);
            case FileTask.Known known when deciding == null -> known.answer();
            case FileTask.Known known -> faulty(known.answer(), known.answer().error());
            case FileTask.End done when !unusable.isEmpty() ->
                    faulty(Answer.error(done.sha256(), done.width(), done.height(), unusable), unusable);
            case FileTask.End done -> scored(Answer.error(done.sha256(), done.width(), done.height(), ""),
                    stoppedAt >= 0 && done.frames() > 1 ? -1 : done.frames(), "");
            case FileTask.Frame _ -> throw new IllegalStateException("a frame is no end");
        };
    }

    /** A file that was seen in part: it is to be blocked if a frame of that part is, else nobody knows. */
    private Answer faulty(Answer file, String fault) {
        Policy policy = settings.policy();
        if (deciding != null && policy.verdict(rounded(policy.score(deciding))) == Verdict.BLOCK) {
            return scored(file, -1, fault);
        }
        return new Answer(Verdict.ERROR, Double.NaN, List.of(), file.width(), file.height(), file.sha256(), fault,
                frames(-1));
    }

    /** The answer by the scores, of a file that is known but for them. */
    private Answer scored(Answer file, int total, String fault) {
        float[] probabilities = settings.frames().mean() && fault.isEmpty() ? mean() : deciding;
        Policy policy = settings.policy();
        double nsfw = rounded(policy.score(probabilities));
        return new Answer(policy.verdict(nsfw), nsfw, kept(policy, probabilities), file.width(), file.height(),
                file.sha256(), fault, frames(total));
    }

    /** Empty of an opaque still, whose score says all. */
    private Optional<FrameScores> frames(int total) {
        boolean still = total == 1 && scored.getFirst().backdrop() == Backdrop.NONE;
        return still || scored.isEmpty() ? Optional.empty()
                : Optional.of(new FrameScores(scored, total, decidingFrame, stoppedAt));
    }

    private float[] mean() {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / scored.size());
        }
        return mean;
    }

    private static List<ClassScore> kept(Policy policy, float[] probabilities) {
        List<ClassScore> kept = new ArrayList<>();
        for (ClassScore score : policy.ranked(probabilities)) {
            if (kept.size() < CLASSES_KEPT || policy.weights()[policy.labels().indexOf(score.label())] > 0) {
                kept.add(new ClassScore(score.label(), rounded(score.probability())));
            }
        }
        return kept;
    }

    /**
     * To the digits that are written: a verdict then agrees with the score beside it, and a stored answer with a fresh
     * one.
     */
    private static double rounded(double value) {
        return Math.rint(value * STEP) / STEP;
    }
}

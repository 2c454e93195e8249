package salty.loader.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import salty.loader.moderation.Policy;
import salty.loader.moderation.Policy.ClassScore;
import salty.loader.moderation.Verdict;
import salty.loader.scan.FrameScores.FrameScore;

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
        sum = sum == null ? new double[probabilities.length] : sum;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += probabilities[i];
        }
        scored.add(new FrameScore(frame.index(), frame.timeMs(), rounded(nsfw)));
        if (settings.frames().earlyExit() && settings.policy().verdict(rounded(nsfw)) == Verdict.BLOCK) {
            stoppedAt = frame.index();
            task.stop();
        }
    }

    /** What there is to say of the finished file. */
    Answer answer() {
        return switch (end) {
            case FileTask.Known known when stoppedAt < 0 -> known.answer();
            // What comes after the frame that settled it cannot unsettle it.
            case FileTask.Known known -> answer(known.answer().sha256(), known.answer().width(),
                    known.answer().height(), true);
            case FileTask.End done when !unusable.isEmpty() ->
                    Answer.error(done.sha256(), done.width(), done.height(), unusable);
            case FileTask.End done -> answer(done.sha256(), done.width(), done.height(), done.animated());
            case FileTask.Frame _ -> throw new IllegalStateException("a frame is no end");
        };
    }

    private Answer answer(String sha256, int width, int height, boolean animated) {
        float[] probabilities = settings.frames().mean() ? mean() : deciding;
        Policy policy = settings.policy();
        double nsfw = rounded(policy.score(probabilities));
        return new Answer(policy.verdict(nsfw), nsfw, kept(policy, probabilities), width, height, sha256, "",
                animated ? Optional.of(new FrameScores(scored, decidingFrame, stoppedAt)) : Optional.empty());
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

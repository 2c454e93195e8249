package salty.vision.scan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import salty.engine.backend.Backend;
import salty.engine.explain.GradCam;
import salty.engine.graph.Shape;
import salty.loader.image.Animation;
import salty.loader.image.Backdrop;
import salty.loader.image.FloatImage;
import salty.loader.image.Png;
import salty.loader.image.RgbImage;
import salty.vision.drawing.Blur;
import salty.vision.drawing.ColorMap;
import salty.vision.drawing.Heatmap;
import salty.vision.drawing.Upsample;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.moderation.Head;
import salty.vision.moderation.Policy;
import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFile;

/**
 * Pictures of what was flagged: where the evidence for the verdict lies (Grad-CAM of the class that adds most to the
 * score), and copies that are blurred there. Inputs are only read.
 */
public final class FlaggedPictures implements AutoCloseable {
    private static final float ALPHA = 0.5f;

    private final GradCam cam;
    private final Shape picture;
    private final ScanSettings settings;
    private final ImageSource source;
    private final InputFiles inputs;
    private final Path explain;
    private final Path blur;
    private final float threshold;

    /**
     * @param network   for one picture at a time
     * @param inputs    where no picture may land
     * @param explain   the folder of overlays, or null
     * @param blur      the folder of blurred copies, or null
     * @param threshold from this share of the map's peak on a pixel is blurred
     */
    public FlaggedPictures(Network network, Backend backend, ScanSettings settings, ImageSource source, InputFiles inputs,
                    Path explain, Path blur, float threshold) {
        this.cam = new GradCam(backend, network.model().input(), LayerChoice.forClassActivation(network).output(),
                network.evidence());
        Shape shape = network.imageShape();
        this.picture = Shape.of(shape.dim(1), shape.dim(2), shape.dim(3));
        this.settings = settings;
        this.source = source;
        this.inputs = inputs;
        this.explain = explain;
        this.blur = blur;
        this.threshold = threshold;
    }

    /**
     * Writes what was asked for, if the record is flagged.
     *
     * @param keep whether a picture that is there already, from before an interruption, is left as it is
     */
    public void write(ScanRecord record, boolean keep) {
        boolean flagged = record.verdict() == Verdict.REVIEW || record.verdict() == Verdict.BLOCK;
        Path overlay = explain == null ? null : target(explain, record.path(), ".cam.png");
        Path blurred = blur == null ? null : target(blur, record.path(), ".blur.png");
        boolean there = (overlay == null || Files.exists(overlay)) && (blurred == null || Files.exists(blurred));
        if (!flagged || record.answer().ranked().isEmpty() || keep && there) {
            return;
        }
        RgbImage image = decidingFrame(record);
        GradCam.Result result =
                cam.run(settings.pipeline().apply(image, picture.dim(0), picture.dim(1), picture.dim(2)),
                decidingOutput(record));
        if (overlay != null) {
            FloatImage view = PictureReader.view(image);
            Heatmap map = new Heatmap(result.map(), result.height(), result.width());
            put(overlay, "--explain", Png.encode(map.over(view, ColorMap.VIRIDIS, ALPHA).rounded()));
        }
        if (blurred != null) {
            float[] map = Upsample.HALF_PIXEL.resize(result.map(), result.height(), result.width(), image.height(),
                    image.width());
            // Without evidence in any one place the whole picture is the evidence.
            put(blurred, "--blur", Png.encode(Blur.where(image, map, result.hasEvidence() ? threshold : 0)));
        }
    }

    private RgbImage decidingFrame(ScanRecord record) {
        Animation animation = settings.decoder().frames(source.read(record.path()), record.path().printable());
        int deciding = record.answer().frames().map(FrameScores::deciding).orElse(0);
        Animation.Frame seen = animation.next();
        while (seen.index() < deciding) {
            seen = animation.next();
        }
        return seen.image().on(record.answer().frames().map(FrameScores::backdrop).orElse(Backdrop.NONE));
    }

    /** The network's output whose evidence is shown. */
    private int decidingOutput(ScanRecord record) {
        Policy policy = settings.policy();
        List<String> labels = policy.labels();
        float[] probabilities = new float[labels.size()];
        for (ClassScore score : record.answer().ranked()) {
            probabilities[labels.indexOf(score.label())] = (float) score.probability();
        }
        return policy.head() == Head.BINARY_SIGMOID ? 0 : policy.decidingClass(probabilities);
    }

    /** The picture's name below the folder, without steps that lead out of it. */
    public static Path target(Path folder, PathName name, String suffix) {
        StringBuilder inside = new StringBuilder();
        for (String part : (name.equals(PathName.STANDARD_INPUT) ? "stdin" : name.text()).split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                inside.append('/').append(part.equals("..") ? "_" : part);
            }
        }
        return PathName.ofText(PathName.of(folder).text() + inside + suffix).toPath();
    }

    private void put(Path file, String option, byte[] png) {
        inputs.refuseInside(file, option + " " + file);
        ResultFile.write(file, option, inputs, fresh -> Files.write(fresh, png));
    }

    @Override
    public void close() {
        cam.close();
    }
}

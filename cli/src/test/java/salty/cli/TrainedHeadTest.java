package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.image.ImageDecoder;
import salty.loader.image.RgbImage;
import salty.vision.drawing.Motif;

/**
 * The way of someone who moderates: train a head on folders of one's own, scan with it, look where the evidence lies.
 * The pictures are drawn; the base is the demonstration model.
 */
class TrainedHeadTest {
    private static final int PICTURES = 24;
    private static final int UNSEEN = 8;
    private static final long SEED = 22;

    @TempDir
    private Path folder;

    /** Trains a head on classes of motifs. */
    private Path train(Map<String, List<Motif>> classes) throws IOException {
        for (Map.Entry<String, List<Motif>> entry : classes.entrySet()) {
            DrawnFolders.draw(folder.resolve("data").resolve(entry.getKey()), 21, PICTURES,
                    entry.getValue().toArray(Motif[]::new));
        }
        Path head = folder.resolve("head.h5");
        Run run = Run.salty("train", "--base", "pocket", "--data", folder.resolve("data"), "--classes",
                String.join(",", classes.keySet()), "--epochs", 80, "--batch", 16, "--rate", .01, "-q", "-o", head);
        assertThat(run.err()).isEmpty();
        return head;
    }

    private Path unseen(Motif... motifs) throws IOException {
        Path pictures = folder.resolve("unseen");
        DrawnFolders.draw(pictures, SEED, UNSEEN, motifs);
        return pictures;
    }

    /** How many pictures of each motif have a verdict: {@code SAFE disc}. */
    private static Map<String, Integer> verdicts(Run scan) {
        Map<String, Integer> counts = new TreeMap<>();
        scan.out().lines().forEach(line -> {
            String motif = line.replaceAll(".*/(\\w+)-\\d+\\.png .*", "$1");
            counts.merge(line.substring(0, line.indexOf(' ')) + " " + motif, 1, Integer::sum);
        });
        return counts;
    }

    @Test
    void twoClassesAreToldApartAndTheEvidenceLiesOnTheObject() throws IOException {
        Path head = train(inOrder("sfw", List.of(Motif.DISC, Motif.STAR), "nsfw",
                List.of(Motif.SPIRAL, Motif.STRIPES)));
        Path pictures = unseen(Motif.DISC, Motif.STAR, Motif.SPIRAL, Motif.STRIPES);
        Path explained = folder.resolve("explained");

        Run run = Run.salty("scan", "-q", "--model", head, "--explain", explained, pictures);

        assertThat(run.status()).isEqualTo(1);
        assertThat(verdicts(run)).containsOnly(Map.entry("SAFE disc", UNSEEN), Map.entry("SAFE star", UNSEEN),
                Map.entry("BLOCK spiral", UNSEEN), Map.entry("BLOCK stripes", UNSEEN));
        for (Motif motif : List.of(Motif.SPIRAL, Motif.STRIPES)) {
            for (int i = 0; i < UNSEEN; i++) {
                Path picture = pictures.resolve(motif.label() + "-" + i + ".png");
                Path overlay = explained.resolve(picture.toString().substring(1) + ".cam.png");
                double[] heat = heat(ImageDecoder.KERAS.decode(overlay), ImageDecoder.KERAS.decode(picture),
                        DrawnFolders.generator(SEED).mask(motif, i));
                assertThat(heat[1]).as("on %s %d against around it", motif, i).isGreaterThan(1.5 * heat[0]);
            }
        }
    }

    /**
     * The mean of the map around the object and on it. Green grows with the map's value, of which an overlay is half.
     */
    private static double[] heat(RgbImage overlay, RgbImage picture, boolean[] mask) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < mask.length; i++) {
            int part = mask[i] ? 1 : 0;
            counts[part]++;
            sums[part] += 2 * (overlay.rgb()[3 * i + 1] & 0xff) - (picture.rgb()[3 * i + 1] & 0xff);
        }
        return new double[] {sums[0] / counts[0], sums[1] / counts[1]};
    }

    @Test
    void fiveClassesCountAsThePolicySays() throws IOException {
        Map<String, List<Motif>> classes = inOrder("drawings", List.of(Motif.WAVES), "hentai", List.of(Motif.SPIRAL));
        classes.putAll(inOrder("neutral", List.of(Motif.DISC), "porn", List.of(Motif.STAR)));
        classes.put("sexy", List.of(Motif.HEART));
        Path head = train(classes);

        Run run = Run.salty("scan", "-q", "--model", head, "--nsfw", "porn,hentai", "--nsfw", "sexy:0.5",
                unseen(Motif.WAVES, Motif.SPIRAL, Motif.DISC, Motif.STAR, Motif.HEART));

        Map<String, Integer> verdicts = verdicts(run);
        assertThat(verdicts).contains(Map.entry("SAFE waves", UNSEEN), Map.entry("SAFE disc", UNSEEN),
                Map.entry("BLOCK star", UNSEEN), Map.entry("REVIEW heart", UNSEEN));
        // A solved head is as sure as its pictures make it: of one spiral 0.67, where a block needs 0.8. None passes.
        assertThat(verdicts).doesNotContainKey("SAFE spiral");
        assertThat(verdicts.get("BLOCK spiral")).isGreaterThanOrEqualTo(UNSEEN - 1);
    }

    private static Map<String, List<Motif>> inOrder(String first, List<Motif> its, String second, List<Motif> others) {
        Map<String, List<Motif>> classes = new LinkedHashMap<>();
        classes.put(first, its);
        classes.put(second, others);
        return classes;
    }
}

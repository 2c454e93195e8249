package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.Sha256;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.Png;
import salty.loader.image.RgbImage;
import salty.loader.scan.PathName;

/** {@code salty scan}: verdicts, formats, exit statuses, lists, shards, explanations. */
class ScanCommandTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path models;
    private Path two;

    @BeforeEach
    void makeModel() throws IOException {
        two = RednessModel.two(models);
    }

    /** A picture of one colour with a square of another in its lower right quarter. */
    private static byte[] picture(int width, int height, int rgb, int square) {
        byte[] samples = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int color = i % width >= width / 2 && i / width >= height / 2 ? square : rgb;
            samples[3 * i] = (byte) (color >> 16);
            samples[3 * i + 1] = (byte) (color >> 8);
            samples[3 * i + 2] = (byte) color;
        }
        return Png.encode(new RgbImage(width, height, samples));
    }

    private void put(String name, int rgb) throws IOException {
        put(name, picture(20, 12, rgb, rgb));
    }

    private void put(String name, byte[] bytes) throws IOException {
        Path file = PathName.ofText(folder + "/" + name).toPath();
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private Run scan(Object... more) {
        return scanWith(two, more);
    }

    private Run scanWith(Path model, Object... more) {
        return Run.salty(List.of("scan", "-q", "--backend", "reference", "-b", 4, "-m", model), more);
    }

    @Test
    void sortsPicturesBySafety() throws IOException {
        put("b/red.png", 0xff0000);
        put("a.png", 0x0000ff);
        put("c.png", 0x800000);

        Run run = scan("-r", folder);

        assertThat(run.out().replace(folder.toString(), "DIR")).isEqualTo("""
                SAFE   0.0003 DIR/a.png sfw=1.00 nsfw=0.00
                BLOCK  0.9997 DIR/b/red.png nsfw=1.00 sfw=0.00
                REVIEW 0.5078 DIR/c.png nsfw=0.51 sfw=0.49
                """);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
        assertThat(scan(folder).out().lines()).hasSize(2);
    }

    @Test
    void hasTheExitStatusesOfAVirusScanner() throws IOException {
        put("safe.png", 0);
        assertThat(scan(folder).status()).isEqualTo(0);
        put("review.png", 0x800000);
        assertThat(scan(folder).status()).isEqualTo(0);
        assertThat(scan("--strict", folder).status()).isEqualTo(1);
        put("bad.png", "hello".getBytes(StandardCharsets.UTF_8));
        Run unreadable = scan(folder);
        assertThat(unreadable.status()).isEqualTo(3);
        assertThat(unreadable.out()).contains("ERROR  -      " + folder + "/bad.png: not an image (starts with 'hello')");
        put("block.png", 0xff0000);
        assertThat(scan(folder).status()).isEqualTo(1);
        assertThat(scan("--blok", folder).status()).isEqualTo(2);
        assertThat(scan("--nsfw", "prn", folder).errors()).containsExactly("salty: " + two
                + ": --nsfw: the model has no class 'prn'; it has sfw, nsfw");
    }

    @Test
    void readsEveryKindOfHead() throws IOException {
        put("a.png", 0xff0000);
        put("b.png", 0x00ff00);
        put("c.png", 0x0000ff);
        Path five = RednessModel.five(models.resolve("five"));
        Path labels = RednessModel.labels(models);

        assertThat(scanWith(RednessModel.sigmoid(models.resolve("one")), folder).out().lines()
                .map(line -> line.substring(0, 13))).containsExactly("BLOCK  0.9997", "SAFE   0.0003", "SAFE   0.0003");
        Run run = scanWith(five, "--labels", labels, "--nsfw", "porn,hentai", "--nsfw", "sexy:0.5", folder);
        assertThat(run.out().replace(folder.toString(), "DIR")).isEqualTo("""
                BLOCK  0.9997 DIR/a.png porn=1.00 neutral=0.00 sexy=0.00
                REVIEW 0.4998 DIR/b.png sexy=1.00 neutral=0.00 porn=0.00
                SAFE   0.0005 DIR/c.png neutral=1.00 porn=0.00 sexy=0.00
                """);
        assertThat(scanWith(five, folder).errors()).singleElement().asString()
                .endsWith("no class counts as not safe for work; name some with --nsfw: class_0, class_1, class_2, "
                        + "class_3, class_4");
    }

    @Test
    void refusesAModelThatGivesNoProbabilities() {
        assertThat(scanWith(Run.VGG.resolveSibling("nowhere.h5"), folder).status()).isEqualTo(2);
    }

    @Test
    void writesFilesThatProgramsRead() throws IOException {
        put("a, \"b\".png", 0xff0000);
        put("line\nbreak.png", 0);
        put("caf\udce9.png", 0);
        put("empty.png", new byte[0]);
        Path csv = models.resolve("out.csv");
        Path json = models.resolve("out.ndjson");

        assertThat(scan("--format", "csv", "-o", csv, folder).status()).isEqualTo(1);
        assertThat(scan("--format", "ndjson", "-o", json, folder).status()).isEqualTo(1);

        String text = PathName.ofBytes(Files.readAllBytes(csv)).text();
        assertThat(text).startsWith("path,verdict,nsfw,top_label,top_prob,width,height,sha256,error\r\n\"" + folder
                + "/a, \"\"b\"\".png\",BLOCK,0.999665,nsfw,0.999665,20,12,");
        assertThat(text).contains("\r\n" + folder + "/caf\udce9.png,SAFE,")
                .contains("\r\n" + folder + "/empty.png,ERROR,,,,,," + Sha256.hex(new byte[0])
                        + ",empty file (0 bytes)\r\n").contains("\"" + folder + "/line\nbreak.png\",SAFE,");
        assertThat(Files.readAllLines(json)).hasSize(4).anyMatch(line -> line.contains("caf\\udce9.png"))
                .anyMatch(line -> line.contains("line\\nbreak.png"));
        assertThat(scan("--format", "csv", folder).out()).isEqualTo(text);
        assertThat(Files.list(models).map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("model.json", "weights.bin", "out.csv", "out.ndjson");
    }

    @Test
    void goesOnWithAnInterruptedScan() throws IOException {
        for (int i = 0; i < 9; i++) {
            put(i + ".png", i * 28 << 16);
        }
        Path out = models.resolve("out.csv");
        scan("--format", "csv", "-o", out, folder);
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        // A scan that dies at the first picture to explain: a file is in the place of the folder for it.
        Path file = Files.writeString(models.resolve("file"), "x");
        assertThat(scan("--format", "csv", "-o", out, "--explain", file, folder).errors()).singleElement().asString()
                .endsWith("cannot be written (not a directory); choose another place with --explain");

        assertThat(scan("--format", "csv", "-o", out, folder).errors()).containsExactly("salty: " + out
                + ".journal: a scan was interrupted; go on with --resume, or delete this file");
        assertThat(scan("--format", "csv", "-o", out, "--resume", "--block", "0.9", folder).errors()).singleElement()
                .asString().contains("had another model or other settings");
        Run resumed = scan("--format", "csv", "-o", out, "--resume", folder);
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.status()).isEqualTo(1);
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
        assertThat(scan("--resume", folder).errors()).containsExactly(
                "salty: --resume needs the -o FILE of the scan that was interrupted");
    }

    @Test
    void putsShardsTogether() throws IOException {
        for (int i = 0; i < 20; i++) {
            put(i + ".png", i * 12 << 16);
        }
        List<Object> words = new ArrayList<>(List.of("merge", "-q"));
        for (int i = 1; i <= 3; i++) {
            Path part = models.resolve("part" + i);
            scan("--shard", i + "/3", "--format", "csv", "-o", part, folder);
            words.add(part);
        }

        Run merged = Run.salty(words, "-o", models.resolve("all.csv"));

        assertThat(merged.status()).isEqualTo(1);
        assertThat(Files.readString(models.resolve("all.csv"))).isEqualTo(scan("--format", "csv", folder).out());
        assertThat(Run.salty("merge", "-o", models.resolve("x"), "nowhere.csv").errors())
                .containsExactly("salty: nowhere.csv: no such file");
        assertThat(scan("--shard", "4/3", folder).errors()).singleElement().asString().contains("--shard: expected K/N");
    }

    @Test
    void letsPeopleOverruleAndKeepsTheTrace() throws IOException {
        put("a.png", 0xff0000);
        put("b.png", 0);
        String a = Sha256.hex(Files.readAllBytes(folder.resolve("a.png")));
        String b = Sha256.hex(Files.readAllBytes(folder.resolve("b.png")));
        Path allow = Files.writeString(models.resolve("allow"), a + "  venus.png\n");
        Path over = Files.writeString(models.resolve("over"), b + ",review\n");

        Run run = scan("--allow", allow, "--override", over, "--format", "csv", folder);

        assertThat(run.out()).contains("a.png,SAFE,0.999665").contains("BLOCK->SAFE " + allow + ":1\r\n")
                .contains("b.png,REVIEW,0.000335").contains("SAFE->REVIEW " + over + ":1\r\n");
        assertThat(run.status()).isEqualTo(0);
    }

    @Test
    void readsAPictureOrAListFromStdin() throws IOException {
        put("a.png", 0xff0000);
        put("n\nl.png", 0);
        byte[] picture = Files.readAllBytes(folder.resolve("a.png"));
        byte[] list = (folder + "/n\nl.png\0" + folder + "/a.png\0" + folder + "/gone.png\0")
                .getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(models.resolve("list"), list);

        assertThat(withStdin(picture, "-").out()).isEqualTo("BLOCK  0.9997 - nsfw=1.00 sfw=0.00\n");
        Run listed = withStdin(list, "@-");
        assertThat(listed.out().replace(folder.toString(), "DIR")).isEqualTo("""
                BLOCK  0.9997 DIR/a.png nsfw=1.00 sfw=0.00
                ERROR  -      DIR/gone.png: no such file
                SAFE   0.0003 DIR/n\\nl.png sfw=1.00 nsfw=0.00
                """);
        assertThat(scan("@" + file).out()).isEqualTo(listed.out());
        assertThat(scan("-", "@-").errors()).containsExactly("salty: - and @-: stdin is either a picture or a list");
        assertThat(scan("--max-list-bytes", 3, "@" + file).status()).isEqualTo(2);
    }

    private Run withStdin(byte[] bytes, Object... words) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return scan(words);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void showsWhereTheEvidenceLies() throws IOException {
        put("sub/half.png", picture(64, 48, 0x0000ff, 0xff0000));
        put("safe.png", 0);
        byte[] before = Files.readAllBytes(folder.resolve("sub/half.png"));
        Path explain = models.resolve("explain");
        Path blur = models.resolve("blur");

        assertThat(scan("-r", "--review", 0.01, "--explain", explain, "--blur", blur, folder).err()).isEmpty();

        RgbImage overlay = ImageDecoder.KERAS.decode(explain.resolve(folder.toString().substring(1) + "/sub/half.png.cam.png"));
        assertThat(overlay.width()).isEqualTo(64);
        // Viridis goes from dark blue to yellow: green is strong where the evidence is.
        assertThat(greenMean(overlay, 40, 30)).isGreaterThan(greenMean(overlay, 8, 8) + 60);
        RgbImage blurred = ImageDecoder.KERAS.decode(blur.resolve(folder.toString().substring(1) + "/sub/half.png.blur.png"));
        assertThat(pixel(blurred, 2, 2)).isEqualTo(0x0000ff);
        assertThat(pixel(blurred, 36, 28)).isNotEqualTo(0xff0000);
        assertThat(Files.readAllBytes(folder.resolve("sub/half.png"))).isEqualTo(before);
        assertThat(Files.walk(explain).filter(Files::isRegularFile)).hasSize(1);
        assertThat(scan("--blur", folder.resolve("x"), folder).errors()).singleElement().asString()
                .contains("lies in the scanned folder");
    }

    private static int pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        return (image.rgb()[at] & 0xff) << 16 | (image.rgb()[at + 1] & 0xff) << 8 | image.rgb()[at + 2] & 0xff;
    }

    private static double greenMean(RgbImage image, int left, int top) {
        FloatImage part = FloatImage.of(image.crop(left, top, 8, 8));
        double sum = 0;
        for (int i = 1; i < part.rgb().length; i += 3) {
            sum += part.rgb()[i];
        }
        return sum / 64;
    }

    @Test
    void tellsProgramsHowFarItIs() throws IOException {
        put("a.png", 0);

        Run run = Run.salty("scan", "--backend", "reference", "-m", two, "--progress", "json", folder);

        assertThat(run.err()).contains("preprocess=unit resize=keras-nearest size=16x16 backend=reference batch=16")
                .containsPattern("\\{\"done\":1,\"total\":(1|null),\"rate\":[0-9.]+,\"eta_s\":(0|null)\\}")
                .contains("salty: 1 file: 1 safe, 0 review, 0 block, 0 error");
    }

    @Test
    void answersFromItsCache() throws IOException {
        put("a.png", 0xff0000);
        Path cache = models.resolve("cache");

        String first = scan("--cache", cache, folder).out();
        assertThat(Files.walk(cache).filter(Files::isRegularFile)).hasSize(1);
        assertThat(scan("--cache", cache, folder).out()).isEqualTo(first);
        scan("--cache", cache, "--block", "0.7", folder);
        assertThat(Files.walk(cache).filter(Files::isRegularFile)).as("other settings, other answers").hasSize(2);
    }
}

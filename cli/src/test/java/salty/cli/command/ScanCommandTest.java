package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.cli.RednessModel;
import salty.cli.Run;
import salty.cli.ScannedFolder;
import salty.loader.file.Sha256;
import salty.vision.scan.PathName;

/** {@code salty scan}: verdicts, formats, exit statuses, what people decided. */
class ScanCommandTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path models;
    private ScannedFolder pictures;

    @BeforeEach
    void makeModel() throws IOException {
        pictures = new ScannedFolder(folder, RednessModel.two(models));
    }

    @Test
    void sortsPicturesBySafety() throws IOException {
        pictures.put("b/red.png", 0xff0000);
        pictures.put("a.png", 0x0000ff);
        pictures.put("c.png", 0x800000);

        Run run = pictures.scan("-r", folder);

        assertThat(run.out().replace(folder.toString(), "DIR")).isEqualTo("""
                SAFE   0.0003 DIR/a.png sfw=1.00 nsfw=0.00
                BLOCK  0.9997 DIR/b/red.png nsfw=1.00 sfw=0.00
                REVIEW 0.5078 DIR/c.png nsfw=0.51 sfw=0.49
                """);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
        assertThat(pictures.scan(folder).out().lines()).hasSize(2);
    }

    @Test
    void hasTheExitStatusesOfAVirusScanner() throws IOException {
        pictures.put("safe.png", 0);
        assertThat(pictures.scan(folder).status()).isEqualTo(0);
        pictures.put("review.png", 0x800000);
        assertThat(pictures.scan(folder).status()).isEqualTo(0);
        assertThat(pictures.scan("--strict", folder).status()).isEqualTo(1);
        pictures.put("bad.png", "hello".getBytes(StandardCharsets.UTF_8));
        Run unreadable = pictures.scan(folder);
        assertThat(unreadable.status()).isEqualTo(3);
        assertThat(unreadable.out())
                .contains("ERROR  -      " + folder + "/bad.png: not an image (starts with 'hello')");
        pictures.put("block.png", 0xff0000);
        assertThat(pictures.scan(folder).status()).isEqualTo(1);
        assertThat(pictures.scan("--blok", folder).status()).isEqualTo(2);
        assertThat(pictures.scan("--nsfw", "prn", folder).errors()).containsExactly("salty: "
                + pictures.model() + ": --nsfw: the model has no class 'prn'; it has sfw, nsfw");
    }

    @Test
    void readsEveryKindOfHead() throws IOException {
        pictures.put("a.png", 0xff0000);
        pictures.put("b.png", 0x00ff00);
        pictures.put("c.png", 0x0000ff);
        Path five = RednessModel.five(models.resolve("five"));
        Path labels = RednessModel.labels(models);

        assertThat(pictures.scanWith(RednessModel.sigmoid(models.resolve("one")), folder).out().lines()
                .map(line -> line.substring(0, 13))).containsExactly("BLOCK  0.9997", "SAFE   0.0003", "SAFE   0.0003");
        Run run = pictures.scanWith(five, "--labels", labels, "--nsfw", "porn,hentai", "--nsfw", "sexy:0.5", folder);
        assertThat(run.out().replace(folder.toString(), "DIR")).isEqualTo("""
                BLOCK  0.9997 DIR/a.png porn=1.00 neutral=0.00 sexy=0.00
                REVIEW 0.4998 DIR/b.png sexy=1.00 neutral=0.00 porn=0.00
                SAFE   0.0005 DIR/c.png neutral=1.00 porn=0.00 sexy=0.00
                """);
        assertThat(pictures.scanWith(five, folder).errors()).singleElement().asString()
                .endsWith("no class counts as not safe for work; name some with --nsfw: class_0, class_1, class_2, "
                        + "class_3, class_4");
    }

    @Test
    void refusesAModelThatGivesNoProbabilities() {
        assertThat(pictures.scanWith(Run.VGG.resolveSibling("nowhere.h5"), folder).status()).isEqualTo(2);
    }

    @Test
    void writesFilesThatProgramsRead() throws IOException {
        pictures.put("a, \"b\".png", 0xff0000);
        pictures.put("line\nbreak.png", 0);
        pictures.put("caf\udce9.png", 0);
        pictures.put("empty.png", new byte[0]);
        Path csv = models.resolve("out.csv");
        Path json = models.resolve("out.ndjson");

        assertThat(pictures.scan("--format", "csv", "-o", csv, folder).status()).isEqualTo(1);
        assertThat(pictures.scan("--format", "ndjson", "-o", json, folder).status()).isEqualTo(1);

        String text = PathName.ofBytes(Files.readAllBytes(csv)).text();
        assertThat(text).startsWith("path,verdict,nsfw,top_label,top_prob,width,height,sha256,error,frames\r\n\""
                + folder + "/a, \"\"b\"\".png\",BLOCK,0.999665,nsfw,0.999665,20,12,");
        assertThat(text).contains("\r\n" + folder + "/caf\udce9.png,SAFE,")
                .contains("\r\n" + folder + "/empty.png,ERROR,,,,,," + Sha256.hex(new byte[0])
                        + ",empty file (0 bytes),\r\n").contains("\"" + folder + "/line\nbreak.png\",SAFE,");
        assertThat(Files.readAllLines(json)).hasSize(4).anyMatch(line -> line.contains("caf\\udce9.png"))
                .anyMatch(line -> line.contains("line\\nbreak.png"));
        assertThat(pictures.scan("--format", "csv", folder).out()).isEqualTo(text);
        assertThat(Files.list(models).map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("model.json", "weights.bin", "out.csv", "out.ndjson");
    }

    @Test
    void letsPeopleOverruleAndKeepsTheTrace() throws IOException {
        pictures.put("a.png", 0xff0000);
        pictures.put("b.png", 0);
        String a = Sha256.hex(Files.readAllBytes(folder.resolve("a.png")));
        String b = Sha256.hex(Files.readAllBytes(folder.resolve("b.png")));
        Path allow = Files.writeString(models.resolve("allow"), a + "  venus.png\n");
        Path over = Files.writeString(models.resolve("over"), b + ",review\n");

        Run run = pictures.scan("--allow", allow, "--override", over, "--format", "csv", folder);

        assertThat(run.out()).contains("a.png,SAFE,0.999665").contains("BLOCK->SAFE " + allow + ":1\r\n")
                .contains("b.png,REVIEW,0.000335").contains("SAFE->REVIEW " + over + ":1\r\n");
        assertThat(run.status()).isEqualTo(0);
    }

    @Test
    void tellsProgramsHowFarItIs() throws IOException {
        pictures.put("a.png", 0);

        Run run = Run.salty("scan", "--backend", "reference", "-m", pictures.model(), "--progress", "json", folder);

        assertThat(run.err()).contains("preprocess=unit resize=keras-nearest size=16x16 backend=reference batch=16")
                .containsPattern("\\{\"done\":1,\"total\":(1|null),\"rate\":[0-9.]+,\"eta_s\":(0|null)\\}")
                .contains("salty: 1 file: 1 safe, 0 review, 0 block, 0 error");
    }
}

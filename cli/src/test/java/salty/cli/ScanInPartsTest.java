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

/** {@code salty scan} in parts: interrupted and resumed, in shards, from lists, answered from a cache. */
class ScanInPartsTest {
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
    void goesOnWithAnInterruptedScan() throws IOException {
        for (int i = 0; i < 9; i++) {
            pictures.put(i + ".png", i * 28 << 16);
        }
        Path out = models.resolve("out.csv");
        pictures.scan("--format", "csv", "-o", out, folder);
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        // A scan that dies at the first picture to explain: a file is in the place of the folder for it.
        Path file = Files.writeString(models.resolve("file"), "x");
        assertThat(pictures.scan("--format", "csv", "-o", out, "--explain", file, folder).errors()).singleElement()
                .asString()
                .endsWith("cannot be written (not a directory); choose another place with --explain");

        assertThat(pictures.scan("--format", "csv", "-o", out, folder).errors()).containsExactly("salty: " + out
                + ".journal: a scan was interrupted; go on with --resume, or delete this file");
        assertThat(pictures.scan("--format", "csv", "-o", out, "--resume", "--block", "0.9", folder).errors())
                .singleElement()
                .asString().contains("had another model or other settings");
        Run resumed = pictures.scan("--format", "csv", "-o", out, "--resume", folder);
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.status()).isEqualTo(1);
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
        assertThat(pictures.scan("--resume", folder).errors()).containsExactly(
                "salty: --resume needs the -o FILE of the scan that was interrupted");
    }

    @Test
    void putsShardsTogether() throws IOException {
        for (int i = 0; i < 20; i++) {
            pictures.put(i + ".png", i * 12 << 16);
        }
        List<Object> words = new ArrayList<>(List.of("merge", "-q"));
        for (int i = 1; i <= 3; i++) {
            Path part = models.resolve("part" + i);
            pictures.scan("--shard", i + "/3", "--format", "csv", "-o", part, folder);
            words.add(part);
        }

        Run merged = Run.salty(words, "-o", models.resolve("all.csv"));

        assertThat(merged.status()).isEqualTo(1);
        assertThat(Files.readString(models.resolve("all.csv")))
                .isEqualTo(pictures.scan("--format", "csv", folder).out());
        assertThat(Run.salty("merge", "-o", models.resolve("x"), "nowhere.csv").errors())
                .containsExactly("salty: nowhere.csv: no such file");
        assertThat(pictures.scan("--shard", "4/3", folder).errors()).singleElement().asString()
                .contains("--shard: expected K/N");
    }

    @Test
    void readsAPictureOrAListFromStdin() throws IOException {
        pictures.put("a.png", 0xff0000);
        pictures.put("n\nl.png", 0);
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
        assertThat(pictures.scan("@" + file).out()).isEqualTo(listed.out());
        assertThat(pictures.scan("-", "@-").errors())
                .containsExactly("salty: - and @-: stdin is either a picture or a list");
        assertThat(pictures.scan("--max-list-bytes", 3, "@" + file).status()).isEqualTo(2);
    }

    private Run withStdin(byte[] bytes, Object... words) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return pictures.scan(words);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void answersFromItsCache() throws IOException {
        pictures.put("a.png", 0xff0000);
        Path cache = models.resolve("cache");

        String first = pictures.scan("--cache", cache, folder).out();
        assertThat(Files.walk(cache).filter(Files::isRegularFile)).hasSize(1);
        assertThat(pictures.scan("--cache", cache, folder).out()).isEqualTo(first);
        pictures.scan("--cache", cache, "--block", "0.7", folder);
        assertThat(Files.walk(cache).filter(Files::isRegularFile)).as("other settings, other answers").hasSize(2);
    }
}

package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.cli.console.Printable;

/** What {@code salty scan} makes of folders as people have them. */
class ScanFolderTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path models;
    private Path model;
    private final byte[] picture = ScannedFolder.picture(20, 12, 0x0000ff, 0x0000ff);

    @BeforeEach
    void make() throws IOException {
        model = RednessModel.two(models);
    }

    private Run scan(Object... more) {
        return Run.salty(List.of("scan", "--backend", "reference", "-m", model), more);
    }

    private void put(String name, byte[] bytes) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), bytes);
    }

    @Test
    void whatIsNoPictureIsCountedAndWhatClaimsToBeOneIsNot() throws IOException {
        put("a.png", picture);
        put("a picture without an ending", picture);
        put(".DS_Store", new byte[] {0, 0, 0, 1, 'B', 'u', 'd', '1'});
        put("Thumbs.db", new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0});
        put("._a.png", new byte[] {0, 5, 0x16, 7, 0, 2, 0, 0});
        put("notes.txt", "no picture".getBytes(StandardCharsets.US_ASCII));
        put("empty", new byte[0]);
        put("page.jpg", "<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII));
        put("._hidden.png", picture);

        Run run = scan(folder);

        assertThat(run.out().lines().map(line -> line.replaceAll(" [a-z]+=.*|: .*", "").replace(folder + "/", "")
                .replaceAll(" +[-0-9.]+ +", " "))).containsExactly("SAFE ._hidden.png",
                        "SAFE a picture without an ending", "SAFE a.png", "ERROR page.jpg");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.errors()).contains(
                "salty: 4 files: 3 safe, 0 review, 0 block, 1 error; 5 that are no pictures or excluded passed over");
        assertThat(scan("--strict-files", folder).out().lines()).hasSize(9);
        assertThat(scan(folder.resolve("notes.txt")).out()).as("what is named itself").startsWith("ERROR");
        assertThat(scan("--exclude", "*.jpg", "--exclude", "**/a pic*", folder).out().lines()).hasSize(2);
        assertThat(scan("--exclude", "[", folder).errors().getLast()).startsWith("salty: --exclude [: is no pattern");
    }

    @Test
    void aFolderOfFoldersIsSaidToBeOne() throws IOException {
        put("sub/a.png", picture);

        Run run = scan("-q", folder);

        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly(
                "salty: " + folder + ": holds no picture, but folders; -r descends into them");
        assertThat(scan("-q", "-r", folder).err()).isEmpty();
    }

    @Test
    void aFolderThatMayNotBeListedIsNamed() throws IOException {
        put("a.png", picture);
        put("shut/b.png", picture);
        Path shut = folder.resolve("shut");
        assertThat(shut.toFile().setReadable(false)).isTrue();
        try {
            assumeFalse(Files.isReadable(shut), "skipped: this user may read everything");
            assertThat(scan("-r", folder).out())
                    .contains("ERROR  -      " + shut + ": is a folder that may not be listed: no permission");
        } finally {
            assertThat(shut.toFile().setReadable(true)).isTrue();
        }
    }

    @Test
    void noCellBeginsAFormula() throws IOException {
        put("=cmd|' -C calc'!A0.png", picture);
        put("a.png", picture);
        Path out = models.resolve("out.csv");

        Path here = folder.resolve("=cmd|' -C calc'!A0.png");
        assertThat(scan("-q", "--format", "csv", "--csv-safe", "-o", out, folder).status()).isZero();
        assertThat(Files.readString(out)).contains("\n" + here + ",SAFE");
        Path labels = Files.writeString(models.resolve("labels.txt"), "=1+1\n@sum\n");
        Run run = scan("-q", "--format", "csv", "--csv-safe", "--labels", labels, "--nsfw", "@sum", folder);
        assertThat(run.out().lines().skip(1)).hasSize(2).allMatch(line -> line.contains(",'=1+1,"));
        assertThat(scan("-q", "--csv-safe", folder).errors()).containsExactly("salty: --csv-safe: is for --format csv");
    }

    @Test
    void anAnswerIsKeptForItsOwnBackend() throws IOException {
        put("a.png", picture);
        Path cache = models.resolve("cache");
        for (List<Object> engine : List.<List<Object>>of(List.of("--backend", "reference"),
                List.of("--backend", "vector"), List.of("--backend", "vector", "--direct"))) {
            Run.salty(List.of("scan", "-q", "-m", model, "--cache", cache, folder), engine.toArray());
        }
        try (var files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(3);
        }
    }

    @Test
    void noNameInAFileDrivesATerminal() {
        assertThat(Printable.text("a\u001b[2Jb\nsalty: forged\u202egnp")).isEqualTo("a?[2Jb?salty: forged?gnp");
        assertThat(Printable.text("\u00e9\u7530\ud83d\ude00")).isEqualTo("\u00e9\u7530\ud83d\ude00");
    }
}

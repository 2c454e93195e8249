package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.vision.scan.DrawnGif;

/** Small files of large animations, of which the memory for decoding holds one at a time. */
class DeadlockTest {
    private static final int MINUTES = 4;

    @TempDir
    private Path folder;

    private List<String> scan(Path pictures) throws Exception {
        Path out = folder.resolve("out.txt");
        Process process = ChildJvm.salty(List.of("-Xmx512m"), List.of("scan", "-q", "--nsfw", "spiral", "--frames",
                "all", "--decoders", 4, "-b", 16, "--max-seconds", 60 * MINUTES, pictures))
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("the scan ends").isTrue();
        return Files.readString(out).lines().filter(line -> !line.startsWith("WARNING")).toList();
    }

    @Test
    void animationsLargerThanHalfOfTheMemoryFollowOneAnother() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < 4; i++) {
            Files.write(pictures.resolve(i + ".gif"), DrawnGif.of(3000, 3000, 18, 0x808080));
        }

        assertThat(scan(pictures)).hasSize(4).allMatch(line -> line.contains("seen=0-17 of 18"));
    }

    @Test
    void theFilesThatWereFoundEnd() throws Exception {
        Path found = Path.of(System.getProperty("salty.fixtures", "/nowhere"), "finds/23-gif/deadlock");
        assumeTrue(Files.isDirectory(found), "skipped: needs -Dsalty.fixtures=DIR");

        assertThat(scan(found)).hasSize(6).allMatch(line -> line.contains(".gif"));
    }
}

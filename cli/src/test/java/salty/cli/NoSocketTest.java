package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.vision.drawing.Motif;

/**
 * What judges pictures talks to nobody. The JVM tells which classes it initialises: none can open a socket or ask for
 * a host's address without these. Native code of dependencies, which could, is not unpacked either.
 */
@Timeout(300)
class NoSocketTest {
    private static final List<String> FORBIDDEN = List.of("'sun/nio/ch/Net'", "'sun/nio/ch/NioSocketImpl'",
            "'java/net/InetAddress'", "'java/net/Socket'", "'java/net/ServerSocket'", "'java/net/DatagramSocket'",
            "'sun/net/www/http/HttpClient'", "'net/jpountz/util/Native'", "'org/jline/nativ/JLineNativeLoader'");

    @TempDir
    private Path folder;

    @Test
    void noCommandThatJudgesPicturesOpensASocket() throws Exception {
        Path data = folder.resolve("data");
        DrawnFolders.draw(data.resolve("sfw"), 1, 6, Motif.SQUARE);
        DrawnFolders.draw(data.resolve("nsfw"), 1, 6, Motif.SPIRAL);
        Path picture = data.resolve("nsfw/spiral-0.png");
        Path head = folder.resolve("head.h5");
        for (List<?> words : List.of(List.of("classify", picture),
                List.of("scan", "-r", "--nsfw", "spiral", "-o", folder.resolve("rows.csv"), "--cache",
                        folder.resolve("cache"), "--explain", folder.resolve("explain"), data),
                List.of("cam", picture, "-o", folder.resolve("cam")),
                List.of("train", "--data", data, "-o", head, "--epochs", "1"),
                List.of("eval", "--model", "pocket", "--data", shapes(), "-o", folder.resolve("report")))) {
            Path log = folder.resolve("classes.log");
            Path out = folder.resolve("out.txt");
            Process process = ChildJvm.salty(List.of("-Xlog:class+init=info:file=" + log), words)
                    .redirectErrorStream(true).redirectOutput(out.toFile()).start();

            process.waitFor();

            assertThat(Files.readString(log)).as("%s: %s", words, Files.readString(out)).contains("'salty/cli/Salty'");
            try (Stream<String> classes = Files.lines(log)) {
                assertThat(classes.filter(line -> FORBIDDEN.stream().anyMatch(line::contains))).as("%s", words)
                        .isEmpty();
            }
        }
        // To know that the log would tell: a command that does go to the network.
        Path log = folder.resolve("classes.log");
        ChildJvm.salty(List.of("-Xlog:class+init=info:file=" + log, "-Dsalty.cache=" + folder, "-Duser.home=" + folder),
                List.of("download", "vgg16", "--from", "https://localhost:1/none")).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile()).start().waitFor();
        assertThat(Files.readString(log)).contains("'java/net/InetAddress'", "'sun/nio/ch/Net'");
    }

    private Path shapes() throws IOException {
        Path shapes = folder.resolve("shapes");
        for (Motif motif : Motif.values()) {
            DrawnFolders.draw(shapes.resolve(motif.label()), 1, 1, motif);
        }
        return shapes;
    }
}

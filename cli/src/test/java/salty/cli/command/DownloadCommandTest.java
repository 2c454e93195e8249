package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.cli.Run;
import salty.engine.UserException;
import salty.vision.model.ModelFile;

/** {@code salty download} against a server on this machine, and how {@code --model vgg16} finds the file. */
class DownloadCommandTest {
    private static final String NAME = "vgg16_weights_tf_dim_ordering_tf_kernels.h5";

    @TempDir
    private Path folder;
    private final AtomicInteger requests = new AtomicInteger();
    private String home;
    private HttpServer server;
    private String address;

    @BeforeEach
    void serve() throws IOException {
        home = System.getProperty("user.home");
        System.setProperty("user.home", folder.toString());
        System.setProperty("salty.cache", folder.resolve("cache").toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/wrong.h5", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 5);
            try (exchange) {
                exchange.getResponseBody().write("wrong".getBytes());
            }
        });
        server.start();
        address = "http://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        System.setProperty("user.home", home);
        System.clearProperty("salty.cache");
        server.stop(0);
    }

    @Test
    void anotherFileThanThePublishedOneIsRefused() {
        Run run = Run.salty("download", "vgg16", "-q", "--from", address + "/wrong.h5");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly("salty: " + address + "/wrong.h5: gave a file of MD5 "
                + "2bda2998d9b0ee197da142a0447f6725 instead of 64373286793e3c8b2b4e3219cbf3544b; it was deleted, try "
                + "again or from elsewhere");
        assertThat(folder.resolve("cache/models")).isEmptyDirectory();
    }

    @Test
    void progressGoesToStderr() {
        Run run = Run.salty("download", "vgg16", "--from", address + "/wrong.h5");

        assertThat(run.errors()).hasSize(3).startsWith("salty: " + address + "/wrong.h5 to "
                + folder.resolve("cache/models"));
        assertThat(run.errors().get(1)).isEqualTo("salty: 0.0 of 0.0 MB");
    }

    @Test
    void anAddressWithoutTheFileIsNamed() {
        assertThat(Run.salty("download", "vgg16", "-q", "--from", address + "/none.h5").errors()).containsExactly(
                "salty: " + address + "/none.h5: the server answers 404 Not Found; download it by other means, or try later");
        assertThat(Run.salty("download", "vgg16", "--from", "ftp://x/y").errors()).containsExactly(
                "salty: --from ftp://x/y: must begin with https://");
        assertThat(Run.salty("download", "vgg61").errors()).containsExactly(
                "salty: no model 'vgg61' to download; there is vgg16");
    }

    @Test
    void aFileThatIsThereIsCheckedAndNotFetchedAgain() throws IOException {
        Path there = folder.resolve(".keras/models").resolve(NAME);
        Files.createDirectories(there.getParent());
        Files.writeString(there, "wrong");

        Run run = Run.salty("download", "vgg16", "--from", address + "/wrong.h5");

        assertThat(run.errors()).containsExactly("salty: " + there + ": has MD5 2bda2998d9b0ee197da142a0447f6725 "
                + "instead of 64373286793e3c8b2b4e3219cbf3544b, so it is not the published file; move it away and run "
                + "this again");
        assertThat(requests).hasValue(0);
    }

    @Test
    void vgg16IsLookedForInKerasFolderThenInTheCache() throws IOException {
        Path cache = folder.resolve("cache");
        Path vgg16 = Path.of("vgg16");
        Path fetched = cache.resolve("models").resolve(NAME);
        Path keras = folder.resolve(".keras/models").resolve(NAME);
        assertThatThrownBy(() -> ModelFile.of(vgg16)).isInstanceOf(UserException.class).hasMessage("vgg16: no "
                + NAME + " in " + keras.getParent() + " or " + fetched.getParent()
                + "; fetch it with: salty download vgg16");

        Files.createDirectories(fetched.getParent());
        Files.createFile(fetched);
        assertThat(ModelFile.of(vgg16).path()).isEqualTo(fetched);

        Files.createDirectories(keras.getParent());
        Files.createFile(keras);
        assertThat(ModelFile.of(vgg16).path()).isEqualTo(keras);
        assertThat(ModelFile.of(Path.of("other.h5")).path()).isEqualTo(Path.of("other.h5"));
    }
}

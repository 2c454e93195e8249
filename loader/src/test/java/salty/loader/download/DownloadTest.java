package salty.loader.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server on this machine: whole, broken off, with and without ranges, wrong. */
class DownloadTest {
    private static final int LENGTH = 300_001;
    private static final long MAX_BYTES = LENGTH + 5;

    @TempDir
    private Path folder;
    private final byte[] content = new byte[LENGTH];
    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;
    private boolean honoursRanges = true;
    /** After how many bytes of an answer the server hangs up. */
    private int breaksAfter = Integer.MAX_VALUE;
    private URI address;
    private Path target;
    private Path part;
    private String md5;

    @BeforeEach
    void serve() throws IOException {
        new Random(1).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/weights.h5", this::answer);
        server.start();
        address = URI.create("http://localhost:" + server.getAddress().getPort() + "/weights.h5");
        target = folder.resolve("models/weights.h5");
        part = folder.resolve("models/weights.h5.part");
        md5 = Download.md5(Files.write(folder.resolve("original"), content));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range);
        int from = range == null || !honoursRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= LENGTH) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + LENGTH);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, LENGTH - from);
        try (exchange) {
            exchange.getResponseBody().write(content, from, Math.min(LENGTH - from, breaksAfter));
            exchange.getResponseBody().flush();
        }
    }

    private List<Long> fetch() {
        List<Long> arrivals = new ArrayList<>();
        Download.fetch(address, target, md5, MAX_BYTES, (bytes, of) -> {
            assertThat(of).isEqualTo(LENGTH);
            arrivals.add(bytes);
        });
        return arrivals;
    }

    private void assertComplete() {
        assertThat(target).hasBinaryContent(content);
        assertThat(part).doesNotExist();
    }

    @Test
    void aFileArrivesWholeAndSaysHowFarItIs() {
        List<Long> arrivals = fetch();

        assertComplete();
        assertThat(arrivals).isSorted().endsWith((long) LENGTH);
        assertThat(ranges).containsExactly((String) null);
    }

    @Test
    void aBrokenConnectionKeepsWhatArrivedAndTheNextAttemptGoesOn() throws IOException {
        breaksAfter = 100_000;
        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                .hasMessageStartingWith(address + ": the connection broke (").hasMessageNotContaining("\n")
                .hasMessageContaining("run it again to go on");
        assertThat(target).doesNotExist();
        long kept = Files.size(part);
        assertThat(kept).isBetween(1L, 100_000L);

        assertThatThrownBy(this::fetch).hasMessageContaining(" of " + LENGTH + " bytes");
        breaksAfter = Integer.MAX_VALUE;
        List<Long> arrivals = fetch();

        assertComplete();
        assertThat(ranges.get(1)).isEqualTo("bytes=" + kept + "-");
        assertThat(arrivals.getFirst()).isGreaterThan(kept);
    }

    @Test
    void aServerWithoutRangesBeginsAnew() throws IOException {
        honoursRanges = false;
        Files.createDirectories(part.getParent());
        Files.write(part, Arrays.copyOf(content, 1234));

        fetch();

        assertComplete();
        assertThat(ranges).containsExactly("bytes=1234-");
    }

    @Test
    void aPartThatIsWholeNeedsOnlyItsName() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, content);

        fetch();

        assertComplete();
    }

    @Test
    void aPartThatIsTooLongIsThrownAway() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[LENGTH + 1]);

        fetch();

        assertComplete();
        assertThat(ranges).containsExactly("bytes=" + (LENGTH + 1) + "-", null);
    }

    @Test
    void aWrongSumLeavesNothing() throws IOException {
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[] {1, 2, 3});

        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                .hasMessageMatching(address + ": gave a file of MD5 [0-9a-f]{32} instead of " + md5
                        + "; it was deleted.*");
        assertThat(target).doesNotExist();
        assertThat(part).doesNotExist();

        fetch();
        assertComplete();
    }

    /** Serves a path that answers with another address. */
    private URI leading(String path, String to) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        return address.resolve(path);
    }

    @Test
    void fiveOtherAddressesAreFollowedAndNoMore() {
        URI file = address;
        leading("/5", file.toString());
        for (int i = 4; i >= 1; i--) {
            leading("/" + i, "/" + (i + 1));
        }
        address = leading("/0", "/1");
        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                .hasMessageContaining("leads from address to address, more than 5 times");
        address = file.resolve("/1");
        fetch();
        assertComplete();
    }

    @Test
    void noAddressThatOthersCanListenToIsFollowed() {
        for (String to : List.of("http://example.org/weights.h5", "ftp://localhost/x", "file:///etc/passwd",
                "http://localhost.example.org/")) {
            URI first = address;
            address = leading("/" + Integer.toHexString(to.hashCode()), to);
            assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                    .hasMessageContaining("which is not https").hasMessageNotContaining("\n");
            address = first;
        }
        assertThat(Download.isSafe(URI.create("https://example.org/x"))).isTrue();
        assertThat(Download.isSafe(URI.create("http://127.0.0.1:8/x"))).isTrue();
        assertThat(Download.isSafe(URI.create("http://10.0.0.1/x"))).isFalse();
    }

    @Test
    void aServerThatNeverEndsIsNotBelieved() {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                for (int i = 0; i < 1000; i++) {
                    exchange.getResponseBody().write(content);
                }
            }
        });
        address = address.resolve("/endless");
        assertThatThrownBy(() -> Download.fetch(address, target, md5, MAX_BYTES, (bytes, of) -> { }))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("sends more than the " + MAX_BYTES + " bytes of the file");
        assertThat(target).doesNotExist();
        assertThat(part).doesNotExist();
    }

    @Test
    void aFileThatIsNotThereIsSaidInOneLine() {
        address = address.resolve("/other.h5");

        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                .hasMessage(address + ": the server answers 404 Not Found; download it by other means, or try later");
        assertThat(target.getParent()).isEmptyDirectory();
    }

    @Test
    void aServerThatIsNotThereIsSaidInOneLine() {
        server.stop(0);

        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class)
                .hasMessageStartingWith(address + ": cannot be reached (").hasMessageEndingWith("; try again");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder.resolve("models"), "a file");

        assertThatThrownBy(this::fetch).isInstanceOf(DownloadException.class).hasMessageStartingWith(part.toString());
    }

    @Test
    void twoDownloadsDoNotWriteTheSameFile() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first = Thread.ofPlatform().start(() -> {
            try {
                Download.fetch(address, target, md5, MAX_BYTES, (bytes, of) -> {
                    begun.countDown();
                    await(refused);
                });
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });
        await(begun);

        assertThatThrownBy(this::fetch).hasMessage(part + ": another download is writing it; wait for that one");
        refused.countDown();
        first.join();

        assertThat(failure.get()).isNull();
        assertComplete();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

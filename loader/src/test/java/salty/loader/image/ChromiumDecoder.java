package salty.loader.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * What Chromium shows of pictures. A headless one opens a page of localhost, {@code chromium.html}, that fetches file
 * after file, decodes it and sends the pixels back. Used by one thread.
 */
final class ChromiumDecoder implements AutoCloseable {

    private static final Path COMMAND = Path.of(System.getProperty("salty.chromium", "/usr/bin/chromium"));
    private static final int SECONDS = 300;

    /** A frame's colours and opacity, not multiplied, {@code (height, width, 4)}. */
    record Frame(int width, int height, byte[] rgba) {
    }

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final SynchronousQueue<byte[]> files = new SynchronousQueue<>();
    private final SynchronousQueue<byte[]> results = new SynchronousQueue<>();
    private final Path profile = Files.createTempDirectory("salty-chromium");
    private final Process process;
    private volatile String type;

    ChromiumDecoder() throws IOException {
        server.createContext("/", exchange -> answer(exchange, "text/html",
                ChromiumDecoder.class.getResourceAsStream("chromium.html").readAllBytes()));
        server.createContext("/next", exchange -> {
            byte[] file = take(files, 3600);
            answer(exchange, type, file);
        });
        server.createContext("/result", exchange -> {
            put(results, exchange.getRequestBody().readAllBytes());
            answer(exchange, "text/plain", new byte[0]);
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        process = new ProcessBuilder(COMMAND.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--force-color-profile=srgb", "--user-data-dir=" + profile,
                "http://localhost:" + server.getAddress().getPort() + "/")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    static boolean isThere() {
        return Files.isExecutable(COMMAND);
    }

    /**
     * The frames of a file.
     *
     * @param mimeType of the file
     * @return none if Chromium refuses it, or shows it in part
     */
    List<Frame> decode(byte[] file, String mimeType) {
        type = mimeType;
        put(files, file);
        ByteBuffer result = ByteBuffer.wrap(take(results, SECONDS));
        List<Frame> frames = new ArrayList<>();
        while (result.hasRemaining()) {
            int width = result.getInt();
            int height = result.getInt();
            byte[] rgba = new byte[4 * width * height];
            result.get(rgba);
            frames.add(new Frame(width, height, rgba));
        }
        return frames;
    }

    private static byte[] take(SynchronousQueue<byte[]> queue, int seconds) {
        try {
            byte[] taken = queue.poll(seconds, TimeUnit.SECONDS);
            if (taken == null) {
                throw new IllegalStateException("Chromium does not answer");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(SynchronousQueue<byte[]> queue, byte[] data) {
        try {
            if (!queue.offer(data, SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Chromium does not ask for a file");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(type)));
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        server.stop(0);
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        deleteProfile();
    }

    /** The browser's last processes may still write there. */
    private void deleteProfile() throws IOException {
        for (int attempt = 0; Files.exists(profile) && attempt < 50; attempt++) {
            try (var paths = Files.walk(profile)) {
                paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
            } catch (UncheckedIOException e) {
                continue;
            }
        }
    }

    /** Writes what Chromium shows of each file beside it, uint8 {@code (frames, height, width, 4)}. */
    public static void main(String[] args) throws IOException {
        try (ChromiumDecoder decoder = new ChromiumDecoder()) {
            for (String name : args) {
                String ending = name.substring(name.lastIndexOf('.') + 1);
                List<Frame> frames = decoder.decode(Files.readAllBytes(Path.of(name)),
                        "image/" + (ending.equals("jpg") ? "jpeg" : ending));
                if (frames.isEmpty()) {
                    System.out.println(name + " is not shown");
                    continue;
                }
                String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + frames.size() + ", "
                        + frames.getFirst().height() + ", " + frames.getFirst().width() + ", 4), }";
                ByteArrayOutputStream npy = new ByteArrayOutputStream();
                npy.writeBytes("\u0093NUMPY\1\0\u0076\0".getBytes(StandardCharsets.ISO_8859_1));
                npy.writeBytes((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
                frames.forEach(frame -> npy.writeBytes(frame.rgba()));
                Files.write(Path.of(name + ".npy"), npy.toByteArray());
            }
        }
    }
}

package salty.loader.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fetches a large file over HTTPS. What has arrived lies in {@code NAME.part} beside the target and is kept when the
 * line breaks; the next attempt asks for the rest with a range request (RFC 9110, section 14). The target appears in
 * one step, and only with the right MD5. Servers are followed to at most five other addresses, none of them
 * unencrypted, and believed no more bytes than the file has.
 */
public final class Download {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int BLOCK = 1 << 16;
    private static final int MAX_REDIRECTS = 5;
    /** So much of what a server says of itself is repeated. */
    private static final int MAX_REASON = 100;

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Some bytes have arrived.
         *
         * @param bytes how many there are, those of earlier attempts included
         * @param of    how many there will be; -1 if the server does not say
         */
        void arrived(long bytes, long of);
    }

    private final URI from;
    private final Path target;
    private final String md5;
    private final long maxBytes;
    private final Listener listener;
    private final MessageDigest digest = newDigest();

    private Download(URI from, Path target, String md5, long maxBytes, Listener listener) {
        this.from = from;
        this.target = target;
        this.md5 = md5;
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /**
     * Fetches a file, or the rest of it.
     *
     * @param from     an address that {@link #isSafe}
     * @param target   where it appears; its folder is made
     * @param md5      of its bytes, in lower-case hexadecimal
     * @param maxBytes how many bytes it has at most
     * @throws DownloadException in one line
     */
    public static void fetch(URI from, Path target, String md5, long maxBytes, Listener listener) {
        new Download(from, target, md5, maxBytes, listener).run();
    }

    /** Whether nobody on the way can read or change what comes from an address: HTTPS, or this machine itself. */
    public static boolean isSafe(URI address) {
        String host = address.getHost();
        return host != null && ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(
                address.getScheme()) && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]")));
    }

    /**
     * The MD5 of a file's bytes, in lower-case hexadecimal.
     *
     * @throws DownloadException if it cannot be read
     */
    public static String md5(Path file) {
        MessageDigest digest = newDigest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        } catch (IOException e) {
            throw new DownloadException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void run() {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw"); FileLock lock = lock(file, part)) {
                receive(file);
            }
            String actual = HexFormat.of().formatHex(digest.digest());
            if (!actual.equals(md5)) {
                Files.delete(part);
                throw new DownloadException(from + ": gave a file of MD5 " + actual + " instead of " + md5
                        + "; it was deleted, try again or from elsewhere");
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DownloadException(part + ": cannot be written (" + e.getMessage() + ")", e);
        } finally {
            removeIfEmpty(part);
        }
    }

    private static void removeIfEmpty(Path part) {
        try {
            if (Files.exists(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        } catch (IOException e) {
            throw new DownloadException(part + ": cannot be removed (" + e.getMessage() + ")", e);
        }
    }

    private static FileLock lock(RandomAccessFile file, Path part) throws IOException {
        FileLock lock;
        try {
            lock = file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new DownloadException(part + ": another download is writing it; wait for that one");
        }
        return lock;
    }

    /** Appends what is missing to what is there. */
    private void receive(RandomAccessFile file) throws IOException {
        long there = digestAll(file);
        HttpURLConnection connection = ask(there);
        try {
            int status = status(connection);
            if (status == 416 && there > 0) {
                // Either nothing is missing, or this is no beginning of that file: the whole is asked for once more.
                if (("bytes */" + there).equals(connection.getHeaderField("Content-Range"))) {
                    listener.arrived(there, there);
                    return;
                }
                connection.disconnect();
                connection = ask(0);
                status = status(connection);
            }
            if (status != 200 && status != 206) {
                throw new DownloadException(from + ": the server answers " + status
                        + reason(connection.getResponseMessage()) + "; download it by other means, or try later");
            }
            boolean continues = status == 206 && continuesAt(connection, there);
            if (!continues && there > 0) {
                there = 0;
                digest.reset();
                file.setLength(0);
            }
            copy(connection, file, there);
        } finally {
            connection.disconnect();
        }
    }

    private long digestAll(RandomAccessFile file) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int n = file.read(block); n >= 0; n = file.read(block)) {
            digest.update(block, 0, n);
        }
        return file.getFilePointer();
    }

    /** A server's own words, which may be anything. */
    private static String reason(String said) {
        return said == null ? "" : " " + said.substring(0, Math.min(said.length(), MAX_REASON))
                .replaceAll("[^\\p{Alnum}\\p{Punct} ]", "?");
    }

    private HttpURLConnection ask(long beginning) throws IOException {
        URI address = from;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            if (!isSafe(address)) {
                throw new DownloadException(from + ": leads to " + reason(address.toString()).strip()
                        + ", which is not https; download it by other means");
            }
            HttpURLConnection connection = connect(address, beginning);
            String next = connection.getHeaderField("Location");
            if (status(connection) / 100 != 3 || next == null) {
                return connection;
            }
            connection.disconnect();
            try {
                address = address.resolve(next);
            } catch (IllegalArgumentException e) {
                throw new DownloadException(from + ": leads to what is no address; download it by other means", e);
            }
        }
        throw new DownloadException(from + ": leads from address to address, more than " + MAX_REDIRECTS
                + " times; download it by other means");
    }

    private static HttpURLConnection connect(URI address, long beginning) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (beginning > 0) {
            connection.setRequestProperty("Range", "bytes=" + beginning + "-");
        }
        return connection;
    }

    private int status(HttpURLConnection connection) {
        try {
            return connection.getResponseCode();
        } catch (UnknownHostException e) {
            throw new DownloadException(from + ": no such host " + from.getHost()
                    + "; is this machine online, or behind a proxy (SALTY_JAVA_OPTS=-Dhttps.proxyHost=HOST)?", e);
        } catch (IOException e) {
            throw new DownloadException(from + ": cannot be reached (" + e.getMessage() + "); try again", e);
        }
    }

    private static boolean continuesAt(HttpURLConnection connection, long beginning) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + beginning + "-");
    }

    private void copy(HttpURLConnection connection, RandomAccessFile file, long beginning) throws IOException {
        long rest = connection.getContentLengthLong();
        long whole = rest < 0 ? -1 : beginning + rest;
        long arrived = beginning;
        byte[] block = new byte[BLOCK];
        try (InputStream in = connection.getInputStream()) {
            for (int n = read(in, block, arrived, whole); n >= 0; n = read(in, block, arrived, whole)) {
                file.write(block, 0, n);
                digest.update(block, 0, n);
                arrived += n;
                if (arrived > maxBytes) {
                    file.setLength(0);
                    throw new DownloadException(from + ": sends more than the " + maxBytes
                            + " bytes of the file; it was deleted, try again or from elsewhere");
                }
                listener.arrived(arrived, whole);
            }
        }
        if (arrived < whole) {
            throw broken("it was closed", arrived, whole, null);
        }
    }

    private int read(InputStream in, byte[] block, long arrived, long whole) {
        try {
            return in.read(block);
        } catch (SocketTimeoutException e) {
            throw broken("silent for " + TIMEOUT_MILLIS / 1000 + " s", arrived, whole, e);
        } catch (IOException e) {
            throw broken(e.getMessage(), arrived, whole, e);
        }
    }

    private DownloadException broken(String reason, long arrived, long whole, IOException cause) {
        return new DownloadException(from + ": the connection broke (" + reason + ") after " + arrived
                + (whole < 0 ? "" : " of " + whole) + " bytes, which are kept; run it again to go on", cause);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}

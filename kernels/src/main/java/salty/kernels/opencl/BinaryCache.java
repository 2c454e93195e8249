package salty.kernels.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import salty.engine.backend.CacheFolder;

/**
 * Compiled programs and tuned tile sizes on disk, one file each, under names that say everything they depend on.
 *
 * <p>A cache that cannot be read or written costs time, never a result.
 *
 * @param folder where the files are; made when the first one is stored
 */
record BinaryCache(Path folder) {

    /** The cache of this user. */
    static BinaryCache standard() {
        return new BinaryCache(CacheFolder.standard());
    }

    /** SHA-256 of the parts, each ended by a zero byte so that none can run into the next. */
    static String key(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The bytes stored under {@code key}, or null. */
    byte[] load(String key) {
        var file = folder.resolve(key);
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Stores bytes under {@code key}: written aside and renamed, so that no reader ever sees half a file. */
    void store(String key, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            var half = Files.createTempFile(folder, key.substring(0, 8), ".tmp");
            try {
                Files.write(half, bytes);
                Files.move(half, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            System.getLogger(BinaryCache.class.getName()).log(System.Logger.Level.DEBUG,
                () -> "the cache " + folder + " cannot be written: " + e);
        }
    }
}

package salty.loader.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of bytes that come all at once or in parts. */
public final class Sha256 {

    private final MessageDigest digest;

    /** Of nothing yet. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The hash of some bytes, in hexadecimal. */
    public static String hex(byte[] bytes) {
        return new Sha256().add(bytes, bytes.length).hex();
    }

    /** The hash of a text's UTF-8 bytes, in hexadecimal. */
    public static String hex(String text) {
        return new Sha256().add(text).hex();
    }

    /** Goes on with the first bytes of an array. */
    public Sha256 add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
        return this;
    }

    /** Goes on with what remains of a buffer. */
    public Sha256 add(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** Goes on with a text's UTF-8 bytes. */
    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The hash of all that was added; what comes then begins anew. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** {@link #bytes} in hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}

package salty.loader.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file's first bytes say it is, and what to tell the one who gave it in place of a model. */
public enum FileKind {
    /** HDF5: Keras' {@code .h5}, {@code .hdf5}, {@code .weights.h5}. */
    HDF5("an HDF5 file"),
    /** A zip archive: Keras 3's {@code .keras}. */
    ZIP("a zip archive; give the .keras file or the .h5 that is in it"),
    /** JSON text: TF.js' {@code model.json}. */
    JSON("a JSON text; a TF.js model is its model.json beside its weight files"),
    /** An ONNX model. */
    ONNX("an ONNX model"),
    /** What git leaves in place of a large file. */
    GIT_LFS("a git-lfs pointer, not the file itself; run `git lfs pull`"),
    /** A page in place of a download. */
    HTML("an HTML page, not a model: the download failed; download it again"),
    /** A gzip stream. */
    GZIP("gzip-compressed; run gunzip first"),
    /** A TensorFlow Lite model. */
    TFLITE("a TensorFlow Lite model; give the Keras file that it was made from"),
    /** A Python pickle: it holds code. */
    PICKLE("a Python pickle, which is never opened; save the model with Keras' model.save"),
    /** A NumPy array. */
    NUMPY("a NumPy array"),
    /** Readable text of no known kind. */
    TEXT("a text"),
    /** None of these. */
    UNKNOWN("of no kind that holds models");

    /** The first eight bytes of HDF5, at offset 0 or at 512 times a power of two. */
    private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** The tags of what may follow: producer, domain, version, documentation, graph, operators, metadata. */
    private static final String ONNX_FIELDS = "\u0012\u001a\"(2:Br";
    private static final int HEAD = 512;

    private final String description;

    FileKind(String description) {
        this.description = description;
    }

    /** What such a file is, and the remedy where it is no model: {@code an HTML page, not a model: ...}. */
    public String description() {
        return description;
    }

    /** The kind of the file with these bytes. */
    public static FileKind of(MemorySegment bytes) {
        byte[] head = new byte[(int) Math.min(HEAD, bytes.byteSize())];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, head, 0, head.length);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        // A member of an archive may lie where HDF5 looks for its signature behind a user block.
        if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
            return ZIP;
        }
        if (hdf5Start(bytes) >= 0) {
            return HDF5;
        }
        if (text.startsWith("version https://git-lfs")) {
            return GIT_LFS;
        }
        if (start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml")) {
            return HTML;
        }
        if (text.startsWith("\u001f\u008b")) {
            return GZIP;
        }
        if (text.startsWith("TFL3", Math.min(4, text.length()))) {
            return TFLITE;
        }
        if (text.startsWith("\u0093NUMPY")) {
            return NUMPY;
        }
        if (text.startsWith("\u0080\2") || text.startsWith("\u0080\3") || text.startsWith("\u0080\4")
                || text.startsWith("\u0080\5")) {
            return PICKLE;
        }
        if (isOnnx(head)) {
            return ONNX;
        }
        if (start.startsWith("{")) {
            return JSON;
        }
        return isText(head) ? TEXT : UNKNOWN;
    }

    /** Where HDF5 begins behind a user block, whose size is 0 or 512 times a power of two; -1 if it does nowhere. */
    public static long hdf5Start(MemorySegment bytes) {
        MemorySegment signature = MemorySegment.ofArray(HDF5_SIGNATURE);
        for (long at = 0; at + HDF5_SIGNATURE.length <= bytes.byteSize(); at = at == 0 ? HEAD : 2 * at) {
            if (bytes.asSlice(at, HDF5_SIGNATURE.length).mismatch(signature) < 0) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Protobuf has no signature. An ONNX file begins with the version of its format, field 1, and goes on with another
     * field of its first message; TensorFlow's SavedModel has the version 1, which ONNX had before its operators had
     * any.
     */
    private static boolean isOnnx(byte[] head) {
        return head.length > 2 && head[0] == 0x08 && head[1] > 1 && head[1] < 0x40 && ONNX_FIELDS.indexOf(head[2]) >= 0;
    }

    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return head.length > 0;
    }
}

package salty.vision.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import salty.loader.file.Sha256;

/** The hash of a model's files, by which stored answers know whose they are. */
public final class ModelHash {

    private ModelHash() {
    }

    /**
     * The SHA-256 of a model: of its file, or, of a TF.js {@code model.json} or its folder, of that file and then the
     * weight files that it lists, in its order.
     *
     * @param model one that was loaded, so its files are there and are what they should be
     * @throws IOException if one cannot be read
     */
    public static String of(Path model) throws IOException {
        Sha256 hash = new Sha256();
        for (Path file : files(model)) {
            update(hash, file);
        }
        return hash.hex();
    }

    /**
     * The files that a model consists of.
     *
     * @throws IOException if they are listed in one that cannot be read
     */
    public static List<Path> files(Path model) throws IOException {
        List<Path> files = new ArrayList<>();
        Path file = Files.isDirectory(model) ? model.resolve("model.json") : model;
        files.add(requireRegular(file));
        if (file.toString().endsWith(".json")) {
            JsonNode manifest = new JsonMapper().readTree(Files.readAllBytes(file)).path("weightsManifest");
            for (JsonNode group : manifest) {
                for (JsonNode path : group.path("paths")) {
                    files.add(requireRegular(file.resolveSibling(path.asString())));
                }
            }
        }
        return files;
    }

    /** A pipe would hold up its reader. */
    private static Path requireRegular(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "no such file, or no regular one");
        }
        return file;
    }

    private static void update(Sha256 hash, Path file) throws IOException {
        byte[] block = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                hash.add(block, count);
            }
        }
    }
}

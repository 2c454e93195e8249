package salty.loader.tfjs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.loader.keras.KerasModel;

/** Writes a model as a TF.js layers model: {@code model.json} and shards of 4 MB, which weights may straddle. */
public final class TfjsWriter {

    /** What browsers cache well: tfjs-converter's own default. */
    static final int SHARD_BYTES = 4 << 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TfjsWriter() {
    }

    /**
     * Writes a model into a folder, which is made if need be. An older model there is replaced when the new one is
     * complete.
     *
     * @param quantization how the weights are made smaller
     * @throws IOException                         if the folder cannot be written
     * @throws salty.loader.file.ModelFormatException if the model has what TF.js has not
     */
    public static void write(Path folder, KerasModel model, Quantization quantization) throws IOException {
        ObjectNode topology = JSON.objectNode().put("keras_version", "2.15.0").put("backend", "tensorflow")
                .set("model_config", Keras2Config.of(model));
        Path target = folder.toAbsolutePath().normalize();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".part");
        delete(unfinished);
        Files.createDirectories(unfinished);
        try {
            ArrayNode entries = JSON.arrayNode();
            List<String> shards = writeShards(unfinished, model, quantization, entries);
            ArrayNode paths = JSON.arrayNode();
            shards.forEach(paths::add);
            ObjectNode group = JSON.objectNode().<ObjectNode>set("paths", paths).set("weights", entries);
            ObjectNode json = JSON.objectNode().put("format", "layers-model").put("generatedBy", "keras v2.15.0")
                    .put("convertedBy", "Salty").<ObjectNode>set("modelTopology", topology)
                    .set("weightsManifest", JSON.arrayNode().add(group));
            Path file = unfinished.resolve("model.json");
            Files.writeString(file, json.toString());
            // Of what a reader will see: quantised weights are others than those that came in.
            json.putObject("userDefinedMetadata").put(TfjsReader.DIGEST, TfjsReader.open(file).weightsSha256());
            Files.writeString(file, json.toString());
            Files.createDirectories(target);
            for (String shard : shards) {
                Files.move(unfinished.resolve(shard), target.resolve(shard), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(unfinished.resolve("model.json"), target.resolve("model.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(unfinished);
        }
    }

    /**
     * Writes all weights one after another; shards are named {@code group1-shard1of3.bin}, so their number comes first.
     */
    private static List<String> writeShards(Path folder, KerasModel model, Quantization quantization, ArrayNode entries)
            throws IOException {
        List<KerasModel.Weight> weights = model.weights();
        long total = 0;
        for (KerasModel.Weight weight : weights) {
            total += weight.value().values().get().byteSize() / Float.BYTES * quantization.size();
        }
        int count = Math.max(1, Math.toIntExact((total + SHARD_BYTES - 1) / SHARD_BYTES));
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("group1-shard" + i + "of" + count + ".bin");
        }
        FileChannel shard = create(folder.resolve(names.getFirst()));
        int index = 0;
        try {
            for (KerasModel.Weight weight : weights) {
                ObjectNode entry = entries.addObject().put("name", name(weight)).put("dtype", "float32");
                ArrayNode shape = entry.putArray("shape");
                for (int dim : weight.value().shape()) {
                    shape.add(dim);
                }
                ByteBuffer bytes = quantization.encode(weight.value().values().get(), entry);
                while (bytes.hasRemaining()) {
                    if (shard.position() == SHARD_BYTES) {
                        shard.close();
                        shard = create(folder.resolve(names.get(++index)));
                    }
                    int end = bytes.limit();
                    bytes.limit((int) Math.min(end, bytes.position() + SHARD_BYTES - shard.position()));
                    shard.write(bytes);
                    bytes.limit(end);
                }
            }
        } finally {
            shard.close();
        }
        return names;
    }

    /** TF.js names a weight by its own layer, without the models around it. */
    private static String name(KerasModel.Weight weight) {
        return weight.layer().substring(weight.layer().lastIndexOf('/') + 1) + "/" + weight.role();
    }

    private static FileChannel create(Path shard) throws IOException {
        return FileChannel.open(shard, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}

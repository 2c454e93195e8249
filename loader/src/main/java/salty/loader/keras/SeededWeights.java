package salty.loader.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import salty.loader.card.ModelCard;
import salty.loader.file.Sha256;
import salty.loader.hdf5.DatasetContent;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.networks.Architecture;
import salty.loader.keras.networks.KnownNetworks;
import salty.loader.keras.weights.KerasOrder;

/**
 * Makes weights for a known network when the trained ones are not at hand: kernels are drawn as He et al., "Delving
 * deep into rectifiers" (2015), do, so that values keep their size through the layers; everything else is what training
 * starts from.
 */
public final class SeededWeights {

    private static final int BUFFER = 1 << 18;

    private SeededWeights() {
    }

    /**
     * Writes a weights-only HDF5 file in Keras' layout, with the digest of its weights. The same seed gives the same bytes on one version of Java.
     *
     * @param network a name of {@link KnownNetworks#names()}
     * @throws IllegalArgumentException if there is no such network
     * @throws IOException              if the file cannot be written
     */
    public static void write(Path path, String network, long seed) throws IOException {
        Architecture architecture = KnownNetworks.named(network);
        ModelConfig config = ConfigReader.read(path.toString(), architecture.config(), false);
        NewGroup root = new NewGroup()
                .texts("layer_names", KerasOrder.of(config).stream().map(LayerConfig::name).toList())
                .text("backend", "tensorflow").text("keras_version", "2.15.0");
        SplittableRandom seeds = new SplittableRandom(seed);
        HashChannel hash = new HashChannel(new Sha256());
        for (Map.Entry<String, List<Architecture.Weight>> layer : architecture.weights().entrySet()) {
            List<String> names = new ArrayList<>();
            NewGroup group = root.group(layer.getKey());
            for (Architecture.Weight weight : layer.getValue()) {
                String name = layer.getKey() + "/" + weight.role() + ":0";
                names.add(name);
                long own = seeds.nextLong();
                DatasetContent content = out -> values(weight, new SplittableRandom(own), out);
                group.dataset(name, dims(weight), content);
                // The digest stands before the values in the file: they are drawn twice, not kept.
                KerasModel.addName(hash.sum(), layer.getKey(), weight.role(), weight.shape());
                content.writeTo(hash);
            }
            group.texts("weight_names", names);
        }
        ModelCard.addDigest(root, hash.sum().hex());
        Hdf5Writer.write(path, root);
    }

    private static long[] dims(Architecture.Weight weight) {
        long[] dims = new long[weight.shape().length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = weight.shape()[i];
        }
        return dims;
    }

    private static void values(Architecture.Weight weight, SplittableRandom random, WritableByteChannel out)
            throws IOException {
        long count = 1;
        for (int dim : weight.shape()) {
            count *= dim;
        }
        float constant = weight.role().equals("gamma") || weight.role().equals("moving_variance") ? 1 : 0;
        double deviation = weight.fanIn() == 0 ? 0 : Math.sqrt(2.0 / weight.fanIn());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        while (count > 0) {
            buffer.clear();
            for (; count > 0 && buffer.hasRemaining(); count--) {
                buffer.putFloat(weight.fanIn() == 0 ? constant : (float) (deviation * random.nextGaussian()));
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        }
    }

    /** Takes bytes into a hash. */
    private record HashChannel(Sha256 sum) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            sum.add(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}

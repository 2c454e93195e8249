package salty.vision.scan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Constant;
import salty.loader.file.ModelFormatException;

/**
 * Looks for weights that are no finite numbers. A network does not show them: ReLU and pooling make a zero of NaN, and
 * a softmax makes plausible probabilities of that, so every picture would be as safe as any.
 */
public final class FiniteWeights {

    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** The bits of infinity; those of a NaN are more, those of finite numbers less, without the sign. */
    private static final int INFINITE = 0x7f800000;
    private static final int BLOCK = 1 << 20;

    private FiniteWeights() {
    }

    /**
     * Reads every weight of a model.
     *
     * @param file what messages call the model
     * @throws ModelFormatException naming the first weight that is not finite
     */
    public static void check(String file, Model model) {
        for (Layer layer : model.layers().values()) {
            layer.weights().forEach((role, node) -> {
                if (node.op() instanceof Constant constant) {
                    check(file, layer.name() + "/" + role, constant.value());
                }
            });
        }
    }

    private static void check(String file, String place, Tensor weight) {
        MemorySegment data = weight.data();
        long size = data.byteSize() / Float.BYTES;
        long first = LongStream.range(0, (size + BLOCK - 1) / BLOCK).parallel()
                .map(block -> firstInfinite(data, block * BLOCK, Math.min(size, (block + 1) * BLOCK)))
                .filter(at -> at >= 0).min().orElse(-1);
        if (first >= 0) {
            throw new ModelFormatException(file, place, "holds " + weight.get(first) + " at element " + first
                    + "; what such a model says means nothing: train it again, or repair the file");
        }
    }

    /** The first element of a range that is infinite or no number; -1 if there is none. */
    private static long firstInfinite(MemorySegment data, long from, long to) {
        int largest = 0;
        for (long i = from; i < to; i++) {
            largest = Math.max(largest, data.getAtIndex(BITS, i) & Integer.MAX_VALUE);
        }
        if (largest < INFINITE) {
            return -1;
        }
        long at = from;
        while ((data.getAtIndex(BITS, at) & Integer.MAX_VALUE) < INFINITE) {
            at++;
        }
        return at;
    }
}

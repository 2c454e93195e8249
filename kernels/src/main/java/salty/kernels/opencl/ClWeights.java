package salty.kernels.opencl;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import salty.engine.graph.Tensor;

/**
 * Constants on the device, each uploaded once however many programs read it, in its own layout or in the one that a
 * kernel wants. An entry lives as long as its tensor or a plan that uses it.
 */
final class ClWeights {
    private static final int CHUNK = 1 << 22;

    private final ClQueue queue;
    private final Map<Tensor, Map<String, ClBuffer>> buffers = new WeakHashMap<>();

    ClWeights(ClQueue queue) {
        this.queue = queue;
    }

    /** The tensor as it is. */
    synchronized ClBuffer raw(Tensor tensor) {
        return of(tensor).computeIfAbsent("", absent -> upload(tensor));
    }

    /**
     * The tensor in another layout.
     *
     * @param layout names the layout and every number that it depends on
     * @param pack   enqueues the kernel that makes it from the uploaded tensor, which is released again unless a plan
     *               uses it as it is
     */
    synchronized ClBuffer packed(Tensor tensor, String layout, Function<ClBuffer, ClBuffer> pack) {
        var known = of(tensor);
        return known.computeIfAbsent(layout, absent -> {
            var raw = known.get("");
            if (raw != null) {
                return pack.apply(raw);
            }
            try (var passing = upload(tensor)) {
                var made = pack.apply(passing);
                queue.finish();
                return made;
            }
        });
    }

    /** A buffer of one number. */
    ClBuffer filled(long size, float value) {
        var values = new float[Math.toIntExact(size)];
        Arrays.fill(values, value);
        var buffer = queue.allocate(size);
        buffer.write(values);
        return buffer;
    }

    private Map<String, ClBuffer> of(Tensor tensor) {
        return buffers.computeIfAbsent(tensor, absent -> new HashMap<>());
    }

    private ClBuffer upload(Tensor tensor) {
        long size = tensor.shape().size();
        var buffer = queue.allocate(size);
        var chunk = new float[(int) Math.min(CHUNK, size)];
        for (long at = 0; at < size; at += CHUNK) {
            int count = (int) Math.min(CHUNK, size - at);
            MemorySegment.copy(tensor.data(), Tensor.FLOAT, at * Float.BYTES, chunk, 0, count);
            buffer.write(at, chunk, count);
        }
        return buffer;
    }
}

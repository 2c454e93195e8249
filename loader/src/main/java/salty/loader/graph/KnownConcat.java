package salty.loader.graph;

import java.util.Arrays;
import java.util.List;

/** Joins tensors that are known when the graph is built. */
final class KnownConcat {
    private KnownConcat() {
    }

    /** Tensors laid one after another along an axis. */
    static Known of(List<Known> parts, int axis) {
        int[] to = parts.getFirst().dims();
        to[axis] = Math.toIntExact(parts.stream().mapToLong(part -> part.dims()[axis]).sum());
        Known result = Known.fresh(to, parts.getFirst().type());
        long outer = Arrays.stream(to, 0, axis).asLongStream().reduce(1, Math::multiplyExact);
        long block = outer == 0 ? 0 : result.size() / outer;
        long start = 0;
        for (Known part : parts) {
            int[] agreed = part.dims();
            agreed[axis] = to[axis];
            if (!Arrays.equals(agreed, to)) {
                throw new IllegalArgumentException("joins tensors that differ elsewhere than in axis " + axis);
            }
            int run = outer == 0 ? 0 : Math.toIntExact(part.size() / outer);
            for (long i = 0; i < outer; i++) {
                result.copyRun(i * block + start, part, part.isRepeated() ? 0 : i * run, part.isRepeated() ? 0 : 1, run);
            }
            start += run;
        }
        return result;
    }
}

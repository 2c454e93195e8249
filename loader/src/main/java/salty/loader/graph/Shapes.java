package salty.loader.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move values without changing them, known or computed. */
public final class Shapes {

    /** Parts that a value is taken apart into. */
    private static final int MAX_PARTS = 4096;

    private Shapes() {
    }

    /**
     * Other extents.
     *
     * @param dims one of them may be -1, what is left
     */
    public static Value reshape(Value x, int... dims) {
        int[] to = dims.clone();
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < to.length; axis++) {
            if (to[axis] < -1 || to[axis] == -1 && open >= 0) {
                throw new IllegalArgumentException("wants the shape " + Value.text(dims));
            }
            open = to[axis] == -1 ? axis : open;
            known = to[axis] == -1 ? known : Math.multiplyExact(known, to[axis]);
        }
        if (open >= 0) {
            if (known == 0 || x.size() % known != 0) {
                throw new IllegalArgumentException("wants the shape " + Value.text(dims) + " of a value "
                        + Value.text(x.dims()));
            }
            to[open] = Math.toIntExact(x.size() / known);
        }
        return x.reshaped(to);
    }

    /** Without some axes of extent 1; without all of them where null says so. */
    public static Value squeeze(Value x, int[] axes) {
        int[] dims = x.dims();
        int[] gone = axes != null ? axes : IntStream.range(0, dims.length).filter(axis -> dims[axis] == 1).toArray();
        for (int axis : gone) {
            if (dims[axis] != 1) {
                throw new IllegalArgumentException("takes axis " + axis + " away from " + Value.text(dims));
            }
        }
        return x.reshaped(IntStream.range(0, dims.length).filter(axis -> IntStream.of(gone).noneMatch(g -> g == axis))
                .map(axis -> dims[axis]).toArray());
    }

    /** With more axes of extent 1, at these places of the result. */
    public static Value unsqueeze(Value x, long[] places) {
        int rank = x.rank() + places.length;
        int[] to = new int[rank];
        for (long place : places) {
            long axis = place < 0 ? place + rank : place;
            if (axis < 0 || axis >= rank || to[(int) axis] == 1) {
                throw new IllegalArgumentException("puts axes at " + Arrays.toString(places) + " of "
                        + Value.text(x.dims()));
            }
            to[(int) axis] = 1;
        }
        int[] dims = x.dims();
        int next = 0;
        int[] result = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            result[axis] = to[axis] == 1 ? 1 : dims[next++];
        }
        return x.reshaped(result);
    }

    /**
     * Elements along an axis from one to before another, as numpy's {@code start:stop:step}: bounds count from the end
     * where negative, and what lies outside is left out.
     */
    public static Value slice(Value x, int axis, int start, int stop, int step) {
        if (step == 0) {
            throw new IllegalArgumentException("takes slices of step 0");
        }
        int extent = x.dims()[axis];
        int from = bound(start, extent, step);
        int to = bound(stop, extent, step);
        int count = (int) Math.max(0, step > 0 ? Math.ceilDiv((long) to - from, step)
                : Math.ceilDiv((long) from - to, -(long) step));
        return x.sliced(axis, count == 0 ? 0 : from, count, step);
    }

    private static int bound(int value, int extent, int step) {
        int low = step > 0 ? 0 : -1;
        long counted = value < 0 ? (long) value + extent : value;
        return (int) Math.clamp(counted, low, step > 0 ? extent : extent - 1);
    }

    /** Parts of these extents along an axis. */
    public static List<Value> split(Value x, int axis, int[] extents) {
        long sum = IntStream.of(extents).asLongStream().sum();
        if (IntStream.of(extents).anyMatch(e -> e < 0) || sum != x.dims()[axis]) {
            throw new IllegalArgumentException("splits " + x.dims()[axis] + " elements into "
                    + Arrays.toString(extents));
        }
        List<Value> parts = new ArrayList<>();
        int from = 0;
        for (int extent : extents) {
            parts.add(x.sliced(axis, from, extent, 1));
            from += extent;
        }
        return parts;
    }

    /** The elements at known positions along an axis, in whose place the positions' axes come. */
    public static Value gather(Value x, int axis, Known positions) {
        long count = positions.size();
        if (count > MAX_PARTS) {
            throw new IllegalArgumentException("gathers " + count + " elements, the limit is " + MAX_PARTS);
        }
        int extent = x.dims()[axis];
        List<Value> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long position = positions.whole(i) < 0 ? positions.whole(i) + extent : positions.whole(i);
            if (position < 0 || position >= extent) {
                throw new IllegalArgumentException("gathers element " + positions.whole(i) + " of " + extent);
            }
            taken.add(x.sliced(axis, (int) position, 1, 1));
        }
        int[] dims = x.dims();
        int[] own = positions.dims();
        int[] to = IntStream.concat(IntStream.concat(Arrays.stream(dims, 0, axis), IntStream.of(own)),
                Arrays.stream(dims, axis + 1, dims.length)).toArray();
        if (taken.isEmpty()) {
            return x.sliced(axis, 0, 0, 1).reshaped(to);
        }
        return (taken.size() == 1 ? taken.getFirst() : Value.concat(taken, axis)).reshaped(to);
    }

    /** The whole value again and again along its axes. */
    public static Value tile(Value x, int[] times) {
        Value tiled = x;
        for (int axis = 0; axis < times.length; axis++) {
            if (times[axis] < 1 || times[axis] > MAX_PARTS) {
                throw new IllegalArgumentException("repeats " + times[axis] + " times, the limit is " + MAX_PARTS);
            }
            tiled = times[axis] == 1 ? tiled : Value.concat(Collections.nCopies(times[axis], tiled), axis);
        }
        return tiled;
    }

    /**
     * Channels of images {@code (n, c, h, w)} become pixels.
     *
     * @param channelFirst whether the channel comes before the block's row and column in the old channels
     */
    public static Value depthToSpace(Value x, int block, boolean channelFirst) {
        int[] d = images(x);
        int channels = block < 1 ? 0 : d[1] / block / block;
        if (channels < 1 || channels * block * block != d[1]) {
            throw new IllegalArgumentException("makes blocks of " + block + " of " + d[1] + " channels");
        }
        Value cut = channelFirst ? x.reshaped(d[0], channels, block, block, d[2], d[3]).transposed(0, 1, 4, 2, 5, 3)
                : x.reshaped(d[0], block, block, channels, d[2], d[3]).transposed(0, 3, 4, 1, 5, 2);
        return cut.reshaped(d[0], channels, d[2] * block, d[3] * block);
    }

    /** Pixels of images {@code (n, c, h, w)} become channels: the inverse. */
    public static Value spaceToDepth(Value x, int block, boolean channelFirst) {
        int[] d = images(x);
        if (block < 1 || d[2] % block != 0 || d[3] % block != 0) {
            throw new IllegalArgumentException("makes channels of blocks of " + block + " of " + Value.text(d));
        }
        Value cut = x.reshaped(d[0], d[1], d[2] / block, block, d[3] / block, block);
        return (channelFirst ? cut.transposed(0, 1, 3, 5, 2, 4) : cut.transposed(0, 3, 5, 1, 2, 4))
                .reshaped(d[0], d[1] * block * block, d[2] / block, d[3] / block);
    }

    private static int[] images(Value x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException("is called on a value " + Value.text(x.dims()) + ", expected images");
        }
        return x.dims();
    }
}

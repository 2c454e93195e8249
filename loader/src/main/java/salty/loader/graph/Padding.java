package salty.loader.graph;

import java.util.ArrayList;
import java.util.List;
import salty.engine.op.Pad;

/** Borders around values. */
public final class Padding {

    /** What a border is made of. */
    public enum Mode { CONSTANT, REFLECT, SYMMETRIC, EDGE }

    /** An extent that no image has; what asks for more is a mistake or an attack. */
    private static final int MAX_EXTENT = 1 << 24;

    private Padding() {
    }

    /**
     * Puts a border around a value; negative ones cut off.
     *
     * @param before for each axis
     * @param after  for each axis
     * @param number what a constant border holds
     */
    public static Value of(Value x, int[] before, int[] after, Mode mode, double number) {
        Value cut = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (Math.max(Math.abs((long) before[axis]), Math.abs((long) after[axis])) > MAX_EXTENT) {
                throw new IllegalArgumentException("has a border of " + before[axis] + " and " + after[axis]);
            }
            int less = Math.max(0, -before[axis]);
            cut = cut.sliced(axis, less, cut.dims()[axis] - less - Math.max(0, -after[axis]), 1);
        }
        if (mode == Mode.CONSTANT && cut instanceof Computed computed) {
            return computed.inOrder((node, position) -> {
                int[] front = new int[before.length];
                int[] back = new int[before.length];
                for (int axis = 0; axis < before.length; axis++) {
                    front[position[axis]] = Math.max(0, before[axis]);
                    back[position[axis]] = Math.max(0, after[axis]);
                }
                return isEmpty(front) && isEmpty(back) ? node : Pad.of(node, front, back, (float) number);
            });
        }
        for (int axis = 0; axis < x.rank(); axis++) {
            cut = along(cut, axis, Math.max(0, before[axis]), Math.max(0, after[axis]), mode, number);
        }
        return cut;
    }

    private static boolean isEmpty(int[] border) {
        for (int extent : border) {
            if (extent != 0) {
                return false;
            }
        }
        return true;
    }

    private static Value along(Value x, int axis, int before, int after, Mode mode, double number) {
        int extent = x.dims()[axis];
        int skipped = mode == Mode.REFLECT ? 1 : 0;
        if ((mode == Mode.REFLECT || mode == Mode.SYMMETRIC) && Math.max(before, after) > extent - skipped) {
            throw new IllegalArgumentException("reflects " + Math.max(before, after) + " of " + extent + " elements");
        }
        List<Value> parts = new ArrayList<>();
        if (before > 0) {
            parts.add(switch (mode) {
                case CONSTANT -> border(x, axis, before, number);
                case EDGE -> repeated(x.sliced(axis, 0, 1, 1), axis, before);
                case REFLECT, SYMMETRIC -> x.sliced(axis, before - 1 + skipped, before, -1);
            });
        }
        parts.add(x);
        if (after > 0) {
            parts.add(switch (mode) {
                case CONSTANT -> border(x, axis, after, number);
                case EDGE -> repeated(x.sliced(axis, extent - 1, 1, 1), axis, after);
                case REFLECT, SYMMETRIC -> x.sliced(axis, extent - 1 - skipped, after, -1);
            });
        }
        return parts.size() == 1 ? x : Value.concat(parts, axis);
    }

    private static Value border(Value x, int axis, int extent, double number) {
        int[] dims = x.dims();
        dims[axis] = extent;
        Known value = Known.reals(new int[0], (float) number);
        return Known.filled(dims, x instanceof Known known ? value.as(known.type()) : value);
    }

    private static Value repeated(Value slice, int axis, int count) {
        int[] dims = slice.dims();
        dims[axis] = count;
        return slice.expanded(dims);
    }
}

package salty.loader.hdf5;

/**
 * The chunks of a dataset by their place, counted in chunks along each axis.
 *
 * @param shape the extents of the dataset
 * @param max   how far it may grow, {@link Dataspace#UNLIMITED} where that is open
 * @param chunk the extents of a chunk
 */
record ChunkGrid(long[] shape, long[] max, long[] chunk) {

    int rank() {
        return shape.length;
    }

    /** The axis that may grow without limit, the first of them; -1 if there is none. */
    int unlimitedAxis() {
        for (int axis = 0; axis < max.length; axis++) {
            if (max[axis] == Dataspace.UNLIMITED) {
                return axis;
            }
        }
        return -1;
    }

    /** How many chunks there are along an axis. */
    long count(int axis) {
        return ceil(shape[axis], chunk[axis]);
    }

    /**
     * The number of a chunk among all that the dataset may ever have, row by row. An axis that may grow without limit
     * comes first, so that numbers stay what they are when it grows.
     */
    long number(long[] place) {
        int first = unlimitedAxis();
        long number = first >= 0 ? place[first] : 0;
        for (int axis = 0; axis < place.length; axis++) {
            if (axis != first) {
                number = Math.addExact(Math.multiplyExact(number, ceil(max[axis], chunk[axis])), place[axis]);
            }
        }
        return number;
    }

    /** The number of a chunk among those that there are, row by row; -1 of one that lies beyond the dataset. */
    long cell(long[] place) {
        long cell = 0;
        for (int axis = 0; axis < place.length; axis++) {
            if (place[axis] < 0 || place[axis] >= count(axis)) {
                return -1;
            }
            cell = Math.addExact(Math.multiplyExact(cell, count(axis)), place[axis]);
        }
        return cell;
    }

    /** Whether a chunk reaches beyond the dataset. */
    boolean isEdge(long[] place) {
        for (int axis = 0; axis < place.length; axis++) {
            if ((place[axis] + 1) * chunk[axis] > shape[axis]) {
                return true;
            }
        }
        return false;
    }

    private static long ceil(long extent, long step) {
        return extent / step + (extent % step == 0 ? 0 : 1);
    }
}

package salty.loader.graph;

import java.util.Arrays;
import salty.engine.graph.Node;

/**
 * What convolutions and pools work on: images {@code (n, h, w, c)}; sequences are images of height 1.
 *
 * @param rank          the number of axes that the foreign graph means: 4, or 3 of sequences
 * @param channelsFirst whether its channels come before height and width
 */
public record Images(int rank, boolean channelsFirst) {

    /** The images that a value is. */
    public static Images of(Value value, boolean channelsFirst) {
        if (value.rank() != 4 && value.rank() != 3) {
            throw new IllegalArgumentException("is called on a value " + Value.text(value.dims())
                    + "; only images and sequences are supported, values of four or three axes");
        }
        return new Images(value.rank(), channelsFirst);
    }

    /** The node {@code (n, h, w, c)}. */
    public Node node(Value value) {
        Value image = rank == 4 ? value : value.reshaped(with(value.dims(), channelsFirst ? 2 : 1));
        return channelsFirst ? image.arranged(0, 2, 3, 1) : image.declared();
    }

    /** The value that images {@code (n, h, w, c)} are in the foreign graph. */
    public Computed value(Node images) {
        Computed value = channelsFirst ? Computed.channelsFirst(images) : Computed.of(images);
        return rank == 4 ? value : value.reshaped(without(value.dims(), channelsFirst ? 2 : 1));
    }

    /** Settings of the spatial axes, for a sequence with that of its height of 1. */
    public int[] spatial(int[] settings, int ofHeight) {
        if (settings.length != rank - 2) {
            throw new IllegalArgumentException("has " + settings.length + " settings for " + (rank - 2) + " axes");
        }
        return rank == 4 ? settings : new int[] {ofHeight, settings[0]};
    }

    private static int[] with(int[] dims, int axis) {
        int[] more = Arrays.copyOf(dims, dims.length + 1);
        System.arraycopy(dims, axis, more, axis + 1, dims.length - axis);
        more[axis] = 1;
        return more;
    }

    private static int[] without(int[] dims, int axis) {
        int[] less = Arrays.copyOf(dims, dims.length - 1);
        System.arraycopy(dims, axis + 1, less, axis, less.length - axis);
        return less;
    }
}

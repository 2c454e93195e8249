package salty.loader.hdf5;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A group that is to be written: its attributes, groups and datasets. */
public final class NewGroup {

    /** Keras splits an array of names above this size: an HDF5 object header holds less than 65,536 bytes a message. */
    private static final int ATTRIBUTE_LIMIT = 64_512;

    /** A child of a group. */
    sealed interface Child {
        record Sub(NewGroup group) implements Child {
        }

        record Data(long[] shape, DatasetContent content) implements Child {
        }
    }

    private final SequencedMap<String, AttributeValue> attributes = new LinkedHashMap<>();
    private final Map<String, Child> children = new LinkedHashMap<>();

    /** Adds a string attribute of any length. */
    public NewGroup text(String name, String value) {
        attributes.put(name, new AttributeValue.Text(value));
        return this;
    }

    /**
     * Adds an array of strings, as Keras does: above 64,512 bytes as {@code NAME0, NAME1, ...}, each an even share.
     *
     * @throws IllegalArgumentException if one string alone is above that size
     */
    public NewGroup texts(String name, List<String> values) {
        int width = new AttributeValue.FixedTexts(values).width();
        if (width > ATTRIBUTE_LIMIT) {
            throw new IllegalArgumentException("a string of " + width + " bytes does not fit an HDF5 attribute "
                    + name);
        }
        int pieces = 1;
        while ((long) width * ((values.size() + pieces - 1) / pieces) > ATTRIBUTE_LIMIT) {
            pieces++;
        }
        if (pieces == 1) {
            attributes.put(name, new AttributeValue.FixedTexts(values));
        } else {
            int share = values.size() / pieces;
            int extra = values.size() % pieces;
            for (int i = 0, from = 0; i < pieces; i++) {
                int to = from + share + (i < extra ? 1 : 0);
                attributes.put(name + i, new AttributeValue.FixedTexts(values.subList(from, to)));
                from = to;
            }
        }
        return this;
    }

    /** The group at a path of names, made where it is not there yet. */
    public NewGroup group(String path) {
        NewGroup group = this;
        for (String part : path.split("/", -1)) {
            group = switch (group.children.computeIfAbsent(checked(part), p -> new Child.Sub(new NewGroup()))) {
                case Child.Sub(NewGroup sub) -> sub;
                case Child.Data d -> throw new IllegalArgumentException(path + " leads through a dataset");
            };
        }
        return group;
    }

    /**
     * Adds a float32 dataset at a path of names.
     *
     * @param shape   its dimensions; empty for a scalar
     * @param content its values, asked for when the file is written
     */
    public NewGroup dataset(String path, long[] shape, DatasetContent content) {
        int slash = path.lastIndexOf('/');
        NewGroup parent = slash < 0 ? this : group(path.substring(0, slash));
        Child before = parent.children.putIfAbsent(checked(path.substring(slash + 1)),
                new Child.Data(shape.clone(), content));
        if (before != null) {
            throw new IllegalArgumentException("two HDF5 objects of the name " + path);
        }
        return this;
    }

    SequencedMap<String, AttributeValue> attributes() {
        return attributes;
    }

    Map<String, Child> children() {
        return children;
    }

    private static String checked(String name) {
        if (name.isEmpty() || name.equals(".") || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name of an HDF5 object: '" + name + "'");
        }
        return name;
    }
}

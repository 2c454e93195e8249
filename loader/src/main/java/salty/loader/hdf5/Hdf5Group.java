package salty.loader.hdf5;

import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.NodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import salty.loader.ModelFormatException;

/**
 * A group of an HDF5 file. Nodes are reached by name, one step at a time, and a link on the way is refused: a soft link
 * may lead in circles, an external one to another file of this machine.
 */
public final class Hdf5Group {

    /** A path deeper than this is no Keras file's. */
    private static final int MAX_DEPTH = 32;
    /** Strings of one attribute; Keras models have some thousands of weights. */
    private static final long MAX_STRINGS = 1_000_000;
    /** Bytes of one attribute, where they are stored in place. */
    private static final long MAX_ATTRIBUTE_BYTES = 64L << 20;

    private final Hdf5File file;
    private final Group group;
    private final String path;

    Hdf5Group(Hdf5File file, Group group, String path) {
        this.file = file;
        this.group = group;
        this.path = path;
    }

    /** The names of the group's children, in no particular order. */
    public Set<String> children() {
        return Boundary.guard(file.name(), path, () -> Set.copyOf(group.getChildren().keySet()));
    }

    /** Whether a direct child of that name exists. */
    public boolean has(String child) {
        return Boundary.guard(file.name(), path, () -> group.getChildren().containsKey(child));
    }

    /** Whether a direct child of that name exists and is a group. */
    public boolean hasGroup(String child) {
        return has(child) && Boundary.guard(file.name(), join(child), () -> isGroup(group.getChildren().get(child)));
    }

    /**
     * The group at a path relative to this one; the empty path is this group.
     *
     * @throws ModelFormatException if there is none, naming the part of the path that is missing or is a link
     */
    public Hdf5Group group(String relativePath) {
        if (relativePath.isEmpty()) {
            return this;
        }
        return Boundary.guard(file.name(), join(relativePath), () -> {
            Node node = walk(relativePath);
            if (!isGroup(node)) {
                throw new ModelFormatException(file.name(), join(relativePath), "is not a group");
            }
            return new Hdf5Group(file, (Group) node, join(relativePath));
        });
    }

    /**
     * The dataset at a path relative to this group.
     *
     * @throws ModelFormatException if there is none, naming the part of the path that is missing or is a link
     */
    public Hdf5Dataset dataset(String relativePath) {
        return Boundary.guard(file.name(), join(relativePath), () -> {
            Node node = walk(relativePath);
            if (node.getType() != NodeType.DATASET) {
                throw new ModelFormatException(file.name(), join(relativePath), "is not a dataset");
            }
            return new Hdf5Dataset(file, (Dataset) node, join(relativePath));
        });
    }

    /** The text of a scalar string attribute, fixed or variable-length; empty if there is no such attribute. */
    public Optional<String> text(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> Optional.ofNullable(attribute(attribute))
                .map(a -> {
                    List<String> values = strings(a);
                    if (values.size() != 1) {
                        throw new ModelFormatException(file.name(), attributePlace(attribute),
                                "holds " + values.size() + " strings where one was expected");
                    }
                    return values.getFirst();
                }));
    }

    /**
     * The strings of an array attribute; absent if there is no such attribute. Keras splits an array above 64,512 bytes
     * into {@code NAME0, NAME1, ...}: read up to the first number that is missing.
     */
    public Optional<List<String>> texts(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> {
            Attribute whole = attribute(attribute);
            if (whole != null) {
                return Optional.of(strings(whole));
            }
            List<String> all = new ArrayList<>();
            int piece = 0;
            for (Attribute a = attribute(attribute + piece); a != null; a = attribute(attribute + ++piece)) {
                all.addAll(strings(a));
            }
            return piece == 0 ? Optional.empty() : Optional.of(all);
        });
    }

    /** Whether the group has an attribute of that name. */
    public boolean hasAttribute(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> attribute(attribute) != null);
    }

    /** The group's path in the file, without a leading slash. */
    public String path() {
        return path;
    }

    private Attribute attribute(String name) {
        return group.getAttributes().get(name);
    }

    /** Keras writes the names of a layer without weights as an empty float64 array, which jHDF reads as null. */
    private List<String> strings(Attribute attribute) {
        if (attribute.getSize() > MAX_STRINGS || attribute.getSizeInBytes() > MAX_ATTRIBUTE_BYTES) {
            throw new ModelFormatException(file.name(), attributePlace(attribute.getName()), "declares "
                    + attribute.getSize() + " elements of " + attribute.getSizeInBytes() + " bytes in all: too many");
        }
        return switch (attribute.getSize() == 0 ? null : attribute.getData()) {
            case null -> List.of();
            case String one -> List.of(one);
            case String[] many -> List.of(many);
            default -> throw new ModelFormatException(file.name(), attributePlace(attribute.getName()),
                    "holds no strings but " + attribute.getJavaType().getSimpleName());
        };
    }

    private Node walk(String relativePath) {
        String[] parts = relativePath.split("/", -1);
        if (parts.length > MAX_DEPTH) {
            throw new ModelFormatException(file.name(), join(relativePath), "is nested deeper than " + MAX_DEPTH);
        }
        if (Arrays.stream(parts).anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
            throw new ModelFormatException(file.name(), join(relativePath), "is not a path of plain names");
        }
        Node node = group;
        for (String part : parts) {
            node = node.getType() == NodeType.DATASET ? null : ((Group) node).getChildren().get(part);
            if (node == null) {
                throw new ModelFormatException(file.name(), join(relativePath), "does not exist in the file");
            }
            if (node.isLink()) {
                throw new ModelFormatException(file.name(), join(relativePath),
                        "is a soft or external link, which is never followed; save the model again");
            }
        }
        return node;
    }

    private static boolean isGroup(Node node) {
        return !node.isLink() && node instanceof Group;
    }

    private String join(String relative) {
        return path.isEmpty() ? relative : path + "/" + relative;
    }

    private String attributePlace(String attribute) {
        return path.isEmpty() ? "attribute " + attribute : path + ", attribute " + attribute;
    }
}

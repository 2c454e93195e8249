package salty.loader.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import salty.loader.file.ModelFormatException;

/**
 * A group of an HDF5 file. Nodes are reached by name, one step at a time, and a link on the way is refused: a soft link
 * may lead in circles, an external one to another file of this machine.
 */
public final class Hdf5Group {

    /** A path deeper than this is no Keras file's. */
    private static final int MAX_DEPTH = 32;

    private final Hdf5Bytes file;
    private final ObjectHeader header;
    private final String path;
    private SequencedMap<String, Long> links;
    private Attributes attributes;

    Hdf5Group(Hdf5Bytes file, ObjectHeader header, String path) {
        this.file = file;
        this.header = header;
        this.path = path;
    }

    /** The names of the group's children, in no particular order. */
    public Set<String> children() {
        return Boundary.guard(file.name(), path, () -> Collections.unmodifiableSet(links().keySet()));
    }

    /** Whether a direct child of that name exists. */
    public boolean has(String child) {
        return Boundary.guard(file.name(), path, () -> links().containsKey(child));
    }

    /** Whether a direct child of that name exists and is a group. */
    public boolean hasGroup(String child) {
        return has(child) && Boundary.guard(file.name(), join(child), () -> links().get(child) != Links.ELSEWHERE
                && ObjectHeader.read(file, links().get(child)).isGroup());
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
            ObjectHeader found = walk(relativePath);
            if (!found.isGroup()) {
                throw new ModelFormatException(file.name(), join(relativePath), "is not a group");
            }
            return new Hdf5Group(file, found, join(relativePath));
        });
    }

    /**
     * The dataset at a path relative to this group.
     *
     * @throws ModelFormatException if there is none, naming the part of the path that is missing or is a link
     */
    public Hdf5Dataset dataset(String relativePath) {
        return Boundary.guard(file.name(), join(relativePath), () -> {
            ObjectHeader found = walk(relativePath);
            if (!found.isDataset()) {
                throw new ModelFormatException(file.name(), join(relativePath), "is not a dataset");
            }
            return new Hdf5Dataset(file, found, join(relativePath));
        });
    }

    /** The text of a scalar string attribute, fixed or variable-length; empty if there is no such attribute. */
    public Optional<String> text(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> {
            if (!attributes().has(attribute)) {
                return Optional.empty();
            }
            List<String> values = strings(attribute);
            if (values.size() != 1) {
                throw new ModelFormatException(file.name(), attributePlace(attribute),
                        "holds " + values.size() + " strings where one was expected");
            }
            return Optional.of(values.getFirst());
        });
    }

    /**
     * The strings of an array attribute; absent if there is no such attribute. Keras splits an array above 64,512 bytes
     * into {@code NAME0, NAME1, ...}: read up to the first number that is missing.
     */
    public Optional<List<String>> texts(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> {
            if (attributes().has(attribute)) {
                return Optional.of(strings(attribute));
            }
            List<String> all = new ArrayList<>();
            int piece = 0;
            for (; attributes().has(attribute + piece); piece++) {
                all.addAll(strings(attribute + piece));
            }
            return piece == 0 ? Optional.empty() : Optional.of(all);
        });
    }

    /** Whether the group has an attribute of that name. */
    public boolean hasAttribute(String attribute) {
        return Boundary.guard(file.name(), attributePlace(attribute), () -> attributes().has(attribute));
    }

    /** The group's path in the file, without a leading slash. */
    public String path() {
        return path;
    }

    private List<String> strings(String attribute) {
        return attributes().strings(attribute, attributePlace(attribute));
    }

    private SequencedMap<String, Long> links() {
        if (links == null) {
            links = Links.of(file, header);
        }
        return links;
    }

    private Attributes attributes() {
        if (attributes == null) {
            attributes = Attributes.of(file, header);
        }
        return attributes;
    }

    private ObjectHeader walk(String relativePath) {
        String[] parts = relativePath.split("/", -1);
        if (parts.length > MAX_DEPTH) {
            throw new ModelFormatException(file.name(), join(relativePath), "is nested deeper than " + MAX_DEPTH);
        }
        if (Arrays.stream(parts).anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
            throw new ModelFormatException(file.name(), join(relativePath), "is not a path of plain names");
        }
        ObjectHeader at = header;
        for (String part : parts) {
            Long address = (at == header ? links() : Links.of(file, at)).get(part);
            if (address == null) {
                throw new ModelFormatException(file.name(), join(relativePath), "does not exist in the file");
            }
            if (address == Links.ELSEWHERE) {
                throw new ModelFormatException(file.name(), join(relativePath),
                        "is a soft or external link, which is never followed; save the model again");
            }
            at = ObjectHeader.read(file, address);
        }
        return at;
    }

    private String join(String relative) {
        return path.isEmpty() ? relative : path + "/" + relative;
    }

    private String attributePlace(String attribute) {
        return path.isEmpty() ? "attribute " + attribute : path + ", attribute " + attribute;
    }
}

package salty.loader.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an attribute of a written file holds. */
public sealed interface AttributeValue {

    /** One string of any length, kept in the global heap: how h5py writes a {@code str}. */
    record Text(String value) implements AttributeValue {
    }

    /**
     * An array of strings, each padded with zeros to the length of the longest: how Keras writes the names of layers
     * and weights. An empty array is written as an empty array of float64, as NumPy makes it.
     */
    record FixedTexts(List<String> values) implements AttributeValue {

        /** Copies the list. */
        public FixedTexts {
            values = List.copyOf(values);
        }

        /** Bytes of the longest string, at least one. */
        int width() {
            return width(values);
        }

        private static int width(List<String> strings) {
            int width = 1;
            for (String s : strings) {
                width = Math.max(width, s.getBytes(StandardCharsets.UTF_8).length);
            }
            return width;
        }
    }
}

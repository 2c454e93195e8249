package salty.loader.graph;

import java.util.List;
import java.util.Map;

/**
 * The settings of a node by name: {@code Long}, {@code Double}, {@code String}, {@code long[]}, {@code double[]},
 * {@code List<String>} or {@link Known}.
 */
public record Attributes(Map<String, Object> values) {

    /** Copies the map. */
    public Attributes {
        values = Map.copyOf(values);
    }

    /** Whether there is such a setting. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A whole number; truth values are 1 and 0. */
    public long whole(String name, long otherwise) {
        return has(name) ? of(Long.class, name, "a whole number") : otherwise;
    }

    /** A whole number that fits an int. */
    public int integer(String name, int otherwise) {
        long value = whole(name, otherwise);
        if (value != (int) value) {
            throw new IllegalArgumentException(name + "=" + value + " is out of range");
        }
        return (int) value;
    }

    /** Whether a setting is there and not 0. */
    public boolean flag(String name) {
        return whole(name, 0) != 0;
    }

    /** A real number. */
    public double real(String name, double otherwise) {
        return !has(name) ? otherwise : values.get(name) instanceof Long whole ? whole
                : of(Double.class, name, "a number");
    }

    /** A text. */
    public String text(String name, String otherwise) {
        return has(name) ? of(String.class, name, "a text") : otherwise;
    }

    /** Whole numbers. */
    public long[] wholes(String name, long... otherwise) {
        return has(name) ? of(long[].class, name, "a list of whole numbers").clone() : otherwise;
    }

    /** Whole numbers that fit an int. */
    public int[] integers(String name, int... otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        long[] wholes = wholes(name);
        int[] integers = new int[wholes.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) wholes[i];
            if (wholes[i] != integers[i]) {
                throw new IllegalArgumentException(name + " holds " + wholes[i] + ", which is out of range");
            }
        }
        return integers;
    }

    /** Real numbers. */
    public double[] reals(String name) {
        return of(double[].class, name, "a list of numbers").clone();
    }

    /** Texts. */
    public List<String> texts(String name) {
        return !has(name) ? List.of()
                : ((List<?>) of(List.class, name, "a list of texts")).stream().map(String::valueOf).toList();
    }

    /** A tensor. */
    public Known tensor(String name) {
        return of(Known.class, name, "a tensor");
    }

    private <T> T of(Class<T> type, String name, String what) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(value == null ? "has no " + name
                    : "has a " + name + " that is not " + what);
        }
        return type.cast(value);
    }
}

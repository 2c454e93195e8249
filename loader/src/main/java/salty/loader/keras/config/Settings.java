package salty.loader.keras.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import salty.loader.file.ModelFormatException;

/**
 * The {@code config} of a layer, read with types. Names of Keras 1 and later ones are given as alternatives; the first
 * that is there counts. A value of another type is an error that names layer, setting and value.
 */
public final class Settings {

    private final String file;
    private final String place;
    private final JsonNode json;
    private final boolean keras3;

    public Settings(String file, String place, JsonNode json, boolean keras3) {
        this.file = file;
        this.place = place;
        this.json = json;
        this.keras3 = keras3;
    }

    /** The file that the settings come from. */
    public String file() {
        return file;
    }

    public JsonNode json() {
        return json;
    }

    /** The value under the first of the names that is there and not null; else null. */
    public JsonNode find(String... names) {
        for (String name : names) {
            JsonNode value = json.get(name);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }

    public boolean has(String... names) {
        return find(names) != null;
    }

    public String text(String fallback, String... names) {
        JsonNode value = find(names);
        if (value == null) {
            return fallback;
        }
        if (!value.isString()) {
            throw wrong(names[0], value, "a text");
        }
        return value.stringValue();
    }

    /** What Python takes for true: all but False, None, zeros and what is empty. */
    public boolean flag(boolean fallback, String... names) {
        for (String name : names) {
            if (json.has(name)) {
                return PythonValues.isTrue(json.get(name));
            }
        }
        return fallback;
    }

    public double number(double fallback, String... names) {
        JsonNode value = find(names);
        if (value == null) {
            return fallback;
        }
        return toNumber(names[0], value, "a number");
    }

    /** A setting that must be there. */
    public int integer(String... names) {
        return toInt(names[0], required(names));
    }

    public int integer(int fallback, String... names) {
        JsonNode value = find(names);
        return value == null ? fallback : toInt(names[0], value);
    }

    /** A list of whole numbers; a lone number is repeated {@code count} times, as Keras reads {@code strides=2}. */
    public int[] integers(int count, int[] fallback, String... names) {
        JsonNode value = find(names);
        if (value == null) {
            return fallback;
        }
        int[] integers = new int[count];
        if (!value.isArray()) {
            Arrays.fill(integers, toInt(names[0], value));
            return integers;
        }
        if (value.size() != count) {
            throw wrong(names[0], value, count + " whole numbers");
        }
        for (int i = 0; i < count; i++) {
            integers[i] = toInt(names[0], value.get(i));
        }
        return integers;
    }

    /** A list of any length of whole numbers. */
    public int[] integerList(String... names) {
        JsonNode value = required(names);
        if (!value.isArray()) {
            return new int[] {toInt(names[0], value)};
        }
        int[] integers = new int[value.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = toInt(names[0], value.get(i));
        }
        return integers;
    }

    /** A list of numbers, or a lone one, as a list. */
    public List<Double> numbers(String name) {
        JsonNode value = required(name);
        List<Double> numbers = new ArrayList<>();
        collect(name, value, numbers);
        return numbers;
    }

    private void collect(String name, JsonNode value, List<Double> numbers) {
        if (value.isArray()) {
            value.forEach(element -> collect(name, element, numbers));
        } else {
            numbers.add(toNumber(name, value, "numbers"));
        }
    }

    /** Whether the file that the settings come from was written by Keras 3, whose defaults differ in places. */
    public boolean keras3() {
        return keras3;
    }

    /** Settings of something inside these, for messages of the same place. */
    public Settings inner(JsonNode config) {
        return new Settings(file, place, config, keras3);
    }

    /** A setting that this layer supports only with the given value. */
    public ModelFormatException unsupported(String name, Object value) {
        return new ModelFormatException(file, place, name + " = " + value + " is not supported");
    }

    public ModelFormatException wrong(String name, JsonNode value, String expected) {
        return new ModelFormatException(file, place, name + " is " + abbreviated(value) + ", expected " + expected);
    }

    private JsonNode required(String... names) {
        JsonNode value = find(names);
        if (value == null) {
            throw new ModelFormatException(file, place, "has no " + names[0]);
        }
        return value;
    }

    private int toInt(String name, JsonNode value) {
        double number = toNumber(name, value, "a whole number");
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw wrong(name, value, "a whole number");
        }
        return (int) number;
    }

    /** True and False are 1 and 0, as in Python; an array of one number is that number, as in NumPy. */
    private double toNumber(String name, JsonNode value, String expected) {
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        if (value.isArray() && value.size() == 1) {
            return toNumber(name, value.get(0), expected);
        }
        if (!value.isNumber()) {
            throw wrong(name, value, expected);
        }
        return value.doubleValue();
    }

    private static String abbreviated(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}

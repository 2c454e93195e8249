package salty.cli.option;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options. Unlike picocli's own readers these speak of numbers and files, not of Java's types. */
public final class Values {
    private Values() {}

    /** Makes a command line and its subcommands read their values so. */
    public static void register(CommandLine line) {
        line.registerConverter(Path.class, Values::file);
        line.registerConverter(int.class, Values::integer);
        line.registerConverter(Integer.class, Values::integer);
        line.registerConverter(long.class, Values::whole);
        line.registerConverter(float.class, word -> (float) real(word));
        line.registerConverter(double.class, Values::real);
        line.registerConverter(Double.class, Values::real);
        line.registerConverter(URI.class, Values::address);
    }

    private static Path file(String word) {
        try {
            if (!word.isEmpty()) {
                return Path.of(word);
            }
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + word + "' cannot be the name of a file: " + e.getReason());
        }
        throw unlike(word, "name of a file or folder");
    }

    private static int integer(String word) {
        long value = whole(word);
        if (value != (int) value) {
            throw unlike(word, "whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static long whole(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw unlike(word, word.matches("[+-]?[0-9]+") ? "whole number of at most 18 digits" : "whole number");
        }
    }

    private static double real(String word) {
        try {
            double value = Double.parseDouble(word);
            if (Float.isFinite((float) value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same message as for what is infinite.
        }
        throw unlike(word, "finite number");
    }

    private static URI address(String word) {
        try {
            return new URI(word);
        } catch (URISyntaxException e) {
            throw unlike(word, "address such as https://host/path");
        }
    }

    private static TypeConversionException unlike(String word, String kind) {
        return new TypeConversionException("'" + word + "' is no " + kind);
    }
}

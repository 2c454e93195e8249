package salty.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options. Unlike picocli's own readers these speak of numbers and files, not of Java's types. */
final class Values {
    private Values() {}

    /** Makes a command line and its subcommands read their values so. */
    static void register(CommandLine line) {
        line.registerConverter(Path.class, new File());
        line.registerConverter(int.class, new Whole());
        line.registerConverter(Integer.class, new Whole());
        line.registerConverter(long.class, new LongWhole());
        line.registerConverter(float.class, new Single());
        line.registerConverter(double.class, new Real());
        line.registerConverter(Double.class, new Real());
        line.registerConverter(URI.class, new Address());
    }

    private static TypeConversionException unlike(String word, String kind) {
        return new TypeConversionException("'" + word + "' is no " + kind);
    }

    private static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String word) {
            try {
                if (!word.isEmpty()) {
                    return Path.of(word);
                }
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + word + "' cannot be the name of a file: " + e.getReason());
            }
            throw unlike(word, "name of a file or folder");
        }
    }

    private static final class Whole implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            long value = whole(word);
            if (value != (int) value) {
                throw unlike(word, "whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
            }
            return (int) value;
        }
    }

    private static final class LongWhole implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            return whole(word);
        }
    }

    private static final class Single implements ITypeConverter<Float> {
        @Override
        public Float convert(String word) {
            return (float) real(word);
        }
    }

    private static final class Real implements ITypeConverter<Double> {
        @Override
        public Double convert(String word) {
            return real(word);
        }
    }

    private static final class Address implements ITypeConverter<URI> {
        @Override
        public URI convert(String word) {
            try {
                return new URI(word);
            } catch (URISyntaxException e) {
                throw unlike(word, "address such as https://host/path");
            }
        }
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
}

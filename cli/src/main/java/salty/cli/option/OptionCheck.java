package salty.cli.option;

import java.util.function.Supplier;
import salty.engine.UserException;

/** Checks of what an option was given. What fails names the option, the value and what it takes. */
public final class OptionCheck {
    private OptionCheck() {}

    /** A whole number from {@code least} to {@code most}. */
    public static void between(long least, long most, String option, long value) {
        if (value < least || value > most) {
            throw new UserException(option + " " + value + ": must lie between " + least + " and " + most);
        }
    }

    /** A whole number that is not too small. */
    public static void atLeast(long least, String option, long value) {
        if (value < least) {
            throw new UserException(option + " " + value + ": must be at least " + least);
        }
    }

    /** A number that is not negative. */
    static void notNegative(String option, double value) {
        if (!(value >= 0)) {
            throw new UserException(option + " " + value + ": must be at least 0");
        }
    }

    /** A share, 0 and 1 included. */
    public static void share(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new UserException(option + " " + value + ": must lie between 0 and 1");
        }
    }

    /** A share of which something is left: 0 is one, 1 is not. */
    static void properShare(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new UserException(option + " " + value + ": must be at least 0 and below 1");
        }
    }

    /** What reads the option's value; where it refuses it, which it does without knowing the option, that is named. */
    public static <T> T read(String option, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new UserException(option + ": " + e.getMessage(), e);
        }
    }
}

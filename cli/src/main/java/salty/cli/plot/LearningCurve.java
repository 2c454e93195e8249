package salty.cli.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import salty.loader.image.RgbImage;
import salty.vision.training.Epoch;

/**
 * A run of training as a picture: losses above, accuracies below, over the epochs; blue for the training pictures,
 * orange for those to judge by, a grey line at the epoch whose weights were kept. Each panel is scaled from 0 to the
 * number at its upper left.
 */
public final class LearningCurve {
    private static final int WIDTH = 720;
    private static final int PANEL = 240;
    private static final int MARGIN = 40;
    private static final int GRID = 0xe4e4e4;
    private static final int KEPT = 0x909090;
    private static final int TEXT = 0x404040;
    private static final int TRAINING = 0x1f6fb4;
    private static final int VALIDATION = 0xe8781e;
    /** Digits and a point, three columns of five dots each, the lowest bit on top. */
    private static final int[][] GLYPHS =
            {{31, 17, 31}, {0, 31, 0}, {29, 21, 23}, {21, 21, 31}, {7, 4, 31}, {23, 21, 29},
        {31, 21, 29}, {1, 1, 31}, {31, 21, 31}, {23, 21, 31}, {0, 16, 0}};

    private final byte[] rgb = new byte[3 * WIDTH * 2 * PANEL];
    private final int epochs;

    private LearningCurve(int epochs) {
        this.epochs = epochs;
        Arrays.fill(rgb, (byte) 0xff);
    }

    /**
     * Draws a run.
     *
     * @param past the epochs, at least one
     * @param best the number of the one that was kept
     */
    public static RgbImage of(List<Epoch> past, int best) {
        LearningCurve picture = new LearningCurve(past.size());
        double greatest = past.stream().mapToDouble(epoch -> Math.max(epoch.loss(), epoch.validationLoss())).max()
                .orElse(1);
        picture.panel(0, greatest, best);
        picture.curve(0, greatest, past, Epoch::loss, TRAINING);
        picture.curve(0, greatest, past, Epoch::validationLoss, VALIDATION);
        picture.panel(PANEL, 1, best);
        picture.curve(PANEL, 1, past, Epoch::accuracy, TRAINING);
        picture.curve(PANEL, 1, past, Epoch::validationAccuracy, VALIDATION);
        return new RgbImage(WIDTH, 2 * PANEL, picture.rgb);
    }

    private void panel(int top, double greatest, int best) {
        for (int i = 0; i <= 4; i++) {
            int y = (int) y(top, i / 4.0);
            line(MARGIN, y, WIDTH - MARGIN, y, GRID, 1);
        }
        line(x(best), y(top, 0), x(best), y(top, 1), KEPT, 1);
        write(String.format(Locale.ROOT, "%.2f", greatest), 4, (int) y(top, 1) - 4);
        write("0", MARGIN - 12, (int) y(top, 0) - 6);
        write("1", (int) x(1), (int) y(top, 0) + 8);
        write(Integer.toString(epochs), (int) x(epochs) - 12, (int) y(top, 0) + 8);
    }

    private void curve(int top, double greatest, List<Epoch> past, ToDoubleFunction<Epoch> value, int colour) {
        for (int i = 0; i < past.size(); i++) {
            Epoch from = past.get(Math.max(0, i - 1));
            Epoch to = past.get(i);
            line(x(from.number()), y(top, value.applyAsDouble(from) / greatest), x(to.number()),
                    y(top, value.applyAsDouble(to) / greatest), colour, 3);
        }
    }

    private double x(int epoch) {
        return MARGIN + (WIDTH - 2.0 * MARGIN) * (epoch - 1) / Math.max(1, epochs - 1);
    }

    private static double y(int top, double share) {
        return top + PANEL - MARGIN - (PANEL - 2.0 * MARGIN) * share;
    }

    /** A line of square dots, dense enough to touch. */
    private void line(double x0, double y0, double x1, double y1, int colour, int width) {
        int dots = (int) Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))) + 1;
        for (int i = 0; i <= dots; i++) {
            double t = (double) i / dots;
            dot((int) Math.round(x0 + t * (x1 - x0)) - width / 2, (int) Math.round(y0 + t * (y1 - y0)) - width / 2,
                    colour, width);
        }
    }

    private void write(String text, int left, int top) {
        for (int i = 0; i < text.length(); i++) {
            int[] glyph = GLYPHS[text.charAt(i) == '.' ? 10 : text.charAt(i) - '0'];
            for (int column = 0; column < 3; column++) {
                for (int row = 0; row < 5; row++) {
                    if ((glyph[column] >> row & 1) == 1) {
                        dot(left + 8 * i + 2 * column, top + 2 * row, TEXT, 2);
                    }
                }
            }
        }
    }

    private void dot(int left, int top, int colour, int width) {
        for (int y = Math.max(0, top); y < Math.min(2 * PANEL, top + width); y++) {
            for (int x = Math.max(0, left); x < Math.min(WIDTH, left + width); x++) {
                int at = 3 * (y * WIDTH + x);
                rgb[at] = (byte) (colour >> 16);
                rgb[at + 1] = (byte) (colour >> 8);
                rgb[at + 2] = (byte) colour;
            }
        }
    }
}

package salty.vision.drawing;

import salty.engine.random.SplitMix64;

/** Smooth random clouds: random numbers on a grid, blended in between, in several octaves. */
final class ValueNoise {
    private static final int GRID = 16;

    private final double[] values = new double[GRID * GRID];

    ValueNoise(SplitMix64 random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble();
        }
    }

    /** A number of 0 to 1, where (x, y) counts cells of the coarsest grid. */
    double at(double x, double y, int octaves) {
        double sum = 0;
        double amplitude = .5;
        double scale = 1;
        for (int octave = 0; octave < octaves; octave++) {
            sum += amplitude * blended(x * scale + 5 * octave, y * scale + 3 * octave);
            amplitude /= 2;
            scale *= 2;
        }
        return sum / (1 - 2 * amplitude);
    }

    private double blended(double x, double y) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double u = smooth(x - column);
        double v = smooth(y - row);
        double above = value(column, row) + u * (value(column + 1, row) - value(column, row));
        double below = value(column, row + 1) + u * (value(column + 1, row + 1) - value(column, row + 1));
        return above + v * (below - above);
    }

    private double value(int column, int row) {
        return values[Math.floorMod(row, GRID) * GRID + Math.floorMod(column, GRID)];
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }
}

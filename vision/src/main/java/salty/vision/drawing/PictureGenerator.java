package salty.vision.drawing;

import salty.engine.random.SplitMix64;
import salty.loader.image.RgbImage;

/**
 * Draws labelled pictures: one motif in random colours, place, size and rotation, on a random background, under noise.
 * A picture depends on the seed, its motif and its number alone.
 *
 * @param seed the seed of all
 * @param size height and width in pixels
 * @param hard whether backgrounds are busy and colours closer, to see what was really learned
 */
public record PictureGenerator(long seed, int size, boolean hard) {
    /** Points sampled along each side of a pixel where the motif may lie. */
    private static final int SAMPLES = 3;
    /** No motif reaches farther from its centre, in its own units. */
    private static final double REACH = 1.2;

    /** Where a motif lies: its centre and radius in shares of the picture, and its axes. */
    private record Placement(double x, double y, double radius, double cos, double sin, double stretch) {
        static Placement of(SplitMix64 random) {
            double radius = random.nextDouble(.27, .46);
            double reach = Math.max(0, .5 - .9 * radius);
            double angle = random.nextDouble(0, 2 * Math.PI);
            return new Placement(.5 + random.nextDouble(-reach, reach), .5 + random.nextDouble(-reach, reach), radius,
                    StrictMath.cos(angle), StrictMath.sin(angle), random.nextDouble(.87, 1));
        }

        double along(double dx, double dy) {
            return (cos * dx + sin * dy) / radius;
        }

        double across(double dx, double dy) {
            return (cos * dy - sin * dx) / (radius * stretch);
        }
    }

    /** All that is drawn from the seed but the noise of single pixels. */
    private record Scene(Background background, Colour first, Colour second, Placement place, Motif.Variation variation,
                         double shade, double noise) {
        static Scene of(SplitMix64 random, boolean hard) {
            Background background = hard ? Background.busy(random) : Background.calm(random);
            double contrast = hard ? .22 : .3;
            Colour first = Colour.apartFrom(random, contrast, background.colours());
            Colour second = Colour.apartFrom(random, contrast, first);
            Placement place = Placement.of(random);
            double turn = random.nextDouble(0, 2 * Math.PI);
            Motif.Variation variation = new Motif.Variation(random.nextDouble(1.7, 3.1), random.nextDouble(),
                    random.nextDouble(), random.nextDouble(), StrictMath.cos(turn), StrictMath.sin(turn));
            return new Scene(background, first, second, place, variation, random.nextDouble(-.25, .25),
                    random.nextDouble(0, hard ? .09 : .06));
        }
    }

    /** The picture of a motif with a number. */
    public RgbImage draw(Motif motif, long number) {
        SplitMix64 random = random(motif, number);
        Scene scene = Scene.of(random, hard);
        byte[] rgb = new byte[3 * size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double x = (column + .5) / size;
                double y = (row + .5) / size;
                Colour colour = scene.background.at(x, y);
                double[] shares = shares(motif, scene, column, row);
                if (shares[0] + shares[1] > 0) {
                    double lit = 1 + scene.shade * (x - y);
                    colour = colour.lit(1 - shares[0] - shares[1]);
                    colour = sum(colour, scene.first.lit(lit * shares[0]), scene.second.lit(lit * shares[1]));
                }
                int at = 3 * (row * size + column);
                rgb[at] = level(colour.red(), scene.noise, random);
                rgb[at + 1] = level(colour.green(), scene.noise, random);
                rgb[at + 2] = level(colour.blue(), scene.noise, random);
            }
        }
        return new RgbImage(size, size, rgb);
    }

    /** Which pixels of that picture, row by row, the motif covers by half or more. */
    public boolean[] mask(Motif motif, long number) {
        Scene scene = Scene.of(random(motif, number), hard);
        boolean[] covered = new boolean[size * size];
        for (int i = 0; i < covered.length; i++) {
            double[] shares = shares(motif, scene, i % size, i / size);
            covered[i] = shares[0] + shares[1] >= .5;
        }
        return covered;
    }

    private SplitMix64 random(Motif motif, long number) {
        return SplitMix64.of(seed, motif.ordinal(), number, hard ? 1 : 0);
    }

    /** How much of a pixel the motif's two colours cover. */
    private double[] shares(Motif motif, Scene scene, int column, int row) {
        double[] shares = new double[2];
        Placement place = scene.place;
        double middleX = (column + .5) / size - place.x;
        double middleY = (row + .5) / size - place.y;
        double far = REACH * place.radius;
        if (middleX * middleX + middleY * middleY > far * far) {
            return shares;
        }
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                double dx = (column + (j + .5) / SAMPLES) / size - place.x;
                double dy = (row + (i + .5) / SAMPLES) / size - place.y;
                int tone = motif.tone(place.along(dx, dy), place.across(dx, dy), scene.variation);
                if (tone > 0) {
                    shares[tone - 1] += 1.0 / (SAMPLES * SAMPLES);
                }
            }
        }
        return shares;
    }

    private static Colour sum(Colour a, Colour b, Colour c) {
        return new Colour(a.red() + b.red() + c.red(), a.green() + b.green() + c.green(),
                a.blue() + b.blue() + c.blue());
    }

    /** A sample of 0 to 255 under noise that is roughly normal: the sum of four uniform numbers. */
    private static byte level(double value, double noise, SplitMix64 random) {
        long bits = random.nextLong();
        double sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        double normal = (sum / 0x10000 - 2) * Math.sqrt(3);
        double level = Math.floor(255 * (value + noise * normal) + .5);
        return (byte) Math.max(0, Math.min(255, level));
    }
}

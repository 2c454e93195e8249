package salty.vision.drawing;

import salty.engine.random.SplitMix64;

/** What lies behind a motif: a colour for every point of the unit square. */
sealed interface Background {
    Colour at(double x, double y);

    /** The colours between which it moves, from which a motif must stand off. */
    Colour[] colours();

    /** One of the calm backgrounds. */
    static Background calm(SplitMix64 random) {
        Colour first = Colour.random(random);
        Colour second = first.towards(Colour.random(random), random.nextDouble(.2, .6));
        return switch (random.nextInt(4)) {
            case 0 -> new Flat(first);
            case 1 -> Gradient.of(random, first, second);
            case 2 -> new Glow(first, second, random.nextDouble(), random.nextDouble());
            default -> new Clouds(first, second, new ValueNoise(random), random.nextDouble(2, 7), 3);
        };
    }

    /** One of the busy backgrounds, whose own edges and textures compete with the motif. */
    static Background busy(SplitMix64 random) {
        Colour first = Colour.random(random);
        Colour second = first.towards(Colour.random(random), random.nextDouble(.5, .9));
        return switch (random.nextInt(3)) {
            case 0 -> new Clouds(first, second, new ValueNoise(random), random.nextDouble(6, 12), 4);
            case 1 -> Patches.of(random, first, second);
            default -> Clutter.of(random, first, second);
        };
    }

    /** One colour. */
    record Flat(Colour colour) implements Background {
        @Override
        public Colour at(double x, double y) {
            return colour;
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {colour};
        }
    }

    /** From one colour to another along a direction. */
    record Gradient(Colour first, Colour second, double dx, double dy) implements Background {
        static Gradient of(SplitMix64 random, Colour first, Colour second) {
            double angle = random.nextDouble(0, 2 * Math.PI);
            return new Gradient(first, second, StrictMath.cos(angle) / 1.5, StrictMath.sin(angle) / 1.5);
        }

        @Override
        public Colour at(double x, double y) {
            return first.towards(second, .5 + (x - .5) * dx + (y - .5) * dy);
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {first, second};
        }
    }

    /** From one colour around a point to another far from it. */
    record Glow(Colour first, Colour second, double centreX, double centreY) implements Background {
        @Override
        public Colour at(double x, double y) {
            double square = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY);
            return first.towards(second, square / (square + .2));
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {first, second};
        }
    }

    /** Clouds of two colours. */
    record Clouds(Colour first, Colour second, ValueNoise noise, double scale, int octaves) implements Background {
        @Override
        public Colour at(double x, double y) {
            return first.towards(second, noise.at(scale * x, scale * y, octaves));
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {first, second};
        }
    }

    /** Cells around random points, each of a colour of its own: Voronoi's diagram. */
    record Patches(Colour first, Colour second, double[] xs, double[] ys) implements Background {
        static Patches of(SplitMix64 random, Colour first, Colour second) {
            int cells = 6 + random.nextInt(14);
            double[] xs = new double[cells];
            double[] ys = new double[cells];
            for (int i = 0; i < cells; i++) {
                xs[i] = random.nextDouble();
                ys[i] = random.nextDouble();
            }
            return new Patches(first, second, xs, ys);
        }

        @Override
        public Colour at(double x, double y) {
            int nearest = 0;
            double least = Double.MAX_VALUE;
            for (int i = 0; i < xs.length; i++) {
                double square = (x - xs[i]) * (x - xs[i]) + (y - ys[i]) * (y - ys[i]);
                if (square < least) {
                    least = square;
                    nearest = i;
                }
            }
            return first.towards(second, (double) nearest / (xs.length - 1));
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {first, second};
        }
    }

    /** Bars strewn over each other: long edges in all directions. */
    record Clutter(Colour first, Colour second, double[][] bars) implements Background {
        static Clutter of(SplitMix64 random, Colour first, Colour second) {
            double[][] bars = new double[5 + random.nextInt(8)][];
            for (int i = 0; i < bars.length; i++) {
                double angle = random.nextDouble(0, Math.PI);
                bars[i] = new double[] {StrictMath.cos(angle), StrictMath.sin(angle), random.nextDouble(-.6, .6),
                    random.nextDouble(.01, .06), random.nextDouble()};
            }
            return new Clutter(first, second, bars);
        }

        @Override
        public Colour at(double x, double y) {
            for (double[] bar : bars) {
                if (Math.abs((x - .5) * bar[0] + (y - .5) * bar[1] - bar[2]) < bar[3]) {
                    return first.towards(second, bar[4]);
                }
            }
            return first;
        }

        @Override
        public Colour[] colours() {
            return new Colour[] {first, second};
        }
    }
}

package salty.vision.drawing;

import salty.engine.random.SplitMix64;

/** A colour, each part 0 to 1. */
record Colour(double red, double green, double blue) {
    /** Any colour. */
    static Colour random(SplitMix64 random) {
        return new Colour(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }

    /** A colour that stands off from others: drawn until it does, or the farthest of many. */
    static Colour apartFrom(SplitMix64 random, double distance, Colour... others) {
        Colour best = null;
        double farthest = -1;
        for (int draw = 0; draw < 40 && farthest < distance; draw++) {
            Colour colour = random(random);
            double nearest = Double.MAX_VALUE;
            for (Colour other : others) {
                nearest = Math.min(nearest, colour.distance(other));
            }
            if (nearest > farthest) {
                best = colour;
                farthest = nearest;
            }
        }
        return best;
    }

    /** This colour, moved towards another by a share of 0 to 1. */
    Colour towards(Colour other, double share) {
        return new Colour(red + share * (other.red - red), green + share * (other.green - green),
                blue + share * (other.blue - blue));
    }

    /** This colour, lighter or darker. */
    Colour lit(double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    /** Euclid's distance with the eye's weights: 1 between black and white. */
    double distance(Colour other) {
        double r = red - other.red;
        double g = green - other.green;
        double b = blue - other.blue;
        return Math.sqrt(.3 * r * r + .5 * g * g + .2 * b * b);
    }
}

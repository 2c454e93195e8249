package salty.vision.drawing;

import java.util.Locale;

/**
 * What a picture shows, and its class: eight plain shapes, and eight textures that fill a patch whose outline says
 * nothing. A motif is a function of the plane: where it is not (0), where its first colour is (1) and where its second
 * is (2). It fits the unit circle, or nearly.
 */
public enum Motif {
    BRICKS(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            double row = v.frequency * y + v.phase;
            double column = .5 * v.frequency * x + .5 * (floor(row) & 1);
            return fraction(row) < .22 || fraction(column) < .11 ? 2 : 1;
        }
    },
    CHECKS(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            return 1 + (floor(v.frequency * x + v.phase) + floor(v.frequency * y) & 1);
        }
    },
    CRESCENT(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            return square(x) + square(y) < 1 && square(x - .5) + square(y) > square(.8) ? 1 : 0;
        }
    },
    CROSS(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            double arm = .2 + .12 * v.weight;
            return Math.abs(x) < arm && Math.abs(y) < .97 || Math.abs(y) < arm && Math.abs(x) < .97 ? 1 : 0;
        }
    },
    DISC(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            return square(x) + square(y) < square(.9) ? 1 : 0;
        }
    },
    DOTS(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            double column = fraction(v.frequency * x + v.phase) - .5;
            double row = fraction(v.frequency * y + v.phase) - .5;
            return square(column) + square(row) < square(.26 + .1 * v.weight) ? 2 : 1;
        }
    },
    HEART(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            double u = 1.22 * x;
            double w = -1.22 * y + .1;
            double round = u * u + w * w - 1;
            return round * round * round < u * u * w * w * w ? 1 : 0;
        }
    },
    LATTICE(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            double line = .16 + .12 * v.weight;
            return fraction(v.frequency * x + v.phase) < line || fraction(v.frequency * y) < line ? 2 : 1;
        }
    },
    RING(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            double r = square(x) + square(y);
            return r < square(.95) && r > square(.5 + .15 * v.weight) ? 1 : 0;
        }
    },
    RIPPLES(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            return fraction(v.frequency * Math.sqrt(square(x) + square(y)) + v.phase) < .5 ? 1 : 2;
        }
    },
    SPIRAL(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            double turn = StrictMath.atan2(y, x) / (2 * Math.PI);
            return fraction(.7 * v.frequency * Math.sqrt(square(x) + square(y)) + 3 * turn + v.phase) < .5 ? 1 : 2;
        }
    },
    SQUARE(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            return Math.max(Math.abs(x), Math.abs(y)) < .8 ? 1 : 0;
        }
    },
    STAR(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            int outside = 0;
            for (int tip = 0; tip < TIPS; tip++) {
                if (x * TIP_X[tip] + y * TIP_Y[tip] > PENTAGON) {
                    outside++;
                }
            }
            return outside < 2 ? 1 : 0;
        }
    },
    STRIPES(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            return fraction(v.frequency * x + v.phase) < .42 + .16 * v.weight ? 1 : 2;
        }
    },
    TRIANGLE(false) {
        @Override
        int pattern(double x, double y, Variation v) {
            return y > -.52 && y < 1 - Math.sqrt(3) * Math.abs(x) ? 1 : 0;
        }
    },
    WAVES(true) {
        @Override
        int pattern(double x, double y, Variation v) {
            double shift = .4 * StrictMath.sin(2 * Math.PI * (.6 * v.frequency * x + v.phase));
            return fraction(v.frequency * y + shift) < .5 ? 1 : 2;
        }
    };

    private static final int TIPS = 5;
    /** The distance of a pentagram's sides from its centre; a point beyond two of them is outside. */
    private static final double PENTAGON = StrictMath.cos(2 * Math.PI / TIPS);
    private static final double[] TIP_X = new double[TIPS];
    private static final double[] TIP_Y = new double[TIPS];

    static {
        for (int tip = 0; tip < TIPS; tip++) {
            TIP_X[tip] = StrictMath.sin(2 * Math.PI * tip / TIPS);
            TIP_Y[tip] = StrictMath.cos(2 * Math.PI * tip / TIPS);
        }
    }

    /**
     * What differs from one example of a motif to the next.
     *
     * @param frequency periods of a texture in a unit
     * @param phase     where a period begins, 0 to 1
     * @param weight    how thick lines are, 0 to 1
     * @param roundness 0 for a round patch, 1 for a squarish one
     * @param turnX     cosine of the angle between the patch and its texture
     * @param turnY     its sine
     */
    record Variation(double frequency, double phase, double weight, double roundness, double turnX, double turnY) {}

    private final boolean texture;

    Motif(boolean texture) {
        this.texture = texture;
    }

    /** Whether it is a texture with two colours, and not a shape with one. */
    public boolean isTexture() {
        return texture;
    }

    /** The name of the class: {@code stripes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The colour at a point: 0 none, 1 the first, 2 the second. */
    int tone(double x, double y, Variation v) {
        if (texture) {
            double u = v.turnX * x - v.turnY * y;
            double w = v.turnY * x + v.turnX * y;
            double round = u * u + w * w;
            double squarish = (u * u * u * u + w * w * w * w) * 1.3;
            if (round + v.roundness * (squarish - round) > 1) {
                return 0;
            }
        }
        return pattern(x, y, v);
    }

    abstract int pattern(double x, double y, Variation v);

    private static double square(double x) {
        return x * x;
    }

    private static int floor(double x) {
        return (int) Math.floor(x);
    }

    private static double fraction(double x) {
        return x - Math.floor(x);
    }
}

package salty.vision.training;

import java.util.Locale;

import salty.engine.random.SplitMix64;
import salty.loader.image.FloatImage;

/**
 * Random variations of a picture, with the meanings of Keras' {@code ImageDataGenerator}; beyond the border lies its
 * nearest pixel.
 *
 * @param flip       whether half of the pictures are mirrored
 * @param shift      the greatest displacement along each axis, in shares of the picture
 * @param rotation   the greatest rotation, in degrees
 * @param zoom       the greatest change of scale: factors of {@code 1 - zoom} to {@code 1 + zoom}
 * @param channel    the greatest summand of each colour channel, in levels of 255
 * @param brightness the greatest change of brightness: factors of {@code 1 - brightness} to {@code 1 + brightness}
 */
public record Augmentation(boolean flip, double shift, double rotation, double zoom, double channel,
                           double brightness) {
    /** Leaves pictures as they are. */
    public static final Augmentation NONE = new Augmentation(false, 0, 0, 0, 0, 0);

    /**
     * Reads {@code flip,shift=.2,rot=40,zoom=.2,channel=20,brightness=.2}, each part optional.
     *
     * @throws IllegalArgumentException naming the part that cannot be understood
     */
    public static Augmentation parse(String text) {
        Augmentation all = NONE;
        for (String part : text.isBlank() || text.equals("none") ? new String[0] : text.split(",")) {
            String[] words = part.strip().toLowerCase(Locale.ROOT).split("=", 2);
            double value = words.length < 2 ? Double.NaN : number(part, words[1]);
            all = switch (words[0]) {
                case "flip" -> new Augmentation(true, all.shift, all.rotation, all.zoom, all.channel, all.brightness);
                case "shift" -> new Augmentation(all.flip, or(value, .1), all.rotation, all.zoom, all.channel,
                        all.brightness);
                case "rot" -> new Augmentation(all.flip, all.shift, or(value, 20), all.zoom, all.channel,
                        all.brightness);
                case "zoom" -> new Augmentation(all.flip, all.shift, all.rotation, or(value, .2), all.channel,
                        all.brightness);
                case "channel" -> new Augmentation(all.flip, all.shift, all.rotation, all.zoom, or(value, 20),
                        all.brightness);
                case "brightness" -> new Augmentation(all.flip, all.shift, all.rotation, all.zoom, all.channel,
                        or(value, .2));
                default -> throw new IllegalArgumentException("no augmentation '" + words[0]
                        + "'; there are flip, shift, rot, zoom, channel, brightness");
            };
        }
        return all;
    }

    private static double number(String part, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number < 1000) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("augmentation '" + part + "' has no number after =", e);
        }
        throw new IllegalArgumentException("augmentation '" + part + "' is out of range");
    }

    private static double or(double value, double otherwise) {
        return Double.isNaN(value) ? otherwise : value;
    }

    /** Varies a picture by what a generator draws. */
    public FloatImage apply(FloatImage picture, SplitMix64 random) {
        boolean mirrored = flip && random.nextBoolean(.5);
        double dx = random.nextDouble(-shift, shift) * picture.width();
        double dy = random.nextDouble(-shift, shift) * picture.height();
        double angle = random.nextDouble(-rotation, rotation) * Math.PI / 180;
        double scale = 1 / random.nextDouble(1 - zoom, 1 + zoom);
        double bright = random.nextDouble(1 - brightness, 1 + brightness);
        float[] summands = new float[3];
        for (int c = 0; c < 3; c++) {
            summands[c] = (float) random.nextDouble(-channel, channel);
        }
        double cos = StrictMath.cos(angle) * scale;
        double sin = StrictMath.sin(angle) * scale;
        FloatImage moved = mirrored || dx != 0 || dy != 0 || angle != 0 || scale != 1
                ? moved(picture, mirrored ? -cos : cos, mirrored ? -sin : sin, sin, cos, dx, dy)
                : new FloatImage(picture.width(), picture.height(), picture.rgb().clone());
        float[] rgb = moved.rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = Math.clamp((float) bright * rgb[i] + summands[i % 3], 0f, 255f);
        }
        return moved;
    }

    /** The picture where each pixel comes, bilinearly, from where an affine map about the centre sends it. */
    private static FloatImage moved(FloatImage picture, double xx, double xy, double yx, double yy, double dx,
                                    double dy) {
        int width = picture.width();
        int height = picture.height();
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        float[] from = picture.rgb();
        float[] to = new float[from.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double u = column - middleX - dx;
                double v = row - middleY - dy;
                double x = Math.clamp(middleX + xx * u - xy * v, 0, width - 1);
                double y = Math.clamp(middleY + yx * u + yy * v, 0, height - 1);
                int left = Math.min((int) x, Math.max(0, width - 2));
                int top = Math.min((int) y, Math.max(0, height - 2));
                int right = width == 1 ? 0 : 3;
                int below = height == 1 ? 0 : 3 * width;
                float s = (float) (x - left);
                float t = (float) (y - top);
                int at = 3 * (top * width + left);
                for (int c = 0; c < 3; c++, at++) {
                    float above = from[at] + s * (from[at + right] - from[at]);
                    float under = from[at + below] + s * (from[at + below + right] - from[at + below]);
                    to[3 * (row * width + column) + c] = above + t * (under - above);
                }
            }
        }
        return new FloatImage(width, height, to);
    }
}

package salty.vision.skin;

import salty.loader.image.Animation;
import salty.loader.image.Backdrop;
import salty.loader.image.ImageFormatException;
import salty.loader.image.Resize;
import salty.loader.image.RgbImage;

/**
 * Marks pixels that have the colour and the smoothness of skin, after Fleck, Forsyth and Bregler (1996), section 3.
 * <pre>
 *   L(x) = 105 log10(x + 1)                 105 brings 0..255 to 0..253; all values are rounded to integers
 *   I    = L(G)
 *   Rg   = L(R) - L(G)                      smoothed by a median of radius 2s
 *   By   = L(B) - (L(G) + L(R)) / 2         smoothed by a median of radius 2s
 *   texture    = median of radius 6s of |I - median of radius 4s of I|
 *   hue        = atan2(Rg, By) in degrees
 *   saturation = sqrt(Rg^2 + By^2)
 *   skin if texture &lt; 5 and (hue 110..150 and saturation 20..60, or hue 130..170 and saturation 30..130)
 * </pre>
 * with s = (width + height) / 320, rounded, at least 1. A picture of which 30 % or more is skin passes on to a closer
 * look. Left out of the paper: the random numbers that it adds against banding, so that a picture has one result, and
 * the grouping of regions into limbs. Pictures of more than {@value #LARGEST} pixels of width plus height are reduced
 * to that.
 */
public final class SkinFilter {

    /** To be shown wherever a result of this filter is. */
    public static final String WARNING =
            "pre-filter only: thresholds from a few hundred photographs of 1996; skin that is"
            + " very dark or very pale and coloured light are missed more often, sand, wood and fur are taken for skin";

    /** The share of skin from which the paper looks closer at a picture. */
    public static final double PASS_ON = 0.30;

    private static final int MAX_FRAMES = 1000;
    private static final int LARGEST = 640;
    private static final double LOG_FACTOR = 105;
    private static final int TEXTURE_LIMIT = 5;
    private static final int SIZE_OF_SCALE_ONE = 320;
    private static final int[] LOG = new int[256];

    static {
        for (int x = 0; x < LOG.length; x++) {
            LOG[x] = (int) Math.rint(LOG_FACTOR * Math.log10(x + 1));
        }
    }

    private SkinFilter() {
    }

    /**
     * The frame with the most skin, of a frame that is not opaque before white and before black.
     *
     * @throws salty.loader.image.ImageFormatException if the file is damaged, or has more frames than {@value
     *         #MAX_FRAMES}
     */
    public static SkinMask apply(Animation animation) {
        SkinMask worst = null;
        while (animation.hasNext()) {
            Animation.Frame frame = animation.next();
            if (frame.index() >= MAX_FRAMES) {
                throw new ImageFormatException("more than " + MAX_FRAMES + " frames");
            }
            for (Backdrop backdrop : frame.image().backdrops()) {
                SkinMask mask = apply(frame.image().on(backdrop));
                worst = worst == null || mask.share() > worst.share() ? mask : worst;
            }
        }
        return worst;
    }

    /** Finds the skin in a picture. */
    public static SkinMask apply(RgbImage picture) {
        RgbImage image = reduced(picture);
        int width = image.width();
        int height = image.height();
        int scale = Math.max(1, (int) Math.rint((width + height) / (double) SIZE_OF_SCALE_ONE));
        int[] intensity = new int[width * height];
        int[] redGreen = new int[width * height];
        int[] blueYellow = new int[width * height];
        byte[] rgb = image.rgb();
        for (int i = 0; i < intensity.length; i++) {
            int r = LOG[rgb[3 * i] & 0xff];
            int g = LOG[rgb[3 * i + 1] & 0xff];
            int b = LOG[rgb[3 * i + 2] & 0xff];
            intensity[i] = g;
            redGreen[i] = r - g;
            // A half is rounded down; the shift does so for negative values, too.
            blueYellow[i] = 2 * b - g - r >> 1;
        }
        int[] texture = texture(intensity, width, height, scale);
        redGreen = MedianFilter.apply(redGreen, width, height, 2 * scale);
        blueYellow = MedianFilter.apply(blueYellow, width, height, 2 * scale);
        boolean[] skin = new boolean[intensity.length];
        for (int i = 0; i < skin.length; i++) {
            skin[i] = texture[i] < TEXTURE_LIMIT && hasColourOfSkin(redGreen[i], blueYellow[i]);
        }
        return new SkinMask(width, height, skin);
    }

    private static RgbImage reduced(RgbImage picture) {
        int size = picture.width() + picture.height();
        if (size <= LARGEST) {
            return picture;
        }
        int width = Math.max(1, (int) ((long) picture.width() * LARGEST / size));
        int height = Math.max(1, (int) ((long) picture.height() * LARGEST / size));
        return Resize.PIL_BILINEAR.resize(picture, width, height).rounded();
    }

    private static int[] texture(int[] intensity, int width, int height, int scale) {
        int[] smooth = MedianFilter.apply(intensity, width, height, 4 * scale);
        int[] rough = new int[intensity.length];
        for (int i = 0; i < rough.length; i++) {
            rough[i] = Math.abs(intensity[i] - smooth[i]);
        }
        return MedianFilter.apply(rough, width, height, 6 * scale);
    }

    private static boolean hasColourOfSkin(int redGreen, int blueYellow) {
        double hue = Math.toDegrees(Math.atan2(redGreen, blueYellow));
        double saturation = Math.hypot(redGreen, blueYellow);
        boolean yellowish = hue >= 110 && hue <= 150 && saturation >= 20 && saturation <= 60;
        boolean reddish = hue >= 130 && hue <= 170 && saturation >= 30 && saturation <= 130;
        return yellowish || reddish;
    }
}

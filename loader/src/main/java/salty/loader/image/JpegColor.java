package salty.loader.image;

/**
 * The colour spaces of JPEG files and their conversion to RGB, in the fixed point of libjpeg ({@code jdcolor.c},
 * {@code jdapimin.c}) and of Pillow, so that the result is the same to the last bit wherever the inverse DCT is.
 */
enum JpegColor {
    GREY, RGB, YCBCR, CMYK, YCCK;

    private static final int[] RED_OF_CR = new int[256];
    private static final int[] BLUE_OF_CB = new int[256];
    private static final int[] GREEN_OF_CR = new int[256];
    private static final int[] GREEN_OF_CB = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            RED_OF_CR[i] = fixed(1.40200) * x + 0x8000 >> 16;
            BLUE_OF_CB[i] = fixed(1.77200) * x + 0x8000 >> 16;
            GREEN_OF_CR[i] = -fixed(0.71414) * x;
            GREEN_OF_CB[i] = -fixed(0.34414) * x + 0x8000;
        }
    }

    private static int fixed(double x) {
        return (int) (x * 65536 + 0.5);
    }

    /**
     * The colour space that a file means.
     *
     * @param componentIds of the frame header
     * @param jfif whether there is a JFIF marker
     * @param adobeTransform of the Adobe marker, -1 without one
     */
    static JpegColor of(byte[] componentIds, boolean jfif, int adobeTransform) {
        return switch (componentIds.length) {
            case 1 -> GREY;
            case 3 -> {
                boolean namedRgb = componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
                boolean rgb = adobeTransform >= 0 ? adobeTransform == 0 : namedRgb;
                yield rgb && !jfif ? RGB : YCBCR;
            }
            case 4 -> adobeTransform <= 0 ? CMYK : YCCK;
            default -> throw new ImageFormatException("unsupported JPEG with " + componentIds.length + " components");
        };
    }

    /** Converts interleaved samples as stored; may work in place. */
    byte[] toRgb(byte[] samples) {
        return switch (this) {
            case GREY -> fromGrey(samples);
            case RGB -> samples;
            case YCBCR -> {
                yccToRgb(samples, 3);
                yield samples;
            }
            // Inks are stored inverted (255 is none), as Adobe does; Pillow takes that for granted, marker or not.
            case CMYK -> fromInvertedInks(samples);
            case YCCK -> {
                // libjpeg's ycck_cmyk_convert: the stored inks are the complement of the colour that Y, Cb, Cr give.
                yccToRgb(samples, 4);
                for (int i = 0; i < samples.length; i += 4) {
                    samples[i] = (byte) ~samples[i];
                    samples[i + 1] = (byte) ~samples[i + 1];
                    samples[i + 2] = (byte) ~samples[i + 2];
                }
                yield fromInvertedInks(samples);
            }
        };
    }

    private static byte[] fromGrey(byte[] grey) {
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0, at = 0; i < grey.length; i++, at += 3) {
            rgb[at] = grey[i];
            rgb[at + 1] = grey[i];
            rgb[at + 2] = grey[i];
        }
        return rgb;
    }

    private static void yccToRgb(byte[] samples, int stride) {
        for (int i = 0; i < samples.length; i += stride) {
            int y = samples[i] & 0xff;
            int cb = samples[i + 1] & 0xff;
            int cr = samples[i + 2] & 0xff;
            samples[i] = clip(y + RED_OF_CR[cr]);
            samples[i + 1] = clip(y + (GREEN_OF_CB[cb] + GREEN_OF_CR[cr] >> 16));
            samples[i + 2] = clip(y + BLUE_OF_CB[cb]);
        }
    }

    /** {@code stored = 255 - ink}; then Pillow's {@code cmyk2rgb}: {@code (255 - K) - C (255 - K) / 255}. */
    private static byte[] fromInvertedInks(byte[] stored) {
        byte[] rgb = new byte[stored.length / 4 * 3];
        for (int i = 0, at = 0; i < stored.length; i += 4, at += 3) {
            int white = stored[i + 3] & 0xff;
            rgb[at] = ink(stored[i], white);
            rgb[at + 1] = ink(stored[i + 1], white);
            rgb[at + 2] = ink(stored[i + 2], white);
        }
        return rgb;
    }

    private static byte ink(byte stored, int white) {
        int product = (255 - (stored & 0xff)) * white + 128;
        return clip(white - ((product >> 8) + product >> 8));
    }

    private static byte clip(int sample) {
        return (byte) Math.max(0, Math.min(255, sample));
    }
}

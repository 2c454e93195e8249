package salty.loader.image;

/**
 * TensorFlow's bilinear resizing ({@code resize_bilinear_op.cc}), in its float32 arithmetic: four neighbours of a
 * point, never more, so shrinking aliases. The kinds differ in the point that a destination pixel samples.
 */
enum GridBilinear {

    /** Pixel centres at half: {@code (i + 0.5) in / out - 0.5}. */
    HALF_PIXEL {
        @Override
        float point(int i, int in, int out) {
            return (i + 0.5f) * (in / (float) out) - 0.5f;
        }
    },

    /** Pixels begin at whole numbers: {@code i in / out}. */
    LEGACY {
        @Override
        float point(int i, int in, int out) {
            return i * (in / (float) out);
        }
    },

    /** First and last pixels meet: {@code i (in - 1) / (out - 1)}. */
    ALIGN_CORNERS {
        @Override
        float point(int i, int in, int out) {
            return i * (out > 1 ? (in - 1) / (float) (out - 1) : in / (float) out);
        }
    };

    abstract float point(int i, int in, int out);

    FloatImage resize(RgbImage image, int width, int height) {
        int[] left = new int[width];
        int[] right = new int[width];
        float[] part = new float[width];
        grid(image.width(), left, right, part);
        int[] top = new int[height];
        int[] bottom = new int[height];
        float[] down = new float[height];
        grid(image.height(), top, bottom, down);

        byte[] in = image.rgb();
        float[] out = new float[3 * width * height];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int upper = 3 * top[y] * image.width();
            int lower = 3 * bottom[y] * image.width();
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++, at++) {
                    int l = 3 * left[x] + c;
                    int r = 3 * right[x] + c;
                    float above = mix(in[upper + l] & 0xff, in[upper + r] & 0xff, part[x]);
                    float below = mix(in[lower + l] & 0xff, in[lower + r] & 0xff, part[x]);
                    out[at] = mix(above, below, down[y]);
                }
            }
        }
        return new FloatImage(width, height, out);
    }

    private void grid(int in, int[] lower, int[] upper, float[] part) {
        for (int i = 0; i < lower.length; i++) {
            float point = point(i, in, lower.length);
            float floor = (float) Math.floor(point);
            lower[i] = Math.max((int) floor, 0);
            upper[i] = Math.min((int) Math.ceil(point), in - 1);
            part[i] = point - floor;
        }
    }

    private static float mix(float a, float b, float t) {
        return a + (b - a) * t;
    }
}

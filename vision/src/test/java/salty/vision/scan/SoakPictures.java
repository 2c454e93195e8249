package salty.vision.scan;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Generated pictures of four formats and three sizes, one in a hundred damaged in one of a dozen ways. */
public final class SoakPictures {

    private static final String[] FORMATS = {"png", "jpg", "gif", "bmp"};
    private static final int[][] SIZES = {{32, 24}, {160, 120}, {320, 240}};
    private static final int DAMAGED_EACH = 100;

    private SoakPictures() {
    }

    /** Whether the picture of an index is a damaged one. */
    public static boolean isDamaged(int index) {
        return index % DAMAGED_EACH == 7;
    }

    /** The name of the picture of an index, below the folder. */
    public static String name(int index) {
        return String.format("%02d/%05d.%s", index % 13, index, FORMATS[index % FORMATS.length]);
    }

    /** Writes so many pictures. */
    public static void make(Path folder, int count) {
        SplittableRandom random = new SplittableRandom(10_000);
        for (int i = 0; i < count; i++) {
            int[] size = SIZES[i / FORMATS.length % SIZES.length];
            byte[] file = TestScan.picture(FORMATS[i % FORMATS.length], size[0], size[1], random.nextInt(1 << 24));
            TestScan.write(folder.resolve(name(i)), isDamaged(i) ? damaged(file, i / DAMAGED_EACH % 12) : file);
        }
    }

    private static byte[] damaged(byte[] file, int way) {
        byte[] damaged = file.clone();
        switch (way) {
            case 0 -> {
                return new byte[0];
            }
            case 1 -> {
                return Arrays.copyOf(file, 3);
            }
            case 2 -> {
                return Arrays.copyOf(file, 20);
            }
            case 3 -> {
                return "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8);
            }
            case 4 -> {
                return "not a picture at all".getBytes(StandardCharsets.UTF_8);
            }
            case 5 -> {
                return "{\"json\": true}".getBytes(StandardCharsets.UTF_8);
            }
            case 6 -> {
                return "RIFF\4\0\0\0WEBP".getBytes(StandardCharsets.ISO_8859_1);
            }
            case 7 -> {
                return "%PDF-1.7 page".getBytes(StandardCharsets.UTF_8);
            }
            case 8 -> Arrays.fill(damaged, 0, 8, (byte) 0);
            case 9 -> Arrays.fill(damaged, 4, damaged.length, (byte) 0xff);
            case 10 -> {
                return new byte[100_000];
            }
            default -> {
                return Arrays.copyOfRange(file, 1, file.length);
            }
        }
        return damaged;
    }
}

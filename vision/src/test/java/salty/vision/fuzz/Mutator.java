package salty.vision.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes damaged inputs of good ones: a few random changes each, the same for the same seed. */
public final class Mutator {

    private static final int[] INTERESTING =
            {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000,
            0x40000000, 0x10000, 64, 512, 4096};
    private static final String[] TOKENS =
            {"[", "{", "]", "}", "\"", ":", ",", "null", "NaN", "1e999", "-1", "99999999999",
            "\\u0000", "\n", "\r\n", "\0", "PK\3\4", "\u00ff\u00d8", "True", "(", "'"};

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    /**
     * @param seeds what is damaged
     */
    public Mutator(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.random = new SplittableRandom(seed);
    }

    /** The next input. */
    public byte[] next() {
        byte[] data = seeds.get(random.nextInt(seeds.size())).clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            data = change(data);
        }
        return data;
    }

    private byte[] change(byte[] data) {
        if (data.length == 0) {
            return token();
        }
        int at = position(data);
        switch (random.nextInt(10)) {
            case 0, 1 -> data[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> data[at] = (byte) random.nextInt(256);
            case 3, 4 -> number(data, at, INTERESTING[random.nextInt(INTERESTING.length)]);
            case 5 -> {
                return Arrays.copyOf(data, at);
            }
            case 6 -> {
                return replace(data, at, Math.min(data.length, at + 1 + random.nextInt(16)), new byte[0]);
            }
            case 7 -> {
                int from = position(data);
                return replace(data, at, at,
                        Arrays.copyOfRange(data, from, Math.min(data.length, from + 1 + random.nextInt(64))));
            }
            case 8 -> {
                return replace(data, at, at, token());
            }
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                return replace(data, at, data.length, Arrays.copyOfRange(other, from, other.length));
            }
        }
        return data;
    }

    /** Half of the changes go to the first quarter kilobyte, where headers are. */
    private int position(byte[] data) {
        return random.nextInt(random.nextBoolean() ? data.length : Math.min(data.length, 256));
    }

    private void number(byte[] data, int at, int value) {
        int size = 1 << random.nextInt(4);
        boolean big = random.nextBoolean();
        for (int i = 0; i < size && at + i < data.length; i++) {
            int shift = 8 * (big ? size - 1 - i : i);
            data[at + i] = (byte) (shift > 31 ? value >> 31 : value >> shift);
        }
    }

    private byte[] token() {
        String text = TOKENS[random.nextInt(TOKENS.length)];
        return text.repeat(random.nextInt(20) == 0 ? 1 + random.nextInt(5000) : 1)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] replace(byte[] data, int from, int to, byte[] by) {
        byte[] result = new byte[from + by.length + data.length - to];
        System.arraycopy(data, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(data, to, result, from + by.length, data.length - to);
        return result;
    }
}

package salty.loader.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of NumPy's {@code .npy} format (NEP 1; versions 1 to 3), as float32 in C order.
 *
 * @param shape the sizes, outermost first; empty for a single number
 * @param values the product of {@code shape} values, the last dimension adjacent
 */
public record Npy(int[] shape, float[] values) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 64 << 10;
    private static final int MAX_RANK = 8;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

    public Npy {
        if (values.length != count(shape)) {
            throw new IllegalArgumentException("an array of shape " + tuple(shape) + " cannot have " + values.length
                    + " values");
        }
    }

    /**
     * Reads a file of float32, float64 or uint8 values, of either byte order, in C or Fortran order.
     *
     * @param maxBytes the largest file to read
     * @throws ImageFormatException naming the file and the fault
     */
    public static Npy read(Path file, int maxBytes) {
        try {
            return parse(RegularFile.read(file, maxBytes, ""));
        } catch (ImageFormatException e) {
            throw e.in(file.toString());
        }
    }

    /**
     * Reads the array in {@code data}.
     *
     * @param name what messages call it
     * @throws ImageFormatException naming the array and the fault
     */
    public static Npy read(byte[] data, String name) {
        try {
            return parse(data);
        } catch (ImageFormatException e) {
            throw e.in(name);
        }
    }

    /** Whether {@code data} starts like a {@code .npy} file. */
    public static boolean isNpy(byte[] data) {
        return data.length >= MAGIC.length && Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * The sizes of this array as a batch of pictures {@code (n, h, w, c)}: of {@code (h, w, c)} one, and of
     * {@code (h, w)} one with one channel.
     *
     * @param name what messages call the array
     * @throws ImageFormatException if it has another rank, or no values
     */
    public int[] nhwc(String name) {
        if (values.length == 0) {
            throw new ImageFormatException("an array of shape " + tuple(shape) + " has no values").in(name);
        }
        return switch (shape.length) {
            case 2 -> new int[] {1, shape[0], shape[1], 1};
            case 3 -> new int[] {1, shape[0], shape[1], shape[2]};
            case 4 -> shape.clone();
            default -> throw new ImageFormatException("an input tensor has the shape (n, h, w, c), (h, w, c) or (h, w),"
                    + " this one has " + tuple(shape)).in(name);
        };
    }

    /** The file (version 1.0, little-endian float32, C order) of an array. */
    public static byte[] encode(float[] values, int... shape) {
        if (values.length != count(shape)) {
            throw new IllegalArgumentException("an array of shape " + tuple(shape) + " cannot have " + values.length
                    + " values");
        }
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
        int preamble = MAGIC.length + 4;
        // The data starts at a multiple of 64 bytes, as NumPy aligns it for mapping.
        int dataOffset = (preamble + header.length() + 1 + 63) / 64 * 64;
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(dataOffset, Math.multiplyExact(4, values.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (dataOffset - preamble));
        out.put(header.getBytes(StandardCharsets.US_ASCII));
        while (out.position() < dataOffset - 1) {
            out.put((byte) ' ');
        }
        out.put((byte) '\n');
        out.asFloatBuffer().put(values);
        return out.array();
    }

    private static Npy parse(byte[] data) {
        if (data.length == 0) {
            throw new ImageFormatException("empty file (0 bytes)");
        }
        if (!isNpy(data)) {
            throw new ImageFormatException("not a .npy file (it does not start with \\x93NUMPY)");
        }
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        String header = header(in);
        String descr = field(DESCR, header, "descr");
        boolean fortran = field(ORDER, header, "fortran_order").equals("True");
        int[] shape = shape(field(SHAPE, header, "shape"));
        long count = count(shape);
        int size = elementSize(descr);
        if (count * size > in.remaining()) {
            throw new ImageFormatException("truncated .npy file: " + tuple(shape) + " of '" + descr + "' needs "
                    + count * size + " bytes, the file has " + in.remaining());
        }
        in.order(descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        float[] values = values(in.slice().order(in.order()), size, (int) count);
        return new Npy(shape, fortran ? cOrder(values, shape) : values);
    }

    private static String header(ByteBuffer in) {
        if (in.capacity() < 12) {
            throw new ImageFormatException("truncated .npy file");
        }
        int version = in.get(MAGIC.length);
        if (version < 1 || version > 3) {
            throw new ImageFormatException("unsupported version " + version + " of the .npy format");
        }
        in.position(MAGIC.length + 2);
        long length = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
        if (length > MAX_HEADER) {
            throw new ImageFormatException("corrupt .npy file: a header of " + length + " bytes");
        }
        if (length > in.remaining()) {
            throw new ImageFormatException("truncated .npy file");
        }
        byte[] header = new byte[(int) length];
        in.get(header);
        return new String(header, StandardCharsets.UTF_8);
    }

    private static String field(Pattern pattern, String header, String name) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new ImageFormatException("unsupported .npy file: no usable '" + name + "' in its header");
        }
        return matcher.group(1);
    }

    private static int[] shape(String tuple) {
        String[] sizes = tuple.isBlank() ? new String[0] : tuple.strip().split("\\s*,\\s*");
        if (sizes.length > MAX_RANK) {
            throw new ImageFormatException("a .npy array of " + sizes.length + " dimensions");
        }
        int[] shape = new int[sizes.length];
        for (int i = 0; i < shape.length; i++) {
            if (!sizes[i].matches("[0-9]{1,9}")) {
                throw new ImageFormatException("corrupt .npy file: a dimension of '" + sizes[i] + "'");
            }
            shape[i] = Integer.parseInt(sizes[i]);
        }
        if (count(shape) > Integer.MAX_VALUE) {
            throw new ImageFormatException("a .npy array of shape " + tuple(shape) + " is too large");
        }
        return shape;
    }

    private static int elementSize(String descr) {
        return switch (descr) {
            case "<f4", ">f4" -> 4;
            case "<f8", ">f8" -> 8;
            case "|u1" -> 1;
            default -> throw new ImageFormatException("a .npy array of type '" + descr
                    + "'; store it as float32, float64 or uint8");
        };
    }

    private static float[] values(ByteBuffer in, int size, int count) {
        float[] values = new float[count];
        switch (size) {
            case 4 -> in.asFloatBuffer().get(values);
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = (float) in.getDouble(8 * i);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    values[i] = in.get(i) & 0xff;
                }
            }
        }
        return values;
    }

    /** From first dimension adjacent to last dimension adjacent. */
    private static float[] cOrder(float[] fortran, int[] shape) {
        float[] values = new float[fortran.length];
        int[] index = new int[shape.length];
        for (int i = 0; i < values.length; i++) {
            int at = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                at = at * shape[d] + index[d];
            }
            values[i] = fortran[at];
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return values;
    }

    /** The product of {@code shape}, at most just beyond an int. */
    private static long count(int[] shape) {
        long count = 1;
        for (int size : shape) {
            if (size == 0) {
                return 0;
            }
            count = Math.min(count * size, 1L + Integer.MAX_VALUE);
        }
        return count;
    }

    private static String tuple(int[] shape) {
        StringBuilder tuple = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            tuple.append(String.format(Locale.ROOT, i == 0 ? "%d" : ", %d", shape[i]));
        }
        return tuple.append(shape.length == 1 ? ",)" : ")").toString();
    }
}

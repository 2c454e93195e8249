package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    private static final float[] SIX = {0, 1, 2, 3, 4, 5};

    @Test
    void writesWhatItReads(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("six.npy");
        Files.write(file, Npy.encode(SIX, 1, 2, 3));

        Npy array = Npy.read(file, 1000);

        assertThat(array.shape()).containsExactly(1, 2, 3);
        assertThat(array.values()).containsExactly(SIX);
    }

    @Test
    void writesTheBytesOfNumPy() {
        // numpy.save of arange(6, dtype=float32).reshape(2, 3): 128 bytes of header, then the values.
        byte[] bytes = Npy.encode(SIX, 2, 3);

        assertThat(bytes).hasSize(128 + 24);
        assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
                .isEqualTo("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(58) + "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) {
        assertThat(Npy.read(file(version, "<f4", false, "(6,)", floats(ByteOrder.LITTLE_ENDIAN)), "x").values())
                .containsExactly(SIX);
    }

    @Test
    void readsBigEndianDoublesAndBytes() {
        ByteBuffer doubles = ByteBuffer.allocate(48);
        ByteBuffer bytes = ByteBuffer.allocate(6);
        for (float value : SIX) {
            doubles.putDouble(value);
            bytes.put((byte) value);
        }
        bytes.put(0, (byte) 200);

        assertThat(Npy.read(file(1, ">f4", false, "(6,)", floats(ByteOrder.BIG_ENDIAN)), "x").values())
                .containsExactly(SIX);
        assertThat(Npy.read(file(1, ">f8", false, "(6,)", doubles.array()), "x").values()).containsExactly(SIX);
        assertThat(Npy.read(file(1, "|u1", false, "(6,)", bytes.array()), "x").values())
                .containsExactly(200, 1, 2, 3, 4, 5);
    }

    @Test
    void turnsFortranOrderIntoCOrder() {
        Npy array = Npy.read(file(1, "<f4", true, "(2, 3)", floats(ByteOrder.LITTLE_ENDIAN)), "x");

        assertThat(array.values()).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void readsAFileOfNumPy() {
        Npy array = Golden.array("preprocess/caffe");

        assertThat(array.shape()).containsExactly(16, 16, 3);
        assertThat(array.values()[2]).isEqualTo(-123.68f);
    }

    @Test
    void tensorsAreBatchesOfPictures() {
        assertThat(new Npy(new int[] {2, 3}, SIX).nhwc("x")).containsExactly(1, 2, 3, 1);
        assertThat(new Npy(new int[] {1, 2, 3}, SIX).nhwc("x")).containsExactly(1, 1, 2, 3);
        assertThat(new Npy(new int[] {6, 1, 1, 1}, SIX).nhwc("x")).containsExactly(6, 1, 1, 1);
        assertThatThrownBy(() -> new Npy(new int[] {6}, SIX).nhwc("six.npy"))
                .isInstanceOf(ImageFormatException.class)
                .hasMessage("six.npy: an input tensor has the shape (n, h, w, c), (h, w, c) or (h, w), "
                        + "this one has (6,)");
        assertThatThrownBy(() -> new Npy(new int[] {0, 5, 5, 3}, new float[0]).nhwc("none.npy"))
                .hasMessage("none.npy: an array of shape (0, 5, 5, 3) has no values");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "<f4 # (2147483647, 2147483647) # corrupt .npy file: a dimension of '2147483647'",
        "<f4 # (999999999, 999999999)   # a .npy array of shape (999999999, 999999999) is too large",
        "<f4 # (1000000,)  # truncated .npy file: (1000000,) of '<f4' needs 4000000 bytes, the file has 24",
        "<f4 # (-6,)       # unsupported .npy file: no usable 'shape' in its header",
        "<f4 # (1,,6)      # corrupt .npy file: a dimension of ''",
        "<f4 # (1,1,1,1,1,1,1,1,6) # a .npy array of 9 dimensions",
        "<i8 # (3,)        # a .npy array of type '<i8'; store it as float32, float64 or uint8",
        "|O  # (3,)        # a .npy array of type '|O'; store it as float32, float64 or uint8",
    })
    void refusesWhatAHeaderMayNotSay(String descr, String shape, String message) {
        byte[] file = file(1, descr, false, shape, floats(ByteOrder.LITTLE_ENDIAN));

        assertThatThrownBy(() -> Npy.read(file, "x.npy")).isInstanceOf(ImageFormatException.class)
                .hasMessage("x.npy: " + message);
    }

    @Test
    void refusesWhatIsNoArray() {
        assertThatThrownBy(() -> Npy.read(new byte[0], "x.npy")).hasMessage("x.npy: empty file (0 bytes)");
        assertThatThrownBy(() -> Npy.read("hello, world".getBytes(StandardCharsets.US_ASCII), "x.npy"))
                .hasMessage("x.npy: not a .npy file (it does not start with \\x93NUMPY)");
        assertThat(Npy.isNpy("hello, world".getBytes(StandardCharsets.US_ASCII))).isFalse();
        byte[] huge = file(2, "<f4", false, "(6,)", new byte[24]);
        huge[11] = 127;
        assertThatThrownBy(() -> Npy.read(huge, "x.npy")).hasMessageContaining("corrupt .npy file: a header of 21307");
        byte[] future = file(2, "<f4", false, "(6,)", new byte[24]);
        future[6] = 9;
        assertThatThrownBy(() -> Npy.read(future, "x.npy"))
                .hasMessage("x.npy: unsupported version 9 of the .npy format");
    }

    @Test
    void survivesEveryTruncationAndMutation() {
        byte[] whole = Npy.encode(SIX, 2, 3);
        Random random = new Random(1);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Npy.read(part, "x")).isInstanceOf(ImageFormatException.class);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = whole.clone();
            mutant[random.nextInt(80)] = (byte) random.nextInt(256);
            try {
                Npy.read(mutant, "x");
            } catch (ImageFormatException e) {
                assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
            }
        }
    }

    private static byte[] floats(ByteOrder order) {
        ByteBuffer data = ByteBuffer.allocate(24).order(order);
        data.asFloatBuffer().put(SIX);
        return data.array();
    }

    private static byte[] file(int version, String descr, boolean fortran, String shape, byte[] data) {
        String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False")
                + ", 'shape': " + shape + ", }\n";
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        file.writeBytes((version == 1 ? length.putShort((short) header.length()) : length.putInt(header.length()))
                .array());
        file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(data);
        return file.toByteArray();
    }
}

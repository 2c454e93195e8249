package salty.loader.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.file.ModelFormatException;

/** HDF5 whose structure lies: sizes that overflow, headers that contain themselves, groups without end. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostileHdf5Test {

    private static final Path FILES = Path.of("src/test/resources/hdf5");

    @TempDir
    private Path folder;

    @Test
    void the_signature_alone_is_no_file() throws IOException {
        byte[] signature = Arrays.copyOf(bytes("contiguous.h5"), 8);

        refused(signature, "", "truncated");
    }

    @Test
    void dimensions_whose_product_overflows_are_refused() throws IOException {
        byte[] data = bytes("contiguous.h5");
        int at = dimensions(data);
        ByteBuffer dims = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (long[] lie : new long[][] {{1L << 62, 8}, {1L << 33, 1L << 33}, {-1, -1}, {Integer.MAX_VALUE, 1L << 20}}) {
            dims.putLong(at, lie[0]).putLong(at + 8, lie[1]);
            refused(data, "x", "");
        }
    }

    @Test
    void dimensions_beyond_the_data_are_refused() throws IOException {
        byte[] data = bytes("contiguous.h5");
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putLong(dimensions(data), 400);

        refused(data, "x", "");
    }

    @Test
    void a_dimension_of_zero_holds_nothing() throws IOException {
        byte[] data = bytes("contiguous.h5");
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putLong(dimensions(data), 0);
        Path file = Files.write(folder.resolve("zero.h5"), data);

        assertThat(Hdf5File.open(file).root().dataset("x").floats().byteSize()).isZero();
    }

    @Test
    void more_dimensions_than_any_weight_has_are_refused() throws IOException {
        NewGroup root = new NewGroup().dataset("deep", new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                out -> out.write(ByteBuffer.allocate(4)));
        Path file = folder.resolve("rank.h5");
        Hdf5Writer.write(file, root);

        assertThatThrownBy(() -> Hdf5File.open(file).root().dataset("deep").floats())
                .isInstanceOf(ModelFormatException.class).hasMessageStartingWith(file + ": deep: shape [1, 1, 1")
                .hasMessageEndingWith("is too large");
    }

    @Test
    void groups_in_groups_without_end_are_walked_no_deeper_than_a_model_goes() throws Exception {
        Path file = folder.resolve("deep.h5");
        NewGroup deep = new NewGroup();
        deep.group("x" + "/x".repeat(2999));
        writeOnADeepStack(file, deep);

        Hdf5Group root = Hdf5File.open(file).root();

        assertThat(root.children()).containsExactly("x");
        assertThatThrownBy(() -> root.group("x" + "/x".repeat(2999))).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("nested deeper");
    }

    /** The writer calls itself for each group in a group. */
    private static void writeOnADeepStack(Path file, NewGroup root) throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread thread = new Thread(null, () -> {
            try {
                Hdf5Writer.write(file, root);
            } catch (IOException e) {
                failure.set(e);
            }
        }, "deep", 256 << 20);
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void twenty_thousand_groups_hide_none() throws IOException {
        NewGroup root = new NewGroup();
        for (int i = 0; i < 20_000; i++) {
            root.group("g" + i);
        }
        root.dataset("g17777/x", new long[] {2}, out -> out.write(ByteBuffer.allocate(8)));
        Path file = folder.resolve("many.h5");
        Hdf5Writer.write(file, root);

        assertThat(Hdf5File.open(file).root().dataset("g17777/x").floats().byteSize()).isEqualTo(8);
    }

    @Test
    void a_header_that_continues_in_itself_comes_to_an_end() throws IOException {
        byte[] data = bytes("strings.h5");
        int message = indexOf(data, new byte[] {0x10, 0, 0x10, 0}, 0);
        assertThat(message).as("a continuation").isPositive();
        ByteBuffer header = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(message + 8, message).putLong(message + 16, 24);

        Path file = Files.write(folder.resolve("self.h5"), data);
        assertThat(Hdf5File.open(file).root().text("vlen")).as("what lay in the true continuation").isEmpty();
    }

    @Test
    void a_wrong_checksum_of_a_chunk_is_found() throws IOException {
        byte[] data = bytes("chunked.h5");
        byte[] values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(.25f).putFloat(.5f).array();
        int checked = 0;
        for (int at = indexOf(data, values, 0); at >= 0; at = indexOf(data, values, at + 1)) {
            byte[] changed = data.clone();
            changed[at] ^= 1;
            Path file = Files.write(folder.resolve("sum" + at + ".h5"), changed);
            try {
                Hdf5File.open(file).root().dataset("fletcher32").floats();
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining("fletcher32").hasMessageContaining("checksum");
                checked++;
            }
        }
        assertThat(checked).isEqualTo(1);
    }

    private void refused(byte[] data, String dataset, String what) throws IOException {
        Path file = Files.write(folder.resolve("hostile.h5"), data);
        assertThatThrownBy(() -> Hdf5File.open(file).root().dataset(dataset).floats())
                .isInstanceOf(ModelFormatException.class).hasMessageStartingWith(file + ": ")
                .hasMessageContaining(what);
    }

    /** Where the file says 4 and 6. */
    private static int dimensions(byte[] data) {
        int at = indexOf(data, new byte[] {4, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0}, 0);
        assertThat(at).isPositive();
        return at;
    }

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(FILES.resolve(name));
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(part, StandardCharsets.ISO_8859_1), from);
    }
}

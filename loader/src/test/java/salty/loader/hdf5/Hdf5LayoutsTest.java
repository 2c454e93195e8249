package salty.loader.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salty.engine.graph.Tensor;
import salty.loader.Python;

/**
 * Whatever layout h5py may give a dataset, it is read as h5py reads it: 500 of them, drawn from
 * {@code -Dsalty.layouts.seed}, and a few whose indexes have pages.
 */
class Hdf5LayoutsTest {

    private static final int COUNT = 500;

    @TempDir
    private Path folder;

    @Test
    void every_layout_is_read_as_h5py_reads_it() throws IOException {
        String script = Files.readString(Path.of("src/test/resources/hdf5/make_layouts.py"));
        Python.h5py(script, folder, COUNT, Long.getLong("salty.layouts.seed", 1));
        List<String> wrong = new ArrayList<>();
        List<String> layouts = Files.readAllLines(folder.resolve("list.txt"));
        assertThat(layouts).hasSizeGreaterThan(COUNT);
        for (String layout : layouts) {
            Path file = folder.resolve(layout.substring(0, 3) + ".h5");
            try {
                if (!isEqual(Hdf5File.open(file).root().dataset("x").floats().toArray(Tensor.FLOAT),
                        expected(folder.resolve(layout.substring(0, 3) + ".bin")))) {
                    wrong.add("other values: " + layout);
                }
            } catch (RuntimeException e) {
                wrong.add(e.getMessage() + ": " + layout);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static float[] expected(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static boolean isEqual(float[] a, float[] b) {
        boolean equal = a.length == b.length;
        for (int i = 0; equal && i < a.length; i++) {
            equal = a[i] == b[i] || Float.isNaN(a[i]) && Float.isNaN(b[i]);
        }
        return equal;
    }
}

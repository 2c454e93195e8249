package salty.vision.fuzz;

import java.io.IOException;
import java.util.stream.Stream;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer's targets. Each starts from well-formed inputs and from those found so far, under {@code
 * LoaderFuzzTestInputs}; in the profile {@code fuzz} it looks for new ones for a minute, else it replays these.
 */
class LoaderFuzzTest {

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void hdf5(byte[] data) {
        FuzzTarget.HDF5.feed(data);
    }

    static Stream<byte[]> hdf5() throws IOException {
        return FuzzTarget.HDF5.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void keras(byte[] data) {
        FuzzTarget.KERAS.feed(data);
    }

    static Stream<byte[]> keras() throws IOException {
        return FuzzTarget.KERAS.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void tfjs(byte[] data) {
        FuzzTarget.TFJS.feed(data);
    }

    static Stream<byte[]> tfjs() throws IOException {
        return FuzzTarget.TFJS.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void animation(byte[] data) {
        FuzzTarget.ANIMATION.feed(data);
    }

    static Stream<byte[]> animation() throws IOException {
        return FuzzTarget.ANIMATION.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void image(byte[] data) {
        FuzzTarget.IMAGE.feed(data);
    }

    static Stream<byte[]> image() throws IOException {
        return FuzzTarget.IMAGE.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void npy(byte[] data) {
        FuzzTarget.NPY.feed(data);
    }

    static Stream<byte[]> npy() throws IOException {
        return FuzzTarget.NPY.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void list(byte[] data) {
        FuzzTarget.LIST.feed(data);
    }

    static Stream<byte[]> list() throws IOException {
        return FuzzTarget.LIST.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void onnx(byte[] data) {
        FuzzTarget.ONNX.feed(data);
    }

    static Stream<byte[]> onnx() throws IOException {
        return FuzzTarget.ONNX.seeds().stream();
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void graph(byte[] data) {
        FuzzTarget.GRAPH.feed(data);
    }

    static Stream<byte[]> graph() throws IOException {
        return FuzzTarget.GRAPH.seeds().stream();
    }
}

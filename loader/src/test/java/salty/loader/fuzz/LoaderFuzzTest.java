package salty.loader.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Jazzer's targets. In an ordinary build each replays the inputs found so far, under {@code LoaderFuzzTestInputs}; in
 * the profile {@code fuzz} each looks for new ones for a minute.
 */
class LoaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void hdf5(byte[] data) {
        FuzzTarget.HDF5.feed(data);
    }

    @FuzzTest(maxDuration = "1m")
    void keras(byte[] data) {
        FuzzTarget.KERAS.feed(data);
    }

    @FuzzTest(maxDuration = "1m")
    void tfjs(byte[] data) {
        FuzzTarget.TFJS.feed(data);
    }

    @FuzzTest(maxDuration = "1m")
    void image(byte[] data) {
        FuzzTarget.IMAGE.feed(data);
    }

    @FuzzTest(maxDuration = "1m")
    void npy(byte[] data) {
        FuzzTarget.NPY.feed(data);
    }

    @FuzzTest(maxDuration = "1m")
    void list(byte[] data) {
        FuzzTarget.LIST.feed(data);
    }
}

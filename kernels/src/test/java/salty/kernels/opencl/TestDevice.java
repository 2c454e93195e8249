package salty.kernels.opencl;

import org.junit.jupiter.api.Assumptions;

/** The device that the tests run on: the first there is, or the one that {@code salty.opencl.device} names. */
final class TestDevice {
    private TestDevice() { }

    /**
     * Skips the test where OpenCL has no device, unless the system property {@code salty.require.opencl} is true: then
     * that is a failure, so that a CI which lost its driver does not pass by testing nothing.
     */
    static ClDevice any() {
        try {
            return ClDevice.choose(System.getProperty("salty.opencl.device"));
        } catch (ClException e) {
            if (Boolean.getBoolean("salty.require.opencl")) {
                throw new AssertionError("salty.require.opencl is set, but " + e.getMessage(), e);
            }
            Assumptions.abort("skipped: " + e.getMessage());
            throw e;
        }
    }

    /** The kernels for CPU devices, which run everywhere. */
    static Tiles cpu() {
        var device = any();
        int rows = device.vectorWidth() >= 16 ? 12 : 6;
        var tile = new Tiles.Tile(32, 32, 8, 4, 4);
        return new Tiles(rows, 2, tile, tile, tile, 1L << 16, true);
    }

    /** The kernels for GPUs, with tiles small enough for a CPU that has to imitate their barriers. */
    static Tiles gpu() {
        var tile = new Tiles.Tile(32, 32, 8, 4, 4);
        return new Tiles(1, 1, new Tiles.Tile(64, 64, 8, 8, 8), tile, new Tiles.Tile(16, 32, 16, 4, 4), 1L << 16,
                false);
    }
}

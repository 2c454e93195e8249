package salty.kernels.vector;

import salty.engine.backend.Buffer;
import salty.engine.backend.Kernel;

/**
 * A prepared group of this backend.
 *
 * @param describe what it does, for people
 * @param scratch  floats that a run needs besides its values
 * @param body     what runs
 */
record VectorKernel(String describe, long scratch, Body body) implements Kernel {
    /** The work on arrays. */
    @FunctionalInterface
    interface Body {
        void run(Buffer[] inputs, float[] output, float[] scratch);
    }

    @Override
    public void run(Buffer[] inputs, Buffer output, Buffer scratch) {
        body.run(inputs, ArrayBuffer.of(output), ArrayBuffer.of(scratch));
    }
}

package salty.kernels.vector;

import salty.engine.backend.Buffer;

/** A value in a plain array; {@code null} arrays stand for scratch that no kernel needs. */
record ArrayBuffer(float[] values) implements Buffer {
    /** The array of a buffer of this backend, or null for none. */
    static float[] of(Buffer buffer) {
        return buffer == null ? null : ((ArrayBuffer) buffer).values;
    }

    @Override
    public long size() {
        return values.length;
    }

    @Override
    public void write(float[] source) {
        System.arraycopy(source, 0, values, 0, source.length);
    }

    @Override
    public void read(float[] target) {
        System.arraycopy(values, 0, target, 0, target.length);
    }
}

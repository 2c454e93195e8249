package salty.loader.keras.config;

/**
 * A value between layers, as Keras' configurations name it.
 *
 * @param layer the layer that makes it
 * @param call  which call of a shared layer makes it, from 0
 * @param index which of the outputs it is, from 0
 */
public record TensorRef(String layer, int call, int index) {

    /** Written out, as is {@link #equals}: a record's own is put together by the JVM at the first call, in 20 ms. */
    @Override
    public int hashCode() {
        return 31 * (31 * layer.hashCode() + call) + index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorRef ref && layer.equals(ref.layer) && call == ref.call && index == ref.index;
    }
}

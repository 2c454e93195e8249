package salty.loader.keras;

/**
 * A value between layers, as Keras' configurations name it.
 *
 * @param layer the layer that makes it
 * @param call  which call of a shared layer makes it, from 0
 * @param index which of the outputs it is, from 0
 */
record TensorRef(String layer, int call, int index) {
}

package salty.loader.keras.layers;

/**
 * What old files leave to the reader to know.
 *
 * @param kerasMajor the version of Keras that wrote the weights; 1 where the file does not say
 * @param theano     whether Theano's convolutions were meant, which turn their kernels by 180 degrees
 */
public record Dialect(int kerasMajor, boolean theano) {

    /** TensorFlow's, of Keras 2 and later. */
    public static final Dialect CURRENT = new Dialect(2, false);
}

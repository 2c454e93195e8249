/**
 * Keras models: from a file to a graph, and back.
 *
 * <p>In reading order: {@link salty.loader.keras.KerasLoader} finds out what a file is;
 * {@link salty.loader.keras.ConfigReader} turns the dialects of Keras 1, 2 and 3 into one
 * {@link salty.loader.keras.ModelConfig}; a {@link salty.loader.keras.WeightStore} gives every layer its weights;
 * {@link salty.loader.keras.GraphBuilder} walks the layers and asks {@link salty.loader.keras.LayerTable} how each one
 * is built. A family of layers is one file ({@code ConvolutionLayers}, {@code PoolingLayers}, ...).
 *
 * <p>Nothing that a file contains is executed. Layers are looked up in the table by their class name; what is not there
 * is refused by name.
 */
package salty.loader.keras;

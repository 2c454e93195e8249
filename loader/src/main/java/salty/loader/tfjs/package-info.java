/**
 * TensorFlow.js layers models: {@code model.json} with the configuration of Keras 2 and a manifest of weights, which
 * lie one after another in shards of some 4 MB. The layout is that of {@code tfjs-converter}; read by
 * {@link salty.loader.tfjs.TfjsReader}, written by {@link salty.loader.tfjs.TfjsWriter}.
 */
package salty.loader.tfjs;

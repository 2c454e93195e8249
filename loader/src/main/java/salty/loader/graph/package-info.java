/**
 * Graphs of other frameworks, ONNX' and TensorFlow's, become graphs of the engine. Read in this order:
 * <ol>
 *   <li>{@link salty.loader.graph.ForeignGraph}: named nodes with a type, attributes and the names of values.</li>
 *   <li>{@link salty.loader.graph.Value}: what a name stands for while the graph is built, either
 *       {@link salty.loader.graph.Known} already or {@link salty.loader.graph.Computed} by the engine. A computed value
 *       remembers which axes of the engine's node its own axes are, so that transposing it moves nothing: images lie
 * with
 *       channels last, whatever the foreign graph says.</li>
 *   <li>{@link salty.loader.graph.Importer}: node after node, an operator of the framework's table is applied.</li>
 *   <li>The operators' mathematics, in terms of values: {@code Arithmetic}, {@code Convolutions}, {@code Pools},
 * ….</li>
 * </ol>
 * Shapes are arithmetic on known values and gone when the graph is built.
 */
package salty.loader.graph;

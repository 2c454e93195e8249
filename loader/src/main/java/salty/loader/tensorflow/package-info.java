/**
 * Frozen TensorFlow graphs, as TF.js' graph models hold them: a GraphDef as JSON, its constants among the model's
 * weights. {@link salty.loader.tensorflow.GraphDef} reads the nodes; each kind of operators is a table in its own
 * file.
 */
package salty.loader.tensorflow;

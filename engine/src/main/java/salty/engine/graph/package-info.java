/**
 * The static graph: {@link salty.engine.graph.Node}s of fixed {@link salty.engine.graph.Shape}, built by calling the
 * {@code of} factories of {@link salty.engine.op}. Nothing here computes anything.
 */
package salty.engine.graph;

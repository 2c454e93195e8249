/**
 * Explanations of what a network sees, written with {@link salty.engine.autodiff.Gradients} and
 * {@link salty.engine.compile.Program} alone. Nothing here knows a backend or a file.
 */
package salty.engine.explain;

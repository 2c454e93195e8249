/**
 * From a classifier's probabilities to a verdict that can be acted on: {@link salty.loader.moderation.Policy} weighs
 * classes and draws the lines, {@link salty.loader.moderation.Overrides} lets people overrule it and keeps the trace.
 *
 * <p>One rule stands above the others: what could not be read or scored is {@code ERROR}, never {@code SAFE}.
 */
package salty.vision.moderation;


/**
 * Networks: a {@link salty.engine.model.Model} is named nodes; {@link salty.engine.model.Vgg16} reads like its paper.
 */
package salty.engine.model;

/**
 * Training on folders of pictures. In reading order: {@link salty.loader.training.ImageFolder} reads them,
 * {@link salty.loader.training.Split} keeps some back, {@link salty.loader.training.Augmentation} varies the others,
 * {@link salty.loader.training.Trainer} runs epochs as a {@link salty.loader.training.Recipe} says, and a
 * {@link salty.loader.training.Checkpoint} lets it go on after an interruption to the very same weights.
 */
package salty.vision.training;


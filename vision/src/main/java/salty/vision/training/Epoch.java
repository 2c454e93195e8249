package salty.vision.training;

import java.util.OptionalDouble;

/**
 * What one epoch came to.
 *
 * @param number             from 1; 0 is what the first epoch begins with
 * @param loss               the mean loss of its steps, as it is minimised
 * @param accuracy           of its steps, before each update, under augmentation and dropout
 * @param validationLoss     the cross-entropy of the validation pictures, each counted by its class's weight
 * @param validationAccuracy their accuracy
 * @param validationAuc      the area under the ROC curve of the last of two classes; the mean over classes against the
 *                           rest where there are more; empty where it is undefined
 */
public record Epoch(int number, double loss, double accuracy, double validationLoss, double validationAccuracy,
                    OptionalDouble validationAuc) {}

/**
 * How good a classifier is, from its scores and the truth: counts, curves, calibration. Plain arithmetic in float64;
 * what has no value, such as the recall of a class that does not occur, is empty and never NaN.
 */
package salty.engine.evaluate;

/**
 * Hostile input, by the million: {@link salty.loader.fuzz.FuzzTarget} says what is promised, Jazzer
 * ({@link salty.loader.fuzz.LoaderFuzzTest}) looks for what breaks it, {@link salty.loader.fuzz.MutationRunner} counts.
 */
package salty.vision.fuzz;


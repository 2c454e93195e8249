/** Randomness that is the same on every machine, for every number of threads, in every release of the JDK. */
package salty.engine.random;

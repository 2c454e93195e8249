/** The executable specification of every op, in float64, and the backend that runs it as it stands. */
package salty.engine.reference;

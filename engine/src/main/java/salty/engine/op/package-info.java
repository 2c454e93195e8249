/**
 * The primitives. One op is one file: its mathematics, its shape rule, its gradient rule; no loop over data. Families
 * are closed under differentiation: the three convolutions, matrix products, sums and broadcasts, pads and slices.
 *
 * <p>To add an op: its record here, its name in {@link salty.engine.op.Op}'s permits, its case in
 * {@link salty.engine.reference.Reference}, and one line in {@code OpCases} (engine's tests). That line buys the shape
 * test, the finite-difference gradient test, the agreement of every backend and a benchmark row.
 */
package salty.engine.op;

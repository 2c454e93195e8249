/**
 * From graph to plan: {@link salty.engine.compile.Simplify}, then grouping, slot planning and preparation, all behind
 * {@link salty.engine.compile.Program#compile}. Each pass is a pure function in one file.
 */
package salty.engine.compile;

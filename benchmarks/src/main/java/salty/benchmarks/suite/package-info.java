/**
 * The JMH benchmarks: ceilings of the machine, bare kernels, layers, whole networks, op cases. Each runs in a fork of
 * its own and samples single runs, so that a row can give a median and its spread.
 */
package salty.benchmarks.suite;

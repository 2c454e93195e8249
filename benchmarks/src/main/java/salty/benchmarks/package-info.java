/**
 * Measures Salty. {@link salty.benchmarks.Bench} is the command; {@link salty.benchmarks.Rows} lists what it can
 * measure, each row a JMH benchmark of {@link salty.benchmarks.suite} with the {@link salty.engine.compile.Work} that it
 * does; {@link salty.benchmarks.Results} is what comes out, with the machine, the JDK, the commit and the command.
 */
package salty.benchmarks;

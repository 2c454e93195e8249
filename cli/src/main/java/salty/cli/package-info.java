/**
 * The command {@code salty}. A class a command, named after it ({@link salty.cli.ClassifyCommand}); options that
 * commands share are mixins ({@link salty.cli.ModelOptions}, {@link salty.cli.EngineOptions}, ...). Commands parse,
 * call and write; what computes lies in the engine, what reads files in the loader.
 */
package salty.cli;

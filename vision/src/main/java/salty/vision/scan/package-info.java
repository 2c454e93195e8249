/**
 * Scanning folders: many unknown pictures in, one line for each out, in the order of their names.
 *
 * <p>Reading order: {@link salty.loader.scan.SortedWalk} names the files, {@link salty.loader.scan.ScanPipeline} turns
 * each into an {@link salty.loader.scan.Answer} while memory stays bounded, {@link salty.loader.scan.RecordFormat}
 * writes it. {@link salty.loader.scan.Journal} lets a killed scan go on, {@link salty.loader.scan.AnswerCache} lets a
 * later one skip what it knows, {@link salty.loader.scan.Shard} and {@link salty.loader.scan.Merge} spread one over
 * machines.
 */
package salty.vision.scan;


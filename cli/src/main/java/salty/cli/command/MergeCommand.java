package salty.cli.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.vision.output.InputFiles;
import salty.vision.output.OutputLock;
import salty.vision.output.ResultFile;
import salty.vision.scan.Merge;
import salty.vision.scan.Tally;

/** Puts the results of shards together. */
@Command(name = "merge",
        description = "Puts the results of salty scan --shard together, sorted by path (csv or ndjson).",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0-3:as salty scan gives for the whole"},
        footer = {"", "Example:", "  salty merge part1.csv part2.csv -o all.csv"})
public final class MergeCommand implements Callable<Integer> {
    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The results of the shards.")
    private List<Path> shards;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The file of the whole.")
    private Path output;

    @Option(names = "--strict", description = "Exit with 1 if something is to be reviewed, too.")
    private boolean strict;

    @Override
    public Integer call() {
        ResultFile.requireNoFolder(output);
        for (Path shard : shards) {
            if (Files.isDirectory(shard)) {
                throw new UserException(shard + ": is a folder; give the files that salty scan --shard wrote");
            }
        }
        InputFiles inputs = InputFiles.of(shards.toArray(Path[]::new));
        inputs.refusePicture(output, "-o");
        Tally[] tally = new Tally[1];
        try (OutputLock lock = OutputLock.of(output)) {
            ResultFile.write(output, inputs, whole -> tally[0] = merge(whole));
        }
        console.note("%s", tally[0]);
        return tally[0].status(strict);
    }

    private Tally merge(Path whole) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(whole), 1 << 16)) {
            return Merge.merge(shards, out);
        } catch (NoSuchFileException e) {
            throw new UserException(e.getFile() + ": no such file", e);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}

package salty.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.output.ResultFile;
import salty.cli.output.ResultFolder;
import salty.loader.scan.Merge;
import salty.loader.scan.Tally;

/** Puts the results of shards together. */
@Command(name = "merge",
        description = "Puts the results of salty scan --shard together, sorted by path (csv or ndjson).",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0-3:as salty scan gives for the whole"},
        footer = {"", "Example:", "  salty merge part1.csv part2.csv -o all.csv"})
final class MergeCommand implements Callable<Integer> {
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
        Path part = output.resolveSibling(output.getFileName() + ".part");
        try {
            Tally tally;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                tally = Merge.merge(shards, out);
            }
            Files.move(part, output, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            console.note("%s", tally);
            return tally.status(strict);
        } catch (NoSuchFileException e) {
            throw new UserException(e.getFile() + ": no such file", e);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        } finally {
            part.toFile().delete();
        }
    }
}

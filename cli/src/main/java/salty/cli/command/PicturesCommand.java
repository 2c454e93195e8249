package salty.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.option.OptionCheck;
import salty.loader.image.Png;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;
import salty.vision.output.ResultFile;

/** Draws pictures to learn from. */
@Command(name = "pictures", description = "Draws labelled pictures of shapes and textures, a folder a class.",
        footer = {"", "Example:", "  salty pictures --count 100 --seed 1 -o shapes"})
public final class PicturesCommand implements Callable<Integer> {
    private static final int LEAST_SIZE = 8;
    private static final int MOST_SIZE = 8192;

    @Mixin
    private Console console;

    @Option(names = "--count", paramLabel = "N", defaultValue = "100",
            description = "Pictures of each class (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--size", paramLabel = "PIXELS", defaultValue = "64",
            description = "Height and width (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "What they are drawn from (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--hard", description = "Busy backgrounds, closer colours and more noise.")
    private boolean hard;

    @Option(names = {"-o", "--output-dir", "--outputDir"}, required = true, paramLabel = "DIR",
            description = "The folder to write to.")
    private Path output;

    @Override
    public Integer call() {
        OptionCheck.atLeast(1, "--count", count);
        OptionCheck.between(LEAST_SIZE, MOST_SIZE, "--size", size);
        PictureGenerator generator = new PictureGenerator(seed, size, hard);
        for (Motif motif : Motif.values()) {
            Path folder = output.resolve(motif.label());
            IntStream.range(0, count).parallel().forEach(number ->
                    ResultFile.write(folder.resolve(String.format(Locale.ROOT, "%05d.png", number)),
                            file -> Files.write(file, Png.encode(generator.draw(motif, number)))));
        }
        console.result("%s: %d pictures of each of %d classes, seed %d", output, count, Motif.values().length, seed);
        return 0;
    }
}

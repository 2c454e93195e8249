package salty.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.console.Console;
import salty.cli.option.OptionCheck;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageFormatException;
import salty.loader.image.ImageLimits;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFile;
import salty.vision.scan.FlaggedPictures;
import salty.vision.scan.PathName;
import salty.vision.skin.SkinFilter;
import salty.vision.skin.SkinMask;

/** Measures how much of a picture looks like skin, without a model. */
@Command(name = "skin",
        description = {"Measures how much of a picture looks like skin, without a model: a second opinion.",
        "Warning: " + SkinFilter.WARNING + "."},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:no picture has skin enough for a closer look", "1:one has: pass it on to salty scan",
                "2:wrong usage", "3:none has, but some files could not be read"},
        footer = {"", "Example:", "  salty skin photo.jpg -o masks"})
public final class SkinCommand implements Callable<Integer> {
    private static final int UNREADABLE = 3;

    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
    private List<Path> files;

    @Option(names = {"-o", "--output-dir"}, paramLabel = "DIR", defaultValue = "output",
            description = "The folder of the mask skin.png, skin in white; of several pictures NAME.skin.png "
                    + "(default: ${DEFAULT-VALUE}).")
    private Path output;

    @Option(names = "--max-pixels", paramLabel = "N", defaultValue = "100000000",
            description = "Refuse pictures that declare more pixels (default: ${DEFAULT-VALUE}).")
    private long maxPixels;

    @Override
    public Integer call() {
        OptionCheck.between(1, ImageLimits.MOST_PIXELS, "--max-pixels", maxPixels);
        ImageDecoder decoder = new ImageDecoder(new ImageLimits(maxPixels, ImageLimits.DEFAULT.maxBytes()), false);
        boolean passedOn = false;
        boolean unreadable = false;
        console.warn("warning: %s", SkinFilter.WARNING);
        for (Path file : files) {
            String name = PathName.of(file).printable();
            try {
                SkinMask mask = SkinFilter.apply(decoder.frames(file));
                passedOn |= mask.passesOn();
                console.result("skin %.2f largest_region %.2f verdict=%s %s", mask.share(), mask.largestRegion(),
                        mask.passesOn() ? "pass-on" : "stop", name);
                write(file, mask);
            } catch (ImageFormatException e) {
                unreadable = true;
                console.result("error %s: %s", name, e.fault());
            }
        }
        return passedOn ? 1 : unreadable ? UNREADABLE : 0;
    }

    private void write(Path file, SkinMask mask) {
        Path target = files.size() == 1 ? output.resolve("skin.png")
                : FlaggedPictures.target(output, PathName.of(file), ".skin.png");
        ResultFile.write(target, InputFiles.of(files.toArray(Path[]::new)), fresh -> Files.write(fresh, mask.png()));
    }
}

package salty.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.engine.model.Spelling;
import salty.loader.keras.SeededWeights;
import salty.loader.keras.networks.KnownNetworks;
import salty.vision.output.InputFiles;
import salty.vision.output.ResultFile;

/** Makes weights where the trained ones are not at hand. */
@Command(name = "init", description = "Writes random weights (He et al. 2015) of a network, as Keras lays them out.",
        footer = {"", "Example:", "  salty init --arch vgg16 --seed 7 -o vgg16-seed7.h5"})
public final class InitCommand implements Callable<Integer> {
    @Mixin
    private Console console;

    @Option(names = "--arch", required = true, paramLabel = "NAME",
            description = "vgg16, vgg19, alexnet, resnet50, mobilenetv2, inceptionv3 or pocket.")
    private String network;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "What the weights are drawn from (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The file to write.")
    private Path output;

    @Override
    public Integer call() {
        if (!KnownNetworks.names().contains(network)) {
            throw new UserException("--arch: no network '" + network + "'; "
                    + Spelling.remedy(network, KnownNetworks.names()));
        }
        InputFiles.NONE.refusePicture(output, "-o");
        console.note("Writing %s with seed %d to %s ...", network, seed, output);
        ResultFile.write(output, file -> SeededWeights.write(file, network, seed));
        console.result("%s: %s, He-normal weights of seed %d", output, network, seed);
        return 0;
    }
}

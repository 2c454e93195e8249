package salty.cli.command;

import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClTuner;

/** Searches the tile sizes that an OpenCL device is fastest with. */
@Command(name = "tune",
        description = {"Searches the tile sizes that an OpenCL device is fastest with, and keeps them for every later"
                + " run on it.", "Takes a minute or so, most of it for compiling."},
        footer = {"", "Example:", "  salty tune --device 0"})
public final class TuneCommand implements Callable<Integer> {
    @Mixin
    private Console console;

    @Option(names = "--device", paramLabel = "D", defaultValue = "",
            description = "The device, by its index or a part of its name (default: the first GPU, else the first"
                    + " device; see salty devices).")
    private String device;

    @Override
    public Integer call() {
        ClDevice chosen = ClDevice.choose(device);
        console.result("%s", chosen.description());
        for (ClTuner.Tuned kernel : ClTuner.tune(chosen, line -> console.note("%s", line))) {
            boolean kept = kernel.after().equals(kernel.before());
            console.result("%-60s %7s %9.3f ms   %s", kernel.kernel(), kernel.before(), kernel.msBefore(), kept ? "kept"
                    : String.format(Locale.ROOT, "-> %s %.3f ms, %.2f times as fast", kernel.after(), kernel.msAfter(),
                            kernel.msBefore() / kernel.msAfter()));
        }
        return 0;
    }
}

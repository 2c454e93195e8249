package salty.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;
import salty.engine.reference.ReferenceBackend;
import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClException;
import salty.kernels.opencl.ClTuner;
import salty.kernels.opencl.OpenClBackend;

/** Tells what networks can run on here. */
@Command(name = "devices",
        description = {"Lists what networks can run on here, the fastest first, and why others cannot.",
                "'used' is what would run with the options given."},
        footer = {"", "Example:", "  salty devices", "  salty devices --gpu"})
final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        try (Backend used = engine.open(console)) {
            String name = used.name();
            for (BackendProvider provider : Backends.providers()) {
                boolean chosen = provider.name().equals(name);
                if (provider.name().equals(OpenClBackend.NAME)) {
                    listDevices(chosen ? engine.options() : null);
                } else {
                    list(provider, chosen);
                }
            }
            try (Backend reference = new ReferenceBackend()) {
                line(reference.name(), reference.name().equals(name), reference.description());
            }
        }
        return 0;
    }

    private void list(BackendProvider provider, boolean used) {
        try (Backend backend = provider.open(BackendOptions.DEFAULT)) {
            line(provider.name(), used, backend.description());
        } catch (BackendUnavailableException e) {
            line(provider.name(), false, "not here: " + e.getMessage());
        }
    }

    /** A line a device; the one that the options choose is used, if OpenCL is. */
    private void listDevices(BackendOptions options) {
        try {
            int used = options == null ? -1 : ClDevice.choose(options.device(), options.gpu()).index();
            for (ClDevice device : ClDevice.all()) {
                line(OpenClBackend.NAME + " " + device.index(), device.index() == used,
                        device.description() + (ClTuner.isTuned(device) ? ", tuned" : ""));
            }
        } catch (ClException e) {
            line(OpenClBackend.NAME, false, "not here: " + e.getMessage());
        }
    }

    private void line(String name, boolean used, String description) {
        console.result("%-10s %-4s  %s", name, used ? "used" : "", description);
    }
}

package salty.cli.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import salty.cli.console.Console;
import salty.cli.option.EngineOptions;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;

/** Tells what networks can run on here. */
@Command(name = "devices",
        description = {"Lists what networks can run on here, the fastest first, and why others cannot.",
                "'used' is what would run with the options given."},
        footer = {"", "Example:", "  salty devices", "  salty devices --gpu"})
public final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        try (Backend used = engine.open(console)) {
            for (BackendProvider provider : Backends.providers()) {
                list(provider, provider.name().equals(used.name()));
            }
        }
        return 0;
    }

    /** A line for each device; the one that the options choose is used, if its backend is. */
    private void list(BackendProvider provider, boolean used) {
        try {
            for (BackendProvider.Device device : provider.devices(used ? engine.options() : BackendOptions.DEFAULT)) {
                line(device.name(), used && device.chosen(), device.description());
            }
        } catch (BackendUnavailableException e) {
            line(provider.name(), false, "not here: " + e.getMessage());
        }
    }

    private void line(String name, boolean used, String description) {
        console.result("%-10s %-4s  %s", name, used ? "used" : "", description);
    }
}

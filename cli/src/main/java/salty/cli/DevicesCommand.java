package salty.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;
import salty.engine.reference.ReferenceBackend;

/** Tells what networks can run on here. */
@Command(name = "devices",
        description = "Lists what networks can run on here, the fastest first, and why others cannot.",
        footer = {"", "Example:", "  salty devices"})
final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private Console console;
    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        for (BackendProvider provider : Backends.providers()) {
            try (Backend backend = provider.open(engine.options())) {
                console.result("%-10s %s", provider.name(), backend.description());
            } catch (BackendUnavailableException e) {
                console.result("%-10s not here: %s", provider.name(), e.getMessage());
            }
        }
        try (Backend reference = new ReferenceBackend()) {
            console.result("%-10s %s", reference.name(), reference.description());
        }
        return 0;
    }
}

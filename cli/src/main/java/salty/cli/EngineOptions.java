package salty.cli;

import java.util.Map;
import java.util.Stack;

import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;

/** What a network runs on, as a mixin. */
public final class EngineOptions {
    /** How strongly a GPU is wanted. */
    enum Gpu {
        /** Take one if there is one. */
        prefer,
        /** Fail without one. */
        require
    }

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = Backends.AUTO,
            description = "auto, vector, opencl or reference (default: ${DEFAULT-VALUE}, the fastest that runs).")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: all cores).")
    private Integer threads;

    @Option(names = "--gpu", arity = "0..1", paramLabel = "require", fallbackValue = "prefer",
            preprocessor = AttachedValue.class,
            description = "Run on a GPU; without one warn and use the CPU, or with --gpu=require fail.")
    private Gpu gpu;

    @Option(names = "--direct", description = "Sum 3x3 convolutions directly instead of by Winograd's algorithm, on the"
            + " vector backend: slower, but equal pixels stay equal.")
    private boolean direct;

    @Option(names = "--device", paramLabel = "D", defaultValue = "",
            description = "The OpenCL device, by its index or a part of its name (see salty devices).")
    private String device;

    /**
     * Opens the backend that was asked for.
     *
     * @throws BackendUnavailableException if it cannot run here
     */
    public Backend open(Console console) {
        if (gpu == null) {
            return named(backend, console);
        }
        try {
            return named("opencl", console);
        } catch (BackendUnavailableException e) {
            if (gpu == Gpu.require) {
                throw e;
            }
            console.warn("%s; using the CPU", e.getMessage());
            return onCpu(console);
        }
    }

    private Backend onCpu(Console console) {
        try {
            return named("vector", console);
        } catch (BackendUnavailableException e) {
            console.warn("%s", e.getMessage());
            return named("reference", console);
        }
    }

    private Backend named(String name, Console console) {
        if (!Backends.names().contains(name)) {
            throw new UserException("--backend " + name + ": no such backend; there are "
                    + String.join(", ", Backends.names()));
        }
        return Backends.open(name, options(), line -> console.note("%s", line));
    }

    /** Chooses direct convolutions, whatever the user said: for results that are numbers to compare. */
    void requireDirect() {
        direct = true;
    }

    /** The options that a backend is opened with. */
    BackendOptions options() {
        int count = threads == null ? BackendOptions.DEFAULT.threads() : threads;
        if (count < 1) {
            throw new UserException("--threads " + count + ": at least 1 thread is needed");
        }
        return new BackendOptions(count, device, direct);
    }

    /** Leaves a word after {@code --gpu} to be an image: its value is only what is attached by {@code =}. */
    static final class AttachedValue implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean attached = "=".equals(info.get("separator"));
            if (!attached) {
                args.push("prefer");
            }
            return false;
        }
    }
}

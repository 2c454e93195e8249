package salty.cli.option;

import java.util.Iterator;
import java.util.Map;
import java.util.Stack;
import java.util.function.Consumer;

import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;
import salty.engine.backend.Precision;
import salty.engine.backend.Standby;

/** What a network runs on, as a mixin. */
public final class EngineOptions {
    /** More than any machine has use for, and fewer than an operating system refuses to start. */
    private static final int MOST_THREADS = 1024;

    /** The backends that there are, for the help and for a shell's completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Backends.names().iterator();
        }
    }

    /** How strongly a GPU is wanted. */
    enum Gpu {
        /** Take one if there is one. */
        prefer,
        /** Fail without one. */
        require
    }

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = Backends.AUTO,
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, the fastest that runs).")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: all cores).")
    private Integer threads;

    @Option(names = "--gpu", arity = "0..1", paramLabel = "require", fallbackValue = "prefer",
            preprocessor = AttachedValue.class,
            description = "Run on a GPU; without one warn and use the CPU, or with --gpu=require fail.")
    private Gpu gpu;

    @Option(names = "--direct", description = "Sum 3x3 convolutions directly instead of by Winograd's algorithm:"
            + " slower, but equal pixels stay equal.")
    private boolean direct;

    @Option(names = "--device", paramLabel = "D", defaultValue = "",
            description = "Run on this OpenCL device, named by its index or a part of its name (see salty devices).")
    private String device;

    @Option(names = "--precision", paramLabel = "P", defaultValue = "float32",
            description = "float32, or tf32: faster on GPUs with tensor cores, and some 3e-4 off"
                    + " (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    private int runs = BackendOptions.MANY_RUNS;

    /**
     * Opens the backend that was asked for. What was named has to be there; what was only wished for, a GPU or a
     * precision, is warned about where there is none, and the CPU used.
     *
     * @throws BackendUnavailableException if it cannot run here
     */
    public Backend open(Console console) {
        requireConsistency();
        if (isNamed() || gpu == Gpu.require) {
            return named(backend.equals(Backends.AUTO) ? Backends.withDevices() : backend, console);
        }
        return gpu == null && precision == Precision.FLOAT32 ? named(Backends.AUTO, console) : wished(console);
    }

    private Backend wished(Console console) {
        Consumer<String> log = line -> console.warn("%s; using the CPU", line);
        try {
            return new Standby(named(Backends.withDevices(), console), () -> onCpu(console), log);
        } catch (BackendUnavailableException e) {
            if (precision == Precision.FLOAT32) {
                log.accept(e.getMessage());
                return onCpu(console);
            }
            precision = Precision.FLOAT32;
            Backend exact = open(console);
            if (gpu == null || exact.name().equals(Backends.withDevices())) {
                console.warn("%s; computing in float32 on %s", e.getMessage(), exact.name());
            }
            return exact;
        }
    }

    /** Whether a backend or device was chosen by name. */
    private boolean isNamed() {
        return !backend.equals(Backends.AUTO) || !device.isEmpty();
    }

    private void requireConsistency() {
        if (!Backends.names().contains(backend)) {
            throw new UserException("--backend " + backend + ": no such backend; there are "
                    + String.join(", ", Backends.names()));
        }
        String contradiction = gpu != null ? "--gpu" : device.isEmpty() ? null : "--device " + device;
        if (contradiction != null && !backend.equals(Backends.AUTO) && !backend.equals(Backends.withDevices())) {
            throw new UserException("--backend " + backend + ": contradicts " + contradiction
                    + "; leave one of them out");
        }
    }

    private Backend onCpu(Console console) {
        BackendOptions plain = new BackendOptions(options().threads(), "", direct, false, Precision.FLOAT32, runs);
        return Backends.openOnCpu(plain, line -> console.warn("%s", line));
    }

    private Backend named(String name, Console console) {
        return Backends.open(name, options(), line -> console.note("%s", line));
    }

    /** Chooses direct convolutions, whatever the user said: for results that are numbers to compare. */
    public void requireDirect() {
        direct = true;
    }

    /** Spares the preparations that would take longer than they save in so many runs. */
    public void expect(int images) {
        runs = images;
    }

    /** What, besides the backend's name, results depend on. */
    public String fingerprint() {
        return "direct=" + direct + " precision=" + precision;
    }

    /** The options that a backend is opened with. */
    public BackendOptions options() {
        int count = threads == null ? BackendOptions.DEFAULT.threads() : threads;
        OptionCheck.between(1, MOST_THREADS, "--threads", count);
        boolean onlyGpu = gpu == Gpu.require || gpu == Gpu.prefer && !isNamed();
        return new BackendOptions(count, device, direct, onlyGpu, precision, runs);
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

package salty.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import salty.cli.console.Console;
import salty.cli.option.EngineOptions;
import salty.cli.option.LoadingOptions;
import salty.cli.option.ModelChoice;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.loader.file.LoadOptions;
import salty.loader.keras.OpenedModel;

/** Shows what a model file holds and what will run. */
@Command(name = "inspect", description = "Lists a model's layers, shapes and parameters, and what will run.",
        footer = {"", "Example:", "  salty inspect --plan vgg16.h5"})
public final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;
    @Mixin
    private Console console;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private LoadingOptions loading;

    @Option(names = "--plan", description = "Also list the kernels that will run, with their slots and bytes.")
    private boolean plan;

    @Parameters(arity = "0..1", paramLabel = "MODEL",
            description = "A model's file, or vgg16 (default: pocket, the demonstration model).")
    private Path file;

    @Override
    public Integer call() {
        LoadOptions options = loading.options(1);
        OpenedModel opened = ModelChoice.of(file, "", command).open(options);
        Model model = opened.graph(options);
        console.result("model %s, %s", model.name(), opened.file());
        console.result("%-32s %-24s %-22s %14s", "layer", "type", "output", "parameters");
        for (Layer layer : model.layers().values()) {
            console.result("%-32s %-24s %-22s %,14d", layer.name(), layer.type(), layer.output().shape(),
                    layer.parameters());
        }
        console.result("%-80s %,14d", "total", model.parameters());
        console.result("weights-sha256 %s", opened.weightsSha256());
        if (plan) {
            try (Backend backend = engine.open(console);
                    Program program = Program.compile(backend, model.outputs())) {
                console.result("");
                program.explain().stripTrailing().lines().forEach(line -> console.result("%s", line));
            }
        }
        return 0;
    }
}

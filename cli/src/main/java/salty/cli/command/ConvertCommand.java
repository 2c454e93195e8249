package salty.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.console.Console;
import salty.cli.option.LoadingOptions;
import salty.engine.UserException;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasWriter;
import salty.loader.keras.OpenedModel;
import salty.loader.onnx.OnnxWriter;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;
import salty.vision.model.ModelFile;
import salty.vision.model.ModelHash;
import salty.vision.output.InputFiles;
import salty.vision.output.OutputLock;
import salty.vision.output.ResultFile;
import salty.vision.output.ResultFolder;

/** Writes a model in another format, which the name of the output says. */
@Command(name = "convert",
        description = "Writes a model as Keras .h5, as .onnx, or as a TF.js layers model into a folder.",
        footer = {"", "Example:", "  salty convert vgg16.h5 vgg16_tfjs --quantize uint8"})
public final class ConvertCommand implements Callable<Integer> {
    @Mixin
    private Console console;

    @Option(names = "--quantize", paramLabel = "KIND", defaultValue = "none",
            description = "How a TF.js model's weights are made smaller: none, float16, uint8 or uint16 "
                    + "(default: ${DEFAULT-VALUE}).")
    private Quantization quantization;

    @Mixin
    private LoadingOptions loading;

    @Parameters(index = "0", paramLabel = "IN", description = "A Keras, TF.js or ONNX model.")
    private Path input;

    @Parameters(index = "1", paramLabel = "OUT",
            description = "NAME.h5, NAME.onnx, or a folder for a TF.js model.json with its weights.")
    private Path output;

    @Override
    public Integer call() {
        Path last = output.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        boolean file = name.endsWith(".h5") || name.endsWith(".hdf5") || name.endsWith(".onnx");
        if (file && quantization != Quantization.NONE) {
            throw new UserException("--quantize is for TF.js models; " + output + " would not be one");
        }
        InputFiles.NONE.refusePicture(output, "OUT");
        if (!file && !isFolder(name)) {
            throw new UserException(output + ": cannot be written: its ending is none of .h5, .hdf5 and .onnx; give a"
                    + " folder's name, without an ending, for a TF.js model");
        }
        LoadOptions options = loading.options(1);
        ModelFile source = ModelFile.of(input);
        OpenedModel opened = source.open(options);
        OpenedModel model = name.endsWith(".onnx") ? opened : opened.keras(options);
        InputFiles inputs = source.inputs();
        inputs.refuse(output, "OUT");
        try (OutputLock lock = OutputLock.of(output)) {
            if (name.endsWith(".onnx")) {
                ResultFile.write(output, inputs, path -> OnnxWriter.write(path, model.graph(options)));
            } else if (file) {
                ResultFile.write(output, inputs, path -> KerasWriter.write(path, model.keras(options)));
            } else {
                ModelHash.files(source.path()).forEach(one -> inputs.refuse(output.resolve(one.getFileName()), "OUT"));
                TfjsWriter.write(output, model.keras(options), quantization);
            }
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        }
        // Quantised weights are others than those that came in.
        OpenedModel written = file ? model : ModelLoader.open(output, LoadOptions.DEFAULT);
        console.result("%s: weights-sha256 %s", output, written.weightsSha256());
        return 0;
    }

    /** A name without an ending, or a folder that is there and not called like a file of Keras. */
    private boolean isFolder(String name) {
        boolean ending = name.lastIndexOf('.') > 0 && !name.equals("..");
        return !ending || Files.isDirectory(output) && !name.endsWith(".keras");
    }
}

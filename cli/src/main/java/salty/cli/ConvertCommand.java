package salty.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.output.ResultFile;
import salty.cli.output.ResultFolder;
import salty.loader.OpenedModel;
import salty.loader.keras.KerasModel;
import salty.loader.keras.KerasWriter;
import salty.loader.keras.LoadOptions;
import salty.loader.onnx.OnnxWriter;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;

/** Writes a model in another format, which the name of the output says. */
@Command(name = "convert",
        description = "Writes a model as Keras .h5, as .onnx, or as a TF.js layers model into a folder.",
        footer = {"", "Example:", "  salty convert vgg16.h5 vgg16_tfjs --quantize uint8"})
final class ConvertCommand implements Callable<Integer> {
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
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean file = name.endsWith(".h5") || name.endsWith(".hdf5") || name.endsWith(".onnx");
        if (file && quantization != Quantization.NONE) {
            throw new UserException("--quantize is for TF.js models; " + output + " would not be one");
        }
        LoadOptions options = loading.options(1);
        OpenedModel opened = ModelFile.of(input).open(options);
        OpenedModel model = name.endsWith(".onnx") ? opened : opened.keras(options);
        if (name.endsWith(".onnx")) {
            ResultFile.write(output, path -> OnnxWriter.write(path, model.graph(options)));
        } else if (file) {
            ResultFile.write(output, path -> KerasWriter.write(path, model.keras(options)));
        } else {
            writeFolder(model.keras(options));
        }
        console.result("%s: weights-sha256 %s", output, model.weightsSha256());
        return 0;
    }

    private void writeFolder(KerasModel model) {
        try {
            TfjsWriter.write(output, model, quantization);
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        }
    }
}

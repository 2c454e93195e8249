package salty.loader.onnx;

import java.nio.file.Path;
import salty.loader.file.ModelFormatException;
import salty.loader.graph.ImportedModel;
import salty.loader.graph.Importer;

/** Opens ONNX files, of operator sets 7 and newer. */
public final class OnnxLoader {

    private OnnxLoader() {
    }

    /**
     * Opens a model without building it.
     *
     * @throws ModelFormatException if the file is damaged or holds what is not supported
     */
    public static ImportedModel open(Path path) {
        OnnxFile onnx = OnnxReader.read(path);
        return new ImportedModel(path.toString(),
                options -> Importer.build(onnx.graph(), OnnxOperators.ALL, onnx.opset(), options));
    }
}

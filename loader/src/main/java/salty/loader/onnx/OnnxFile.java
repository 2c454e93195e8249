package salty.loader.onnx;

import java.util.Map;
import salty.loader.graph.ForeignGraph;

/**
 * An ONNX file that was read.
 *
 * @param graph    its graph
 * @param opset    the version of ONNX' own operators that it uses
 * @param metadata what its author wrote beside the graph, by key
 */
record OnnxFile(ForeignGraph graph, int opset, Map<String, String> metadata) {

    OnnxFile {
        metadata = Map.copyOf(metadata);
    }
}

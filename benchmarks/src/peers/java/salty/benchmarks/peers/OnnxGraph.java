package salty.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

import salty.benchmarks.peers.Layers.Weighted;
import salty.benchmarks.workload.Photograph;
import salty.engine.graph.Tensor;

/**
 * VGG16 as an ONNX model without weights: the initializers' data are external, in a file or handed over by the program
 * (field numbers: onnx/onnx.proto of ONNX 1.16). Images come as {@code (n, 3, 224, 224)}; before Flatten the maps are
 * transposed to {@code (n, 7, 7, 512)}, so that Keras' fc1 is used as it is.
 */
final class OnnxGraph {
    private static final int FLOAT = 1;
    private static final int EXTERNAL = 1;

    /**
     * A weight and its place among the external data.
     *
     * @param tensor in ONNX's layout
     * @param offset in bytes
     */
    record Initializer(String name, Tensor tensor, long offset) {}

    private final ProtoWriter graph = new ProtoWriter().text(2, "vgg16");
    private final List<Initializer> initializers = new ArrayList<>();
    private final String location;
    private String value = "image";
    private long offset;

    private OnnxGraph(String location) {
        this.location = location;
    }

    /**
     * @param layers   all of VGG16's
     * @param location the name of the file with the weights, beside the model
     */
    static OnnxGraph of(List<Weighted> layers, String location) {
        OnnxGraph net = new OnnxGraph(location);
        for (Weighted layer : layers) {
            net.add(layer);
        }
        net.graph.message(11, valueInfo("image", 3, Photograph.SIDE, Photograph.SIDE));
        net.graph.message(12, valueInfo(net.value, 1000));
        return net;
    }

    private void add(Weighted layer) {
        if (layer.dense()) {
            if (layer.name().equals("fc1")) {
                node("Transpose", "channels_last", List.of(value), integers("perm", 0, 2, 3, 1));
                node("Flatten", "flatten", List.of(value));
            }
            String kernel = initializer(layer.name() + "_kernel", layer.kernel());
            node("Gemm", layer.name(), List.of(value, kernel, initializer(layer.name() + "_bias", layer.bias())));
        } else {
            String kernel = initializer(layer.name() + "_kernel", Layers.channelsFirst(layer.kernel()));
            node("Conv", layer.name(), List.of(value, kernel, initializer(layer.name() + "_bias", layer.bias())),
                    integers("pads", 1, 1, 1, 1), integers("kernel_shape", 3, 3));
        }
        if (!layer.last()) {
            node("Relu", layer.name() + "_relu", List.of(value));
        }
        if (layer.pooled()) {
            node("MaxPool", layer.name() + "_pool", List.of(value), integers("kernel_shape", 2, 2),
                    integers("strides", 2, 2));
        }
    }

    /** Appends a NodeProto whose only output is its name. */
    private void node(String op, String name, List<String> inputs, ProtoWriter... attributes) {
        ProtoWriter node = new ProtoWriter();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, name).text(3, name).text(4, op);
        for (ProtoWriter attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        value = name;
    }

    /** An AttributeProto of type INTS. */
    private static ProtoWriter integers(String name, int... values) {
        ProtoWriter attribute = new ProtoWriter().text(1, name);
        for (int integer : values) {
            attribute.integer(8, integer);
        }
        return attribute.integer(20, 7);
    }

    /** Appends a TensorProto whose data lie elsewhere. */
    private String initializer(String name, Tensor tensor) {
        ProtoWriter proto = new ProtoWriter();
        for (int dim : tensor.shape().dims()) {
            proto.integer(1, dim);
        }
        proto.integer(2, FLOAT).text(8, name)
                .message(13, entry("location", location))
                .message(13, entry("offset", Long.toString(offset)))
                .message(13, entry("length", Long.toString(tensor.data().byteSize())))
                .integer(14, EXTERNAL);
        graph.message(5, proto);
        initializers.add(new Initializer(name, tensor, offset));
        offset += tensor.data().byteSize() + 4095 & -4096;
        return name;
    }

    private static ProtoWriter entry(String key, String text) {
        return new ProtoWriter().text(1, key).text(2, text);
    }

    /** A ValueInfoProto of float32 whose first extent is free. */
    private static ProtoWriter valueInfo(String name, int... dims) {
        ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().text(2, "n"));
        for (int dim : dims) {
            shape.message(1, new ProtoWriter().integer(1, dim));
        }
        ProtoWriter tensor = new ProtoWriter().integer(1, FLOAT).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
    }

    /** The ModelProto: IR version 8, operator set 13. */
    byte[] model() {
        return new ProtoWriter().integer(1, 8).message(8, new ProtoWriter().text(1, "").integer(2, 13))
                .message(7, graph).toByteArray();
    }

    /** The weights, in the order of their offsets. */
    List<Initializer> initializers() {
        return initializers;
    }
}

package salty.loader.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;

/**
 * An ONNX graph that grows node by node ({@code onnx.proto}, messages GraphProto, NodeProto, TensorProto,
 * ValueInfoProto).
 */
final class OnnxGraph {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /** A node's attribute. */
    sealed interface Attribute {
        String name();

        record Whole(String name, long value) implements Attribute {
        }

        record Wholes(String name, int... values) implements Attribute {
        }

        record Text(String name, String value) implements Attribute {
        }
    }

    private final Protobuf nodes = new Protobuf();
    private final Protobuf initializers = new Protobuf();
    private final Protobuf inputs = new Protobuf();
    private final Protobuf outputs = new Protobuf();
    private int counter;

    /** Adds a node and returns the name of its only output. */
    String node(String type, List<String> operands, Attribute... attributes) {
        String name = type.toLowerCase(Locale.ROOT) + "_" + counter++;
        named(name, type, operands, attributes);
        return name;
    }

    /** Adds a node whose only output has the given name. */
    void named(String output, String type, List<String> operands, Attribute... attributes) {
        Protobuf node = new Protobuf();
        operands.forEach(operand -> node.text(1, operand));
        node.text(2, output).text(3, output).text(4, type);
        for (Attribute attribute : attributes) {
            node.message(5, encoded(attribute));
        }
        nodes.message(1, node);
    }

    /** Adds float32 values and returns their name. */
    String floats(String name, Shape shape, MemorySegment littleEndian) {
        return initializer(name, FLOAT, shape.dims(), littleEndian);
    }

    /** Adds a filter {@code (kh, kw, c, k)} as {@code (k, c, kh, kw)}. */
    String filter(Tensor tensor) {
        Shape s = tensor.shape();
        int pixels = s.dim(0) * s.dim(1);
        int channels = s.dim(2);
        int filters = s.dim(3);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, s.intSize()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < filters; k++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    bytes.putFloat(tensor.get(((long) p * channels + c) * filters + k));
                }
            }
        }
        return initializer("filter_" + counter++, FLOAT, new int[] {filters, channels, s.dim(0), s.dim(1)},
                MemorySegment.ofBuffer(bytes.flip()));
    }

    /** Adds a single number. */
    String number(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        return initializer("number_" + counter++, FLOAT, new int[0], MemorySegment.ofBuffer(bytes));
    }

    /** Adds a vector of float32 values. */
    String vector(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initializer("vector_" + counter++, FLOAT, new int[] {values.length}, MemorySegment.ofBuffer(bytes));
    }

    /** Adds a vector of int64 values: axes, shapes, bounds. */
    String wholes(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return initializer("wholes_" + counter++, INT64, new int[] {values.length}, MemorySegment.ofBuffer(bytes));
    }

    void input(String name, Shape shape) {
        inputs.message(11, value(name, shape));
    }

    void output(String name, Shape shape) {
        outputs.message(12, value(name, shape));
    }

    /** A GraphProto of all that was added. */
    Protobuf encoded(String name) {
        return new Protobuf().fields(nodes).text(2, name).fields(initializers).fields(inputs).fields(outputs);
    }

    private String initializer(String name, int type, int[] shape, MemorySegment raw) {
        Protobuf tensor = new Protobuf();
        for (int dim : shape) {
            tensor.number(1, dim);
        }
        initializers.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return name;
    }

    private static Protobuf value(String name, Shape shape) {
        Protobuf dims = new Protobuf();
        for (int dim : shape.dims()) {
            dims.message(1, new Protobuf().number(1, dim));
        }
        Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, dims);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }

    private static Protobuf encoded(Attribute attribute) {
        Protobuf encoded = new Protobuf().text(1, attribute.name());
        return switch (attribute) {
            case Attribute.Whole(String name, long value) -> encoded.number(3, value).number(20, 2);
            case Attribute.Text(String name, String value) -> encoded.text(4, value).number(20, 3);
            case Attribute.Wholes(String name, int[] values) -> {
                for (int value : values) {
                    encoded.number(8, value);
                }
                yield encoded.number(20, 7);
            }
        };
    }
}

package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;

/** ONNX files that are damaged, or lie, end in one line; ways to hold tensors that are rare are read. */
class HostileOnnxTest {

    private static final int FLOAT = 1;

    @TempDir
    private Path folder;

    /** A tensor {@code (3)} of 1, 2, 3 as each type holds it. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "float_data", "float16", "bfloat16", "double", "int32_data half", "external"})
    void a_tensor_is_read_however_it_is_stored(String how) throws IOException {
        Protobuf tensor = new Protobuf().number(1, 3);
        switch (how) {
            case "raw" -> tensor.number(2, FLOAT).bytes(9, floats(1, 2, 3));
            case "float_data" -> tensor.number(2, FLOAT).real(4, 1).bytes(4, floats(2, 3));
            case "float16" -> tensor.number(2, 10).bytes(9, shorts(0x3c00, 0x4000, 0x4200));
            case "bfloat16" -> tensor.number(2, 16).bytes(9, shorts(0x3f80, 0x4000, 0x4040));
            case "double" -> {
                ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putDouble(1).putDouble(2).putDouble(3);
                tensor.number(2, 11).bytes(10, MemorySegment.ofArray(bytes.array()));
            }
            case "int32_data half" -> tensor.number(2, 10).number(5, 0x3c00).number(5, 0x4000).number(5, 0x4200);
            default -> {
                Files.write(folder.resolve("w.bin"), floats(9, 1, 2, 3).toArray(ValueLayout.JAVA_BYTE));
                tensor.number(2, FLOAT).message(13, entry("location", "w.bin")).message(13, entry("offset", "4"))
                        .message(13, entry("length", "12")).number(14, 1);
            }
        }
        assertThat(run(sum(tensor))).containsExactly(11, 12, 13);
    }

    @Test
    void int8_weights_are_dequantised_by_their_scale_and_zero() throws IOException {
        Protobuf quantised = new Protobuf().number(1, 3).number(2, 3).text(8, "q")
                .bytes(9, MemorySegment.ofArray(new byte[] {-4, 0, 4}));
        Protobuf graph = graph(new Protobuf().number(2, FLOAT).text(8, "scale").bytes(9, floats(.5f)), quantised,
                new Protobuf().number(2, 3).text(8, "zero").bytes(9, MemorySegment.ofArray(new byte[] {-2})))
                .message(1, node("DequantizeLinear", "w", "q", "scale", "zero")).message(1, node("Add", "y", "x", "w"));
        assertThat(run(graph)).containsExactly(9, 11, 13);
    }

    /** Nothing is rounded, but what does not fit is cut. */
    @Test
    void quantised_activations_are_computed_in_float32() throws IOException {
        Protobuf graph = graph(new Protobuf().number(2, FLOAT).text(8, "scale").bytes(9, floats(.05f)),
                new Protobuf().number(2, 3).text(8, "zero").bytes(9, MemorySegment.ofArray(new byte[] {0})))
                .message(1, node("QuantizeLinear", "q", "x", "scale", "zero"))
                .message(1, node("DequantizeLinear", "y", "q", "scale", "zero"));
        assertThat(run(graph)).containsOnly(127 * .05f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../w.bin", "/etc/passwd", "a/../../w.bin", "", ".", "link.bin", "none.bin"})
    void external_data_lies_in_the_models_folder_alone(String location) throws IOException {
        Path inner = Files.createDirectories(folder.resolve("model"));
        Files.write(folder.resolve("w.bin"), new byte[12]);
        Files.createSymbolicLink(inner.resolve("link.bin"), folder.resolve("w.bin"));
        Protobuf tensor = new Protobuf().number(1, 3).number(2, FLOAT).message(13, entry("location", location))
                .number(14, 1);
        assertRefused(write(inner.resolve("m.onnx"), sum(tensor)),
                location.equals("none.bin") ? "no such file" : "the model's folder");
    }

    @Test
    void external_data_beyond_the_end_is_named() throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[12]);
        for (String offset : new String[] {"4", "-1", "99999999999999999999", "x"}) {
            assertRefused(write(folder.resolve("m.onnx"), sum(new Protobuf().number(1, 3).number(2, FLOAT)
                    .message(13, entry("location", "w.bin")).message(13, entry("offset", offset)).number(14, 1))),
                    "tensor w: ");
        }
    }

    @Test
    void a_shape_that_its_data_does_not_fill_is_named() throws IOException {
        assertRefused(write(folder.resolve("a.onnx"), sum(new Protobuf().number(1, 1000).number(1, 1000)
                .number(1, 1000).number(2, FLOAT).bytes(9, floats(1)))), "tensor w: has 4 bytes, its shape");
        assertRefused(write(folder.resolve("b.onnx"), sum(new Protobuf().number(1, -3).number(2, FLOAT)
                .bytes(9, floats(1)))), "tensor w: has an extent of -3");
        assertRefused(write(folder.resolve("c.onnx"), sum(new Protobuf().number(1, 3).number(2, 8)
                .bytes(9, floats(1)))), "is of the data type 8, which is not supported");
        assertRefused(write(folder.resolve("d.onnx"), sum(new Protobuf().number(1, Integer.MAX_VALUE)
                .number(1, Integer.MAX_VALUE).number(1, Integer.MAX_VALUE).number(2, FLOAT).bytes(9, floats(1)))),
                "tensor w: ");
    }

    @Test
    void a_tensor_of_a_thousand_million_elements_out_of_nothing_is_refused() throws IOException {
        Protobuf shape = new Protobuf().number(1, 3).number(2, 7).text(8, "s")
                .number(7, 1000).number(7, 1000).number(7, 1000);
        assertRefused(write(folder.resolve("m.onnx"), graph(shape).message(1, node("ConstantOfShape", "w", "s"))
                .message(1, node("Add", "y", "x", "w"))), "cannot be repeated to one shape");
        assertRefused(write(folder.resolve("n.onnx"), graph(shape)
                .message(1, node("Expand", "y", "x", "s"))), "cannot be repeated");
        Protobuf large = new Protobuf().number(1, 3).number(2, 7).text(8, "s")
                .number(7, 20000).number(7, 20000).number(7, 3);
        assertRefused(write(folder.resolve("o.onnx"), graph(large).message(1, node("Expand", "y", "x", "s"))),
                "above the limit");
    }

    @Test
    void circles_gaps_and_unknown_operators_are_named() throws IOException {
        assertRefused(write(folder.resolve("a.onnx"), graph().message(1, node("Add", "y", "x", "z"))
                .message(1, node("Relu", "z", "y"))), "the graph has a circle");
        assertRefused(write(folder.resolve("b.onnx"), graph().message(1, node("Relu", "y", "y"))),
                "the graph has a circle");
        assertRefused(write(folder.resolve("c.onnx"), graph().message(1, node("Relu", "y", "nowhere"))),
                "reads 'nowhere', which no node makes");
        assertRefused(write(folder.resolve("d.onnx"), graph().message(1, node("Loop", "y", "x"))),
                "node y (Loop): is of an operator that is not supported");
        assertRefused(write(folder.resolve("e.onnx"), graph().message(1, node("Relu", "y", "x"))
                .message(1, node("Relu", "y", "x"))), "which another node makes, too");
    }

    /** A chain is no recursion. */
    @Test
    void a_graph_may_be_deep() throws IOException {
        Protobuf graph = graph();
        String last = "x";
        for (int i = 0; i < 20_000; i++) {
            String next = i == 19_999 ? "y" : "v" + i;
            graph.message(1, node("Identity", next, last));
            last = next;
        }
        assertThat(run(graph)).containsExactly(10, 10, 10);
    }

    @Test
    void a_file_cut_anywhere_is_refused_or_read_as_something_smaller() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/onnx/vgg.onnx"));
        for (int length = 3; length < whole.length; length += 97) {
            Path file = Files.write(folder.resolve("cut" + length + ".onnx"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelLoader.load(file, LoadOptions.DEFAULT)).as("%d bytes", length)
                    .isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void operators_older_than_those_understood_are_refused() throws IOException {
        Protobuf model = new Protobuf().number(1, 3).message(7, graph().message(1, node("Relu", "y", "x")))
                .message(8, new Protobuf().text(1, "").number(2, 6));
        Path path = folder.resolve("old.onnx");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            model.writeTo(channel);
        }
        assertRefused(path, "uses ONNX' operators of version 6");
    }

    /** {@code y = x + w}, x a vector of three. */
    private static Protobuf sum(Protobuf tensor) {
        return graph(tensor.text(8, "w")).message(1, node("Add", "y", "x", "w"));
    }

    private static Protobuf graph(Protobuf... tensors) {
        Protobuf type = new Protobuf().message(1, new Protobuf().number(1, FLOAT)
                .message(2, new Protobuf().message(1, new Protobuf().number(1, 3))));
        Protobuf graph = new Protobuf().text(2, "g").message(11, new Protobuf().text(1, "x").message(2, type))
                .message(12, new Protobuf().text(1, "y"));
        for (Protobuf tensor : tensors) {
            graph.message(5, tensor);
        }
        return graph;
    }

    private static Protobuf node(String type, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, type);
    }

    private static Protobuf entry(String key, String value) {
        return new Protobuf().text(1, key).text(2, value);
    }

    private static MemorySegment floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return MemorySegment.ofArray(bytes.array());
    }

    private static MemorySegment shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return MemorySegment.ofArray(bytes.array());
    }

    private static Path write(Path path, Protobuf graph) throws IOException {
        Protobuf model = new Protobuf().number(1, 8).message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, 17));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            model.writeTo(channel);
        }
        return path;
    }

    private float[] run(Protobuf graph) throws IOException {
        Model model = ModelLoader.load(write(folder.resolve("m.onnx"), graph), LoadOptions.DEFAULT);
        try (Backend backend = new ReferenceBackend(); Program program = Program.compile(backend, model.outputs())) {
            return program.run(Map.of(model.input(), new float[] {10, 10, 10})).get(model.output());
        }
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> ModelLoader.load(file, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }
}

package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.loader.file.LoadOptions;
import salty.loader.graph.Computed;
import salty.loader.graph.ForeignGraph;
import salty.loader.graph.Imported;
import salty.loader.graph.Importer;
import salty.loader.graph.Known;
import salty.loader.graph.Value;

/**
 * An operator's test case: {@code model.onnx}, inputs {@code in0.npy} and so on in the graph's order, expected {@code
 * out0.npy} and so on. Inputs that are whole numbers, single numbers, scales or regions are bound as constants: a
 * network that was exported has them so.
 */
final class NodeCase {

    private static final Pattern HEADER = Pattern.compile(
            "'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\)");

    private final Path folder;
    private final List<Known> inputs = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    NodeCase(Path folder) {
        this.folder = folder;
    }

    /** Imports the model with what has to be constants bound. */
    Imported imported() throws IOException {
        OnnxFile file = OnnxReader.read(folder.resolve("model.onnx"));
        ForeignGraph graph = file.graph();
        Map<String, Known> constants = new HashMap<>(graph.constants());
        List<ForeignGraph.Input> left = new ArrayList<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            ForeignGraph.Input input = graph.inputs().get(i);
            Known value = read(folder.resolve("in" + i + ".npy"));
            boolean bound = value.type() != Known.Type.REAL || value.rank() == 0
                    || List.of("scales", "roi").contains(input.name());
            if (bound) {
                constants.put(input.name(), value);
            } else {
                left.add(input);
                inputs.add(value);
            }
        }
        return Importer.build(new ForeignGraph(graph.file(), graph.name(), graph.nodes(), constants, left,
                graph.outputs()), OnnxOperators.ALL, file.opset(), LoadOptions.DEFAULT);
    }

    /** Runs the model and compares with what is expected. */
    void assertOn(Backend backend) throws IOException {
        Imported imported = imported();
        Map<Node, float[]> feed = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            Computed input = (Computed) imported.inputs().get(i);
            feed.put(input.node(), floats(inputs.get(i).transposed(input.order())));
        }
        List<Node> nodes = imported.outputs().stream().filter(Computed.class::isInstance).map(Value::declared).toList();
        Map<Node, float[]> run = new HashMap<>();
        if (!nodes.isEmpty()) {
            try (Program program = Program.compile(backend, nodes)) {
                run.putAll(program.run(feed));
            }
        }
        for (int i = 0; i < imported.outputs().size(); i++) {
            Value output = imported.outputs().get(i);
            Known expected = read(folder.resolve("out" + i + ".npy"));
            float[] actual = output instanceof Known known ? floats(known) : run.get(output.declared());
            assertThat(output.dims()).as("shape of output %d", i).isEqualTo(expected.dims());
            float[] wanted = floats(expected);
            double greatest = IntStream.range(0, wanted.length).mapToDouble(j -> Math.abs(wanted[j])).max().orElse(0);
            for (int j = 0; j < wanted.length; j++) {
                assertThat(Math.abs(actual[j] - wanted[j])).as("output %d, value %d: %s, not %s", i, j, actual[j],
                        wanted[j]).isLessThanOrEqualTo((float) (tolerance() * Math.max(Math.abs(wanted[j]),
                        .1 * greatest)));
            }
        }
    }

    /** One case's results are written down to four digits. */
    private double tolerance() {
        return folder.endsWith("test_averagepool_2d_ceil_last_window_starts_on_pad") ? 5e-4 : 1e-5;
    }

    private static float[] floats(Known tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.real(i);
        }
        return values;
    }

    /** A NumPy array of any kind of numbers. */
    static Known read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.getShort(8);
        Matcher header = HEADER.matcher(new String(bytes.array(), 10, length, StandardCharsets.ISO_8859_1));
        assertThat(header.find()).as("header of %s", file).isTrue();
        int[] dims = Pattern.compile(",").splitAsStream(header.group(3)).map(String::strip).filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt).toArray();
        int count = IntStream.of(dims).reduce(1, Math::multiplyExact);
        ByteBuffer data = bytes.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] reals = new float[count];
        long[] wholes = new long[count];
        for (int i = 0; i < count; i++) {
            switch (header.group(1)) {
                case "<f4" -> reals[i] = data.getFloat(4 * i);
                case "<i4" -> wholes[i] = data.getInt(4 * i);
                case "<i8" -> wholes[i] = data.getLong(8 * i);
                case "|b1" -> wholes[i] = data.get(i);
                case String other -> throw new IOException(file + " is of type " + other);
            }
        }
        boolean fortran = header.group(2).equals("True");
        int[] backwards = IntStream.range(0, dims.length).map(i -> dims.length - 1 - i).toArray();
        int[] stored = fortran ? IntStream.of(backwards).map(i -> dims[i]).toArray() : dims;
        Known tensor = switch (header.group(1)) {
            case "<f4" -> Known.reals(stored, reals);
            case "|b1" -> Known.truths(stored, wholes);
            default -> Known.wholes(stored, wholes);
        };
        return fortran ? tensor.transposed(backwards) : tensor;
    }
}

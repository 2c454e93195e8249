package salty.loader.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.image.Npy;

/** Frozen graphs beside what TensorFlow computes of them; {@code make_graph_models.py} made them. */
class GraphModelTest {

    private static final Path FOLDER = Path.of("src/test/resources/graph");

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"plain, reference", "plain, vector", "quantised, reference", "quantised, vector"})
    void a_graph_computes_what_TensorFlow_does(String name, String backend) {
        Path folder = FOLDER.resolve(name);
        Model model = ModelLoader.load(folder, LoadOptions.DEFAULT);
        float[] image = Npy.read(folder.resolve("in.npy"), 1 << 20).values();
        float[] expected = Npy.read(folder.resolve("out.npy"), 1 << 20).values();
        try (Backend device = Backends.open(backend, BackendOptions.DEFAULT, line -> { });
                Program program = Program.compile(device, model.outputs())) {
            float[] actual = program.run(Map.of(model.input(), image)).get(model.output());
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-6f));
            }
        }
    }

    @Test
    void layers_are_named_as_the_nodes_are() {
        Model model = ModelLoader.load(FOLDER.resolve("plain"), LoadOptions.DEFAULT.withBatch(3));
        assertThat(model.layers()).containsKeys("x", "depthwise", "Conv2D_1");
        assertThat(model.layer("Conv2D").output().shape().dims()).containsExactly(3, 10, 10, 8);
        assertThat(model.layer("Conv2D").weights()).containsOnlyKeys("kernel");
        assertThat(model.output().shape().dims()).containsExactly(3, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[{'name':'a','op':'Relu','input':['b']},{'name':'b','op':'Relu','input':['a']},"
            + "{'name':'c','op':'Relu','input':['b']}] | the graph has a circle",
        "[{'name':'a','op':'Relu','input':['b']}] | node a (Relu): reads 'b', which no node makes",
        "[{'name':'x','op':'Placeholder'},{'name':'a','op':'While','input':['x']}] | 1 While",
        "[{'name':'c','op':'Const'},{'name':'a','op':'Relu','input':['c']}] | the weights have none of its name",
        "[{'name':'x','op':'Placeholder','attr':{'shape':{'shape':{'dim':[{'size':'99999'},{'size':'99999'}]}}}},"
            + "{'name':'a','op':'Relu','input':['x']}] | above the limit",
        "[{'name':'x','op':'Placeholder','attr':{'shape':{'shape':{'dim':[{'size':'-1'},{'size':'-1'},{'size':'8'},"
            + "{'size':'3'}]}}}},{'name':'a','op':'Relu','input':['x']}] | say it with --image-size",
        "[{'op':'Relu'}] | a node without name or operator", "[] | a graph without outputs"})
    void a_hostile_graph_ends_in_one_line(String nodesAndMessage) throws IOException {
        String[] parts = nodesAndMessage.split(" \\| ");
        Path path = Files.writeString(temp.resolve("model.json"), "{\"modelTopology\":{\"node\":"
                + parts[0].replace('\'', '"') + "},\"weightsManifest\":[]}");
        assertThatThrownBy(() -> ModelLoader.load(path, LoadOptions.DEFAULT)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(parts[1]);
    }
}

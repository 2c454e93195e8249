package salty.loader.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.loader.Fixtures;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.Preprocessing;

/** The networks of nsfwjs, one of layers and one a graph, give the numbers that TF.js gives. */
class NsfwjsTest {

    @ParameterizedTest
    @CsvSource({"mobilenet_v2, reference", "mobilenet_v2, vector", "mobilenet_v2, opencl",
        "mobilenet_v2_mid, reference", "mobilenet_v2_mid, vector", "mobilenet_v2_mid, opencl"})
    void every_backend_computes_what_TFjs_does(String name, String backend) throws IOException {
        Path folder = Fixtures.file("nsfwjs/" + name);
        JsonNode expected = new ObjectMapper().readTree(Files.readString(Fixtures.file("nsfwjs/expected.json")))
                .path(name);
        Model model = ModelLoader.load(folder, LoadOptions.DEFAULT);
        try (Backend device = open(backend); Program program = Program.compile(device, model.outputs())) {
            for (Map.Entry<String, JsonNode> picture : expected.properties()) {
                float[] image = Preprocessing.UNIT.apply(
                        FloatImage.of(ImageDecoder.KERAS.decode(Fixtures.file("images/" + picture.getKey()))));
                float[] actual = program.run(Map.of(model.input(), image)).get(model.output());
                for (int i = 0; i < actual.length; i++) {
                    assertThat(actual[i] - picture.getValue().get(i).doubleValue())
                            .as("%s, class %d", picture.getKey(), i).isBetween(-1e-5, 1e-5);
                }
                if (backend.equals("reference")) {
                    break;
                }
            }
        }
    }

    private static Backend open(String name) {
        try {
            return Backends.open(name, BackendOptions.DEFAULT, line -> { });
        } catch (BackendUnavailableException e) {
            Assumptions.assumeFalse(!Boolean.getBoolean("salty.require.opencl"), "skipped: " + e.getMessage());
            throw e;
        }
    }
}

package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.reference.ReferenceBackend;
import salty.loader.Fixtures;
import salty.loader.file.ModelFormatException;

/** The ONNX project's own cases of single operators, those that a convolutional network uses. */
class OnnxNodesTest {

    /** What is refused, and a word that the message says of it. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("test_batchnorm_epsilon_training_mode", "training mode"),
            Map.entry("test_batchnorm_example_training_mode", "training mode"),
            Map.entry("test_training_dropout_default", "training mode"),
            Map.entry("test_maxpool_with_argmax_2d_precomputed_pads", "its result 'z' is not supported"),
            Map.entry("test_maxpool_with_argmax_2d_precomputed_strides", "its result 'z' is not supported"),
            Map.entry("test_pow_bcast_array", "powers that are neither one constant"),
            Map.entry("test_pow_example", "powers that are neither one constant"),
            Map.entry("test_split_zero_size_splits_opset13", "an extent of 0"));

    @TestFactory
    Stream<DynamicTest> every_operator_computes_what_ONNX_expects() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(Fixtures.file("onnx/node"))) {
            cases = folders.sorted().toList();
        }
        return cases.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
            String refused = REFUSED.get(folder.getFileName().toString());
            if (refused != null) {
                assertThatThrownBy(() -> new NodeCase(folder).imported()).isInstanceOf(ModelFormatException.class)
                        .hasMessageContaining(refused);
                return;
            }
            try (Backend reference = new ReferenceBackend();
                    Backend vector = Backends.open("vector", BackendOptions.DEFAULT, line -> { })) {
                new NodeCase(folder).assertOn(reference);
                new NodeCase(folder).assertOn(vector);
            }
        }));
    }
}

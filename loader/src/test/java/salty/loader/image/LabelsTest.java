package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "cat\ndog\nowl\n",
        "cat\ndog\nowl",
        "cat\r\ndog\r\nowl\r\n\r\n",
        "\ufeffcat\r\ndog\r\n owl \r\n",
        "{\"0\": [\"n1\", \"cat\"], \"1\": [\"n2\", \"dog\"], \"2\": [\"n3\", \"owl\"]}",
        "{\"2\": \"owl\", \"1\": \"dog\", \"0\": \"cat\"}",
        "\ufeff[\"cat\", \"dog\", \"owl\"]",
    })
    void readsLinesAndJson(String text) {
        Labels labels = parse(text, 3);

        assertThat(labels.names()).containsExactly("cat", "dog", "owl");
        assertThat(labels.get(2)).isEqualTo("owl");
        assertThat(labels.size()).isEqualTo(3);
    }

    @Test
    void theCountMustBeTheNetworks() {
        assertThatThrownBy(() -> parse("cat\ndog\n", 3)).isInstanceOf(LabelFormatException.class)
                .hasMessage("labels.txt: 2 labels for a network of 3 classes");
    }

    @Test
    void refusesWhatIsNoLabel() {
        assertThatThrownBy(() -> parse("cat\n\nowl", 3)).hasMessage("labels.txt: label 1 is empty");
        assertThatThrownBy(() -> parse("cat\n" + "x".repeat(5000) + "\nowl", 3))
                .hasMessage("labels.txt: label 1 has 5000 characters, more than 1000");
        assertThatThrownBy(() -> parse("cat\n\u001b[31mdog\nowl", 3))
                .hasMessage("labels.txt: label 1 has control characters; is it a text file?");
        assertThatThrownBy(() -> parse("{\"0\": \"cat\", \"2\": \"owl\"}", 2))
                .hasMessage("labels.txt: no label for class 1");
        assertThatThrownBy(() -> parse("{\"0\": 7}", 1))
                .hasMessage("labels.txt: the label of class 0 is neither a name nor [id, name]");
        assertThatThrownBy(() -> parse("[\"cat\", null]", 2)).isInstanceOf(LabelFormatException.class);
        assertThatThrownBy(() -> parse("{\"0\": ", 1)).isInstanceOf(LabelFormatException.class)
                .hasMessageStartingWith("labels.txt: not a JSON class index (");
        assertThatThrownBy(() -> parse("[".repeat(100_000), 1)).isInstanceOf(LabelFormatException.class);
    }

    @Test
    void namesTheFileItCannotRead(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("none.txt");
        Path empty = Files.createFile(folder.resolve("empty.txt"));

        assertThatThrownBy(() -> Labels.read(missing, 3)).isInstanceOf(LabelFormatException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> Labels.read(empty, 3)).isInstanceOf(LabelFormatException.class);
        Files.writeString(empty, "cat\ndog\nowl\n");
        assertThat(Labels.read(empty, 3).get(0)).isEqualTo("cat");
    }

    @Test
    void imageNetHasAThousandInTheOrderOfKeras() {
        Labels labels = ImageNetLabels.load();

        assertThat(labels.size()).isEqualTo(1000);
        assertThat(labels.get(0)).isEqualTo("tench");
        assertThat(labels.get(281)).isEqualTo("tabby");
        assertThat(labels.get(386)).isEqualTo("African_elephant");
        assertThat(labels.get(999)).isEqualTo("toilet_tissue");
    }

    private static Labels parse(String text, int classes) {
        return Labels.parse(text.getBytes(StandardCharsets.UTF_8), "labels.txt", classes);
    }
}

package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of itself, and of what it does not understand. */
class CommandLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classify", "filters", "activations", "cam", "visualize", "gradient", "inspect", "devices",
            "tune", "init"})
    void everyCommandHasHelpWithAnExample(String command) {
        Run run = Run.salty(command, "--help");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Example:").contains("salty " + command + " ");
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearest() {
        Run run = Run.salty("classify", "--model", Run.VGG, "--tpo", "3", "x.png");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly(
                "salty: unknown option '--tpo'; did you mean --top?; see salty classify --help");
    }

    @Test
    void aMisspeltOptionIsNamedRatherThanTheOneThatIsMissing() {
        Run run = Run.salty("classify", "--modle", "vgg16.h5", "x.png");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).containsExactly(
                "salty: unknown option '--modle'; did you mean --model?; see salty classify --help");
    }

    @Test
    void anUnknownCommandIsNamedWithTheNearest() {
        Run run = Run.salty("clasify");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).containsExactly(
                "salty: unexpected word 'clasify'; did you mean classify?; see salty --help");
    }

    @Test
    void aMissingOptionIsNamed() {
        Run run = Run.salty("init", "--arch", "vgg16");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).containsExactly(
                "salty: missing required option: '--output=FILE'; see salty init --help");
    }

    @Test
    void noCommandIsAUsageError() {
        assertThat(Run.salty().status()).isEqualTo(2);
        assertThat(Run.salty().errors()).containsExactly("salty: no command given; see salty --help");
    }

    @Test
    void devicesListsEveryBackend() {
        Run run = Run.salty("devices");

        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("(?m)^vector ").containsPattern("(?m)^reference ");
    }

    @Test
    void inspectListsLayersAndWhatWillRun() {
        Run run = Run.salty("inspect", Run.VGG, "--plan", "--backend", "reference");

        assertThat(run.status()).isZero();
        assertThat(run.out()).containsPattern("block5_conv3 +Conv2D +\\(1, 4, 4, 64\\) +36,928")
                .containsPattern("total +263,810").contains("slots").contains("on reference");
    }

    @Test
    void initWritesWeightsThatCanBeInspectedAndRepeated() throws IOException {
        Path first = folder.resolve("first.h5");
        Path second = folder.resolve("second.h5");

        Run run = Run.salty("init", "--arch", "pocket", "--seed", 7, "-o", first);
        Run.salty("init", "--arch", "pocket", "--seed", 7, "-o", second);

        assertThat(run.status()).isZero();
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Run.salty("inspect", first).status()).isZero();
    }

    @Test
    void initNamesTheNetworksThatItKnows() {
        Run run = Run.salty("init", "--arch", "vgg61", "-q", "-o", folder.resolve("x.h5"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("no network 'vgg61'").contains("vgg16");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void numbersAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Run.salty("inspect", Run.VGG).out()).contains("263,810");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void kernelsAreCompiledEarlyOnlyForCommandsThatRunNetworks() {
        assertThat(Salty.runsNetworks("classify", "photo.jpg")).isTrue();
        assertThat(Salty.runsNetworks("scan")).isTrue();
        assertThat(Salty.runsNetworks("merge", "a.ndjson")).isFalse();
        assertThat(Salty.runsNetworks("--version")).isFalse();
        assertThat(Salty.runsNetworks()).isFalse();
    }
}

package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.cli.Run;

/** {@code salty profile}: the table, and the three files beside it. */
class ProfileCommandTest {
    @TempDir
    private Path folder;

    @Test
    void timesEveryStepOfAForwardPass() throws IOException {
        Path json = folder.resolve("p.json");
        Path trace = folder.resolve("t.json");
        Path chart = folder.resolve("c.html");

        Run run = Run.salty("profile", "--model", Run.VGG, "--backend", "vector", "--warm-up", "1", "--runs", "3",
                "--json", json, "--trace", trace, "--chart", chart);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("GFLOP/s", "winograd 3x3", "ms in all");
        JsonNode steps = new JsonMapper().readTree(Files.readString(json)).get("steps");
        JsonNode events = new JsonMapper().readTree(Files.readString(trace)).get("traceEvents");
        assertThat(steps.size()).isPositive().isEqualTo(events.size());
        double end = 0;
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).get("ms").asDouble()).isPositive();
            assertThat(steps.get(i).get("bytes").asDouble()).isPositive();
            assertThat(events.get(i).get("ts").asDouble()).as("one after the other").isGreaterThanOrEqualTo(end - .01);
            end = events.get(i).get("ts").asDouble() + events.get(i).get("dur").asDouble();
        }
        assertThat(Files.readString(chart)).contains("<svg").contains("<circle");
    }

    @Test
    void timesAGradient() {
        Run run = Run.salty("profile", "--model", Run.VGG, "--backend", "vector", "--warm-up", "0", "--runs", "1",
                "--backward", "block3_conv2");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("+ mask");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(Run.salty("profile", "--model", Run.VGG, "--runs", "0").err()).contains("--runs");
        assertThat(Run.salty("profile", "--model", Run.VGG, "--backward", "block9").err()).contains("--backward");
    }
}

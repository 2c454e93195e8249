package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClTunerTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("salty.cache");
    }

    @Test
    void theWinnerIsStoredAndFoundAgain() {
        var device = TestDevice.any();
        System.setProperty("salty.cache", folder.toString());
        assertThat(Tiles.of(device)).isEqualTo(Tiles.standard(device));
        assertThat(ClTuner.isTuned(device)).isFalse();

        List<String> lines = new ArrayList<>();
        var start = TestDevice.cpu();
        var results = ClTuner.tune(device, start, 8, 2, lines::add);

        assertThat(lines).hasSize(6).allMatch(line -> line.contains(" ms"));
        assertThat(results).hasSize(3).allMatch(result -> result.msAfter() <= result.msBefore())
            .allMatch(result -> result.before().equals(result.after()) == (result.msAfter() == result.msBefore()));
        assertThat(results).element(0).extracting(ClTuner.Tuned::before).isEqualTo("" + start.rows());
        assertThat(ClTuner.isTuned(device)).isTrue();
        assertThat("" + Tiles.of(device).rows()).isEqualTo(results.getFirst().after());
        assertThat(Tiles.of(device).large()).isEqualTo(start.large());
    }

    @Test
    void aFileOfAnotherVersionIsPassedOver() {
        var device = TestDevice.any();
        System.setProperty("salty.cache", folder.toString());
        var key = BinaryCache.key("tiles 1", device.identity());
        BinaryCache.standard().store(key, "6 8 what is this".getBytes(StandardCharsets.UTF_8));
        assertThat(Tiles.of(device)).isEqualTo(Tiles.standard(device));
    }

    @Test
    void onlyTilesWhoseArithmeticWorksOutAreTried() {
        var device = TestDevice.any();
        assertThat(new Tiles.Tile(128, 128, 16, 8, 8).fits(device)).isTrue();
        assertThat(new Tiles.Tile(128, 128, 16, 8, 8).localBytes()).isLessThanOrEqualTo(48 << 10);
        assertThat(new Tiles.Tile(16, 64, 16, 8, 8).fits(device)).as("two rows of work-items").isFalse();
        assertThat(new Tiles.Tile(64, 32, 16, 8, 8).fits(device)).as("four columns of work-items").isFalse();
    }
}

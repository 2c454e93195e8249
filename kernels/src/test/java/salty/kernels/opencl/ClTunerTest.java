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

        List<String> lines = new ArrayList<>();
        var winner = ClTuner.tune(device, TestDevice.cpu(), 8, 2, lines::add);

        assertThat(lines).hasSize(6).allMatch(line -> line.contains(" ms"));
        assertThat(Tiles.of(device)).isEqualTo(winner);
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

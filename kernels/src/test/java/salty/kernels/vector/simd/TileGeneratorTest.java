package salty.kernels.vector.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** What the generator writes is what is checked in. */
class TileGeneratorTest {
    private static final Path SOURCES = Path.of("src/main/java/salty/kernels/vector/simd");

    @Test
    void writesTheWideTile() throws IOException {
        assertThat(Files.readString(SOURCES.resolve("WideGemmTile.java"))).isEqualTo(TileGenerator.wide());
    }
}

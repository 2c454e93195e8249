package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File names are bytes; none is lost. */
class PathNameTest {

    private static final byte[] LATIN1 = {'c', 'a', 'f', (byte) 0xe9, '.', 'p', 'n', 'g'};

    @Test
    void keepsEveryByteThroughText() {
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        for (byte[] bytes : new byte[][] {all, LATIN1, "grüße €\ud83d\ude00".getBytes(StandardCharsets.UTF_8),
                {(byte) 0xc3},
                {(byte) 0xed, (byte) 0xb2, (byte) 0x80}, {(byte) 0xf0, (byte) 0x9f, 'x'}}) {
            PathName name = PathName.ofBytes(bytes);

            assertThat(PathName.ofText(name.text()).bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void writesAStrayByteAsPythonDoes() {
        assertThat(PathName.ofBytes(LATIN1).text()).isEqualTo("caf\udce9.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.png", "a,b\".png", "a\nb.png", "%41.png", "ü+#?.png", "-x.jpg", "\\.png"})
    void opensTheFileThatItNames(String text, @TempDir Path folder) throws IOException {
        PathName name = PathName.ofText(folder + "/" + text);

        Files.writeString(name.toPath(), "here");

        assertThat(Files.list(folder).map(PathName::of)).containsExactly(name);
        assertThat(Files.readString(name.toPath())).isEqualTo("here");
    }

    @Test
    void opensAFileWhoseNameIsNoText(@TempDir Path folder) throws IOException {
        PathName name = PathName.of(folder).child(LATIN1);

        Files.writeString(name.toPath(), "here");

        assertThat(Files.list(folder).map(PathName::of)).containsExactly(name);
        assertThat(Files.list(folder).map(PathName::lastPart).findFirst().orElseThrow()).isEqualTo(LATIN1);
    }

    @Test
    void keepsRelativeNamesRelative() {
        assertThat(PathName.of(Path.of("a/b.png"))).isEqualTo(PathName.ofText("a/b.png"));
        assertThat(PathName.of(Path.of("../x/./b.png"))).isEqualTo(PathName.ofText("../x/./b.png"));
        assertThat(PathName.of(Path.of("src"))).isEqualTo(PathName.ofText("src"));
        assertThat(PathName.of(Path.of(""))).isEqualTo(PathName.ofText("."));
        assertThat(PathName.ofText("a//b/").toPath()).isEqualTo(Path.of("a/b").toAbsolutePath());
    }

    @Test
    void printsNothingThatForgesALineOrDrivesATerminal() {
        assertThat(PathName.ofText("a\nb\tc\\d\u001b[2Je\udce9f\u202eg\u2028h\u0085ü").printable())
                .isEqualTo("a\\nb\\tc\\\\d\\x1b[2Je\\xe9f\\xe2\\x80\\xaeg\\xe2\\x80\\xa8h\\xc2\\x85ü");
    }

    @Test
    void isOrderedByUnsignedBytes() {
        PathName[] names = {PathName.ofText("é"), PathName.ofText("a/b"), PathName.ofText("a.b"), PathName.ofText("Z")};

        Arrays.sort(names);

        assertThat(names).containsExactly(PathName.ofText("Z"), PathName.ofText("a.b"), PathName.ofText("a/b"),
                PathName.ofText("é"));
    }
}

package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that an option cannot have: one line that names the option, the value and what it takes, and status 2. */
class OptionValuesTest {
    private static final String LAYERS = "; there are input_1, block1_conv1, block1_pool, block2_conv1, block2_pool, "
            + "block3_conv1, block3_conv2, block3_pool, block4_conv1, block4_conv2, block4_pool, flatten, "
            + "... (14 in all)";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --top x                    | invalid value for option '--top': 'x' is no whole number
            --top 99999999999          | invalid value for option '--top': '99999999999' is no whole number from -2147483648 to 2147483647
            --top 3 --top 4            | option '--top' (K) should be specified only once
            --format yaml              | invalid value for option '--format': expected one of [text, json] (case-insensitive) but was 'yaml'
            --precision x              | invalid value for option '--precision': expected one of [float32, tf32] (case-insensitive) but was 'x'
            --image-size x             | invalid value for option '--image-size': 'x' is no whole number
            --model <>                 | invalid value for option '--model': '' is no name of a file or folder
            """)
    void isRefusedBeforeAnythingIsRead(String words, String line) {
        assertThat(errors("classify -q nowhere.png " + words))
                .isEqualTo("salty: " + line + "; see salty classify --help");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            classify x.png --threads 100000        | --threads 100000: must lie between 1 and 1024
            classify x.png --image-size -5         | --image-size -5: must be at least 1
            classify x.png --crop x                | --crop: no crop called 'x'; there are none, center256
            classify x.png --preprocess x          | --preprocess: no preprocessing called 'x'; there are caffe, tf, torch, unit, none, yahoo
            cam --image x.png --max-pixels 0       | --max-pixels 0: must lie between 1 and 500000000
            cam --image x.png --max-image-bytes 0  | --max-image-bytes 0: must lie between 1 and 2147483646
            cam --alpha 2                          | --alpha 2.0: must lie between 0 and 1
            visualize --iterations 0               | --iterations 0: must be at least 1
            visualize --filters 0                  | --filters 0: must be at least 1
            pictures -o x --size 999999            | --size 999999: must lie between 8 and 8192
            train --data x -o x.h5 --dropout 1     | --dropout 1.0: must be at least 0 and below 1
            train --data x -o x.h5 --warm-up -1    | --warm-up -1: must be at least 0
            train --data x -o x.h5 --clip-norm -1  | --clip-norm -1.0: must be at least 0
            train --data x -o x.h5 --augment x     | --augment: no augmentation 'x'; there are flip, shift, rot, zoom, channel, brightness
            train --data x -o x.h5 --classes a,a   | --classes a,a: names one of them twice
            train --data x -o x.h5 --unfreeze x    | --unfreeze x: begins no layer's name; there are input_1, block1_conv1,
            eval --scores x.csv --fpr -1           | --fpr -1.0: must lie between 0 and 1
            scan x.png --review 0.9 --block 0.1    | --review 0.9: must not be above --block 0.1
            scan x.png --mask-threshold 2          | --mask-threshold 2.0: must lie between 0 and 1
            scan x.png --nsfw disc --allow x       | x: no such file
            init --arch vgg61 -o x.h5              | --arch: no network 'vgg61'; did you mean 'vgg16'?
            """)
    void isRefusedByNameAndWithARemedy(String words, String line) {
        String command = words.startsWith("visualize") ? words + " -q -o " + folder.resolve("out") : words + " -q";
        assertThat(errors(command)).startsWith("salty: " + line);
    }

    /** It lies in a temporary file, of which its user knows nothing. */
    @Test
    void theDemonstrationModelIsCalledByItsName() {
        assertThat(errors("cam -q --layer nowhere"))
                .isEqualTo("salty: pocket: --layer: model pocket has no layer 'nowhere'" + LAYERS);
        assertThat(errors("inspect -q --output-layer block1_conv2")).isEqualTo(
                "salty: pocket: has no layer 'block1_conv2' to take as output; did you mean 'block1_conv1'?");
        assertThat(Run.salty("inspect", "-q").out()).startsWith("model pocket, pocket\n");
    }

    @Test
    void aFolderIsNeverMovedOver() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));

        for (String words : new String[] {"init --arch pocket -q", "train --data x -q", "merge x.csv",
            "scan -q x.png --nsfw disc"}) {
            assertThat(errors(words + " -o " + taken)).as(words).endsWith(taken + ": is a folder; name a file with -o");
        }
        assertThat(taken).isEmptyDirectory();
    }

    private static String errors(String words) {
        Run run = Run.salty(Arrays.stream(words.split(" +")).map(word -> word.equals("<>") ? "" : word).toArray());
        assertThat(run.status()).as(words).isEqualTo(2);
        assertThat(run.errors()).as(words).hasSize(1);
        return run.errors().getFirst();
    }
}

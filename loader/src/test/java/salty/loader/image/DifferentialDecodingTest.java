package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Odd but valid pictures, made by {@code odd_pictures.py}, decode as Chromium shows them, frame by frame, and as Pillow
 * reads them for Keras: to rounding. {@code -Dsalty.differential=2000} for so many a format, {@code
 * -Dsalty.differential.seed} for others, {@code -Dsalty.differential.keep} for a folder of those that differ.
 */
class DifferentialDecodingTest {

    private static final int COUNT = Integer.getInteger("salty.differential", 40);
    private static final String SEED = System.getProperty("salty.differential.seed", "1");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    /** A format, its generator, and how far apart decoders may lie. */
    enum Kind {
        GIF("image/gif", 0, 0),
        PNG("image/png", 1, 1),
        APNG("image/png", 2, 0),
        JPEG("image/jpeg", 3, 1),
        WEBP("image/webp", 2, 1),
        BMP("image/bmp", 1, 1);

        private final String mimeType;
        private final int chromium;
        private final int pillow;

        /**
         * @param chromium the greatest difference of a level from Chromium
         * @param pillow   the greatest difference of a level from Pillow
         */
        Kind(String mimeType, int chromium, int pillow) {
            this.mimeType = mimeType;
            this.chromium = chromium;
            this.pillow = pillow;
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void decodesAsBrowsersAndPillowDo(Kind kind) throws Exception {
        Assumptions.assumeTrue(ChromiumDecoder.isThere(), "skipped: no Chromium here");
        Assumptions.assumeTrue(hasPillow(), "skipped: no Python with Pillow here");
        generate(kind);
        List<String> faults = new ArrayList<>();
        int refused = 0;
        int shown = 0;
        try (ChromiumDecoder chromium = new ChromiumDecoder(); Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> !path.toString().endsWith(".npy")).sorted().toList()) {
                byte[] data = Files.readAllBytes(file);
                List<ChromiumDecoder.Frame> expected = chromium.decode(data, kind.mimeType);
                shown += expected.isEmpty() ? 0 : 1;
                String fault = compared(expected, data, kind);
                String pillow = compared(Path.of(file + ".npy"), data, kind);
                refused += fault.startsWith("refused") ? 1 : 0;
                for (String each : List.of(fault, pillow)) {
                    if (!each.isEmpty()) {
                        faults.add(file.getFileName() + ": " + each);
                    }
                }
            }
        }
        System.out.printf(Locale.ROOT, "%s: %d files, %d shown by Chromium, %d refused here, %d faults%n", kind, COUNT,
                shown, refused, faults.size());
        keep(faults);
        assertThat(faults).isEmpty();
    }

    private void keep(List<String> faults) throws IOException {
        String target = System.getProperty("salty.differential.keep");
        if (target != null) {
            for (String fault : faults) {
                String name = fault.substring(0, fault.indexOf(':'));
                Files.createDirectories(Path.of(target));
                Files.write(Path.of(target, name), Files.readAllBytes(folder.resolve(name)));
            }
        }
    }

    private static boolean hasPillow() throws Exception {
        return Files.isExecutable(PYTHON)
                && new ProcessBuilder(PYTHON.toString(), "-c", "import numpy, PIL").start().waitFor() == 0;
    }

    private void generate(Kind kind) throws Exception {
        Path script = Path.of(DifferentialDecodingTest.class.getResource("odd_pictures.py").toURI());
        Process process = new ProcessBuilder(PYTHON.toString(), "-B", script.toString(),
                kind.name().toLowerCase(Locale.ROOT), SEED, Integer.toString(COUNT), folder.toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** What is wrong with our frames, or nothing. A picture that Chromium does not show may be anything. */
    private static String compared(List<ChromiumDecoder.Frame> expected, byte[] data, Kind kind) {
        if (expected.isEmpty()) {
            return "";
        }
        try {
            Animation animation = ImageDecoder.KERAS.frames(data, "x");
            for (int i = 0; i < expected.size(); i++) {
                if (!animation.hasNext()) {
                    return "only " + i + " of " + expected.size() + " frames";
                }
                RgbaImage image = animation.next().image();
                ChromiumDecoder.Frame frame = expected.get(i);
                int difference = Golden.difference(image, Golden.rgba(frame.rgba(), 0, frame.width(), frame.height()));
                if (difference > kind.chromium) {
                    return "frame " + i + " of " + image.width() + " x " + image.height() + " differs by " + difference
                            + " from one of " + frame.width() + " x " + frame.height();
                }
            }
            return animation.hasNext() ? "more than " + expected.size() + " frames" : "";
        } catch (ImageFormatException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String compared(Path golden, byte[] data, Kind kind) {
        if (!Files.exists(golden)) {
            return "";
        }
        try {
            int difference = Golden.difference(ImageDecoder.KERAS.decode(data, "x"),
                    Golden.image(Npy.read(golden, 1 << 24)));
            return difference > kind.pillow ? "differs from Pillow by " + difference : "";
        } catch (ImageFormatException e) {
            return "refused, Pillow reads it: " + e.getMessage();
        }
    }
}

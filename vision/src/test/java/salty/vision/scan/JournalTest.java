package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan that was killed goes on where it was. */
class JournalTest {

    private static final int FILES = 40;

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;
    private Path file;
    private final AtomicInteger read = new AtomicInteger();

    @BeforeEach
    void makePictures() {
        file = elsewhere.resolve("out.journal");
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = i % 9 == 8 ? new byte[] {1, 2, 3, 4} : TestScan.picture("png", 4, 4, i * 6 << 16);
            TestScan.write(folder.resolve("%02d.png".formatted(i)), bytes);
        }
    }

    private List<ScanRecord> scan(Journal journal) throws IOException {
        read.set(0);
        try (journal) {
            return TestScan.run(new SortedWalk(PathName.of(folder), true), TestScan.settings(FrameChoice.FIRST), 3, 2,
                    name -> {
                        read.incrementAndGet();
                        return TestScan.fromDisk(name);
                    }, Optional.of(journal), Optional.empty());
        }
    }

    @Test
    void resumesFromWhereverItWasCutOff() throws IOException {
        List<ScanRecord> whole = scan(Journal.create(file, "settings"));
        byte[] bytes = Files.readAllBytes(file);
        int header = new String(bytes).indexOf('\n') + 1;
        Random random = new Random(7);

        for (int i = 0; i < 12; i++) {
            int cut = header + random.nextInt(bytes.length - header + 1);
            Files.write(file, Arrays.copyOf(bytes, cut));
            int answered = (int) new String(bytes, 0, cut).chars().filter(c -> c == '\n').count() - 1;

            List<ScanRecord> resumed = scan(Journal.resume(file, "settings"));

            assertThat(resumed).extracting(ScanRecord::path).isEqualTo(whole.stream().map(ScanRecord::path).toList());
            assertThat(resumed).extracting(ScanRecord::answer)
                    .isEqualTo(whole.stream().map(ScanRecord::answer).toList());
            assertThat(read).as("files read again").hasValue(FILES - answered);
            scan(Journal.resume(file, "settings"));
            assertThat(read).as("files read the third time").hasValue(0);
        }
    }

    @Test
    void answersAChangedFileAgain() throws IOException {
        scan(Journal.create(file, "settings"));
        TestScan.write(folder.resolve("05.png"), TestScan.picture("png", 40, 40, 0xff0000));

        List<ScanRecord> resumed = scan(Journal.resume(file, "settings"));

        assertThat(read).hasValue(1);
        assertThat(resumed.get(5).answer().width()).isEqualTo(40);
    }

    @Test
    void copesWithFilesThatCameAndWent() throws IOException {
        scan(Journal.create(file, "settings"));
        Files.delete(folder.resolve("07.png"));
        TestScan.write(folder.resolve("03a.png"), TestScan.picture("png", 4, 4, 0));

        assertThat(scan(Journal.resume(file, "settings"))).hasSize(FILES);
        assertThat(read).hasValue(1);
    }

    @Test
    void refusesTheJournalOfAnotherScan() throws IOException {
        scan(Journal.create(file, "settings"));

        assertThatThrownBy(() -> Journal.resume(file, "other settings"))
                .hasMessage(file + ": the interrupted scan had another model or other settings; repeat them, or delete "
                        + "this file and start again");
        Files.writeString(file, "hello\n");
        assertThatThrownBy(() -> Journal.resume(file, "settings"))
                .hasMessageEndingWith("not the journal of a scan; delete it and start again");
    }

    @Test
    void believesNoDamagedLine() throws IOException {
        scan(Journal.create(file, "settings"));
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("(?s)(03.png\",\"verdict\":\")[A-Z]+", "$1BLOCK"));

        scan(Journal.resume(file, "settings"));

        assertThat(read).as("the damaged line and what follows").hasValue(FILES - 3);
    }
}

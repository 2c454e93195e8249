package salty.vision.scan;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import salty.engine.reference.ReferenceBackend;
import salty.vision.model.Scorer;

/**
 * A scan in a process of its own, to be killed: {@code SoakScan FOLDER JOURNAL RESULT}. Times are left out of the
 * result.
 */
final class SoakScan {

    private SoakScan() {
    }

    /**
     * Scans a folder, going on where an earlier process stopped.
     *
     * @param args the folder, the journal, the result's file
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]);
        try (Journal journal = Files.exists(file) && Files.size(file) > 0 ? resume(file) : Journal.create(file, "soak");
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[2])));
                Scorer classifier = new Scorer(new ReferenceBackend(), TestScan.redness(16))) {
            new ScanPipeline(classifier, TestScan.settings(FrameChoice.FIRST), TestScan::fromDisk, Optional.of(journal),
                    Optional.empty(), 2).run(new SortedWalk(PathName.of(Path.of(args[0])), true), record ->
                            out.write((record.path() + " " + RecordJson.write(record.answer()) + "\n")
                                    .getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** A process killed while it wrote the journal's first line has answered nothing yet. */
    private static Journal resume(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).contains("\n") ? Journal.resume(file, "soak")
                : Journal.create(file, "soak");
    }
}

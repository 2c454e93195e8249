package salty.cli.option;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Option;

import salty.cli.console.StdoutException;
import salty.engine.UserException;
import salty.vision.output.OutputLock;
import salty.vision.output.ResultFile;
import salty.vision.output.ResultFolder;
import salty.vision.scan.Csv;
import salty.vision.scan.Journal;
import salty.vision.scan.PathName;
import salty.vision.scan.RecordFormat;
import salty.vision.scan.ScanRecord;

/**
 * Where a scan's result goes, as a mixin. A file appears under its name when it is whole; until then its records are in
 * a journal beside it, from which {@code --resume} goes on.
 */
public final class ScanOutput {
    /** The formats by the names that people type. */
    enum Format {
        /** For people. */
        text(RecordFormat.TEXT),
        /** An object a line. */
        ndjson(RecordFormat.NDJSON),
        /** RFC 4180. */
        csv(RecordFormat.CSV);

        private final RecordFormat records;

        Format(RecordFormat records) {
            this.records = records;
        }
    }

    @Option(names = "--format", paramLabel = "F", defaultValue = "text",
            description = "text, ndjson or csv (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(names = "--csv-safe", description = "Put an apostrophe before csv cells that a spreadsheet would take for "
            + "formulas; for people, not for salty merge.")
    private boolean csvSafe;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "The result's file (default: stdout).")
    private Path file;

    @Option(names = "--resume", description = "Go on with a scan that was interrupted; needs -o.")
    private boolean resume;

    private OutputStream out;
    private Path place;
    private OutputLock lock;
    private final Thread interrupted = new Thread(() -> System.err.println("salty: " + file
            + ": the scan was interrupted; the same words with --resume go on with it"), "name --resume");

    /** Refuses a result that would land on what is scanned, or on any picture. */
    public void refuse(ScanInputs inputs) {
        if (csvSafe && format != Format.csv) {
            throw new UserException("--csv-safe: is for --format csv");
        }
        if (file != null) {
            ResultFile.requireNoFolder(file);
            files().forEach(one -> inputs.files().refusePicture(one, "-o"));
        }
    }

    /** Opens the result, or makes sure that the journal of an earlier one is not overwritten unasked. */
    public Optional<Journal> open(PrintWriter stdout, String fingerprint, boolean overrides) {
        if (!isFile()) {
            if (resume) {
                throw new UserException("--resume needs the -o FILE of the scan that was interrupted");
            }
            out = file == null ? new Lines(stdout) : stream();
            write(format.records.header(overrides));
            return Optional.empty();
        }
        lock = OutputLock.of(file);
        Runtime.getRuntime().addShutdownHook(interrupted);
        place = ResultFile.place(file);
        Path journal = beside(".journal");
        if (Files.exists(journal) && !resume) {
            throw new UserException(journal + ": a scan was interrupted; go on with --resume, or delete this file");
        }
        try {
            Journal opened = Files.exists(journal) ? Journal.resume(journal, fingerprint)
                    : Journal.create(journal, fingerprint);
            out = new BufferedOutputStream(Files.newOutputStream(beside(".part")), 1 << 16);
            write(format.records.header(overrides));
            return Optional.of(opened);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw ResultFolder.unwritable(journal, e);
        }
    }

    /** A device or pipe: there is no journal beside it, and every record reaches it at once. */
    private OutputStream stream() {
        try {
            return ResultFile.openStream(file);
        } catch (IOException e) {
            throw ResultFolder.unwritable(file, e);
        }
    }

    /** Whether the result is a file, with a journal beside it. */
    boolean isFile() {
        return file != null && !ResultFile.isStream(file);
    }

    /** The files that a scan writes itself, which are no pictures. */
    public List<Path> files() {
        if (!isFile()) {
            return List.of();
        }
        place = ResultFile.place(file);
        return List.of(place, beside(".journal"), beside(".part"), OutputLock.file(place));
    }

    /** Whether an interrupted scan goes on. */
    public boolean isResumed() {
        return resume;
    }

    private Path beside(String suffix) {
        return place.resolveSibling(place.getFileName() + suffix);
    }

    /** Writes a record. */
    public void write(ScanRecord record, boolean overrides) {
        byte[] line = format.records.record(record, overrides);
        write(csvSafe ? Csv.withoutFormulas(line) : line);
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw file == null ? new UserException("stdout: " + e.getMessage(), e) : ResultFolder.unwritable(file, e);
        }
    }

    /** Puts the whole result in its place. */
    public void complete() {
        try {
            out.close();
            if (isFile()) {
                Files.move(beside(".part"), place, StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(beside(".journal"));
            }
        } catch (IOException e) {
            throw ResultFolder.unwritable(file, e);
        }
    }

    /** Throws the rows away, and what a later scan could go on from. */
    public void discard() {
        if (isFile()) {
            beside(".part").toFile().delete();
            beside(".journal").toFile().delete();
        }
    }

    /** Lets other runs have the output. */
    public void close() {
        if (lock != null) {
            lock.close();
            try {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            } catch (IllegalStateException e) {
                // It is being told right now.
            }
        }
    }

    /** Stdout, a record at a time: who reads along sees each at once, and who stops reading stops the scan. */
    private static final class Lines extends OutputStream {
        private final PrintWriter writer;

        Lines(PrintWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("write whole records");
        }

        @Override
        public void write(byte[] bytes) {
            writer.write(PathName.ofBytes(bytes).text());
            if (writer.checkError()) {
                throw new StdoutException();
            }
        }
    }
}

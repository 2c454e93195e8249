package salty.vision.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import salty.engine.UserException;
import salty.engine.backend.Backend;
import salty.engine.model.Model;
import salty.loader.image.Preprocessing;
import salty.vision.training.Example;
import salty.vision.training.ImageFolder;
import salty.vision.training.Scores;

/**
 * Examples with their classes and what a classifier says of them.
 *
 * @param classes their names
 * @param truth   the class of each example
 * @param scores  {@code (examples, classes)}
 */
public record ScoredSet(List<String> classes, int[] truth, float[][] scores) {
    /** Scores pictures. A single output is the score of the second class, the first has the rest. */
    public static ScoredSet of(ImageFolder folder, Model model, Preprocessing preprocessing, Backend backend) {
        List<Example> examples = folder.examples();
        float[][] scores = Scores.of(backend, model, preprocessing, examples);
        for (int i = 0; i < scores.length; i++) {
            if (scores[i].length == 1 && folder.classes().size() == 2) {
                scores[i] = new float[] {1 - scores[i][0], scores[i][0]};
            }
            for (float score : scores[i]) {
                if (!Float.isFinite(score)) {
                    throw new UserException(examples.get(i).file() + ": the model gives " + score
                            + ", which is no score; are its weights whole?");
                }
            }
        }
        return new ScoredSet(folder.classes(), examples.stream().mapToInt(Example::label).toArray(), scores);
    }

    /** Reads what {@link #text} writes, and comma-separated values of others (RFC 4180). */
    public static ScoredSet read(Path file) {
        List<CsvRecord> rows;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().detectBomHeader(true).ofCsvRecord(file)) {
            rows = reader.stream().toList();
        } catch (NoSuchFileException e) {
            throw new UserException(file + ": no such file", e);
        } catch (CsvParseException e) {
            throw new UserException(file + ": is no CSV file (" + e.getMessage() + ")", e);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
        if (rows.isEmpty() || !rows.getFirst().getField(0).equals("label") || rows.getFirst().getFieldCount() < 3) {
            throw new UserException(file + ": must begin with a header: label and two classes or more, separated by "
                    + "commas");
        }
        List<String> classes = rows.getFirst().getFields().subList(1, rows.getFirst().getFieldCount());
        if (new HashSet<>(classes).size() < classes.size()) {
            throw new UserException(file + ": line 1: names one of the classes twice");
        }
        List<CsvRecord> examples = rows.subList(1, rows.size());
        int[] truth = new int[examples.size()];
        float[][] scores = new float[truth.length][];
        for (int i = 0; i < truth.length; i++) {
            CsvRecord row = examples.get(i);
            truth[i] = classes.indexOf(row.getField(0));
            if (truth[i] < 0 || row.getFieldCount() != classes.size() + 1) {
                throw new UserException(file + ": line " + row.getStartingLineNumber() + ": needs one of the classes "
                        + classes + " and " + classes.size() + " scores");
            }
            scores[i] = numbers(file, row);
        }
        return new ScoredSet(classes, truth, scores);
    }

    private static UserException unreadable(Path file, Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        return new UserException(file + (cause instanceof CharacterCodingException ? ": is no text in UTF-8"
                : ": cannot be read (" + cause.getMessage() + ")"), e);
    }

    private static float[] numbers(Path file, CsvRecord row) {
        float[] numbers = new float[row.getFieldCount() - 1];
        for (int i = 0; i < numbers.length; i++) {
            String word = row.getField(i + 1);
            try {
                numbers[i] = Float.parseFloat(word);
            } catch (NumberFormatException e) {
                numbers[i] = Float.NaN;
            }
            if (!Float.isFinite(numbers[i])) {
                throw new UserException(file + ": line " + row.getStartingLineNumber() + ": '" + word
                        + "' is no finite number");
            }
        }
        return numbers;
    }

    /** A header of {@code label} and the classes, then a line an example. */
    public String text() {
        List<String> header = new ArrayList<>(List.of("label"));
        header.addAll(classes);
        return Table.text(header, IntStream.range(0, truth.length).mapToObj(i -> {
            List<String> row = new ArrayList<>(List.of(classes.get(truth[i])));
            for (float score : scores[i]) {
                row.add(String.format(Locale.ROOT, "%.9g", score));
            }
            return row;
        }).toList());
    }
}

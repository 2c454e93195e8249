package salty.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import salty.engine.backend.Backend;
import salty.engine.model.Model;
import salty.loader.image.Preprocessing;
import salty.loader.training.Example;
import salty.loader.training.ImageFolder;
import salty.loader.training.Scores;

/**
 * Examples with their classes and what a classifier says of them.
 *
 * @param classes their names
 * @param truth   the class of each example
 * @param scores  {@code (examples, classes)}
 */
record ScoredSet(List<String> classes, int[] truth, float[][] scores) {
    /** Scores pictures. A single output is the score of the second class, the first has the rest. */
    static ScoredSet of(ImageFolder folder, Model model, Preprocessing preprocessing, Backend backend) {
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

    /** Reads what {@link #text} writes. */
    static ScoredSet read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (NoSuchFileException e) {
            throw new UserException(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new UserException(file + ": is no text in UTF-8", e);
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith("label,")) {
            throw new UserException(file + ": must begin with a header: label and the classes, separated by commas");
        }
        String[] header = lines.getFirst().split(",");
        List<String> classes = List.of(header).subList(1, header.length);
        List<Integer> truth = new ArrayList<>();
        List<float[]> scores = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] words = lines.get(i).split(",");
            int label = classes.indexOf(words[0]);
            if (label < 0 || words.length != header.length) {
                throw new UserException(file + ": line " + (i + 1) + ": needs one of the classes " + classes + " and "
                        + classes.size() + " scores");
            }
            truth.add(label);
            scores.add(numbers(file, i + 1, words));
        }
        return new ScoredSet(classes, truth.stream().mapToInt(Integer::intValue).toArray(),
                scores.toArray(float[][]::new));
    }

    private static float[] numbers(Path file, int line, String[] words) {
        float[] numbers = new float[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Float.parseFloat(words[i + 1]);
            } catch (NumberFormatException e) {
                numbers[i] = Float.NaN;
            }
            if (!Float.isFinite(numbers[i])) {
                throw new UserException(file + ": line " + line + ": '" + words[i + 1] + "' is no finite number");
            }
        }
        return numbers;
    }

    /** A header of {@code label} and the classes, then a line an example. */
    String text() {
        StringBuilder text = new StringBuilder("label,").append(String.join(",", classes)).append('\n');
        for (int i = 0; i < truth.length; i++) {
            text.append(classes.get(truth[i]));
            for (float score : scores[i]) {
                text.append(String.format(Locale.ROOT, ",%.9g", score));
            }
            text.append('\n');
        }
        return text.toString();
    }
}

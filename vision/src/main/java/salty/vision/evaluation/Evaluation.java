package salty.vision.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import salty.engine.evaluate.Calibration;
import salty.engine.evaluate.Confusion;
import salty.engine.evaluate.Ranking;

/**
 * All figures of a scored set.
 *
 * @param set         what was scored
 * @param positive    the class of the ranking
 * @param limit       the false positive rate that the threshold may reach
 * @param confusion   of the best classes
 * @param ranking     of the positive class's scores
 * @param calibration of the best classes' scores
 */
public record Evaluation(ScoredSet set, int positive, double limit, Confusion confusion, Ranking ranking,
                  Calibration calibration) {
    private static final int BINS = 15;

    public static Evaluation of(ScoredSet set, int positive, double limit) {
        int count = set.truth().length;
        int[] predicted = new int[count];
        double[] scores = new double[count];
        boolean[] isPositive = new boolean[count];
        double[] confidences = new double[count];
        boolean[] right = new boolean[count];
        for (int i = 0; i < count; i++) {
            float[] own = set.scores()[i];
            predicted[i] = Confusion.best(own, 0, own.length);
            scores[i] = own[positive];
            isPositive[i] = set.truth()[i] == positive;
            confidences[i] = own[predicted[i]];
            right[i] = predicted[i] == set.truth()[i];
        }
        return new Evaluation(set, positive, limit, Confusion.of(set.classes().size(), set.truth(), predicted),
                Ranking.of(scores, isPositive), Calibration.of(confidences, right, BINS));
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        String name = set.classes().get(positive);
        lines.add(line("examples", Integer.toString(set.truth().length)));
        lines.add(line("accuracy", shown(confusion.accuracy())));
        lines.add(line("macro-F1", shown(confusion.macroF1())));
        lines.add(line("ROC-AUC of " + name, shown(ranking.rocArea())));
        lines.add(line("PR-AUC of " + name, shown(ranking.precisionRecallArea())));
        lines.add(line("ECE", shown(calibration.error())));
        lines.add(String.format(Locale.ROOT, "threshold for FPR<=%s%%: %s", percent(limit), choice()
                .map(choice -> String.format(Locale.ROOT, "%.4f (recall %.3f)", choice.threshold(), choice.recall()))
                .orElse("undefined")));
        return lines;
    }

    /** The threshold, and what it does; empty where one class does not occur. */
    public Optional<Ranking.Choice> choice() {
        return ranking.atFalsePositiveRate(limit);
    }

    private static String percent(double share) {
        double percent = 100 * share;
        return percent == Math.rint(percent) ? Integer.toString((int) percent)
                : String.format(Locale.ROOT, "%.3g", percent);
    }

    private static String line(String what, String value) {
        return String.format(Locale.ROOT, "%-24s %s", what, value);
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "undefined";
    }

    /** For programs. */
    public Map<String, Object> summary() {
        List<Object> classes = new ArrayList<>();
        for (int of = 0; of < set.classes().size(); of++) {
            classes.add(object("class", set.classes().get(of), "examples", confusion.occurrences(of),
                    "precision", orUndefined(confusion.precision(of)),
                    "recall", orUndefined(confusion.recall(of)),
                    "f1", orUndefined(confusion.f1(of))));
        }
        Object threshold = choice().<Object>map(choice -> object("false_positive_rate_limit", limit,
                "threshold", Double.isInfinite(choice.threshold()) ? "inf" : (Object) choice.threshold(),
                "recall", choice.recall(), "false_positive_rate", choice.falsePositiveRate())).orElse("undefined");
        return object("examples", set.truth().length,
                "accuracy", orUndefined(confusion.accuracy()),
                "macro_f1", orUndefined(confusion.macroF1()),
                "positive", set.classes().get(positive),
                "roc_auc", orUndefined(ranking.rocArea()),
                "pr_auc", orUndefined(ranking.precisionRecallArea()),
                "ece", orUndefined(calibration.error()),
                "threshold", threshold, "classes", classes,
                "confusion", Arrays.stream(confusion.counts()).map(row -> Arrays.stream(row).boxed().toList())
                        .toList());
    }

    /** Rows of truth, columns of predictions. */
    public String confusionTable() {
        List<String> header = new ArrayList<>(List.of("truth"));
        header.addAll(set.classes());
        List<List<String>> rows = new ArrayList<>();
        for (int of = 0; of < set.classes().size(); of++) {
            List<String> row = new ArrayList<>(List.of(set.classes().get(of)));
            Arrays.stream(confusion.counts()[of]).mapToObj(Long::toString).forEach(row::add);
            rows.add(row);
        }
        return Table.text(header, rows);
    }

    /** A number, or the word for none. */
    private static Object orUndefined(OptionalDouble value) {
        return value.isPresent() ? (Object) value.getAsDouble() : "undefined";
    }

    /** An object with its members in order. */
    private static Map<String, Object> object(Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], members[i + 1]);
        }
        return object;
    }
}

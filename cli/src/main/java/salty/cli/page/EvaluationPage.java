package salty.cli.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

import salty.cli.plot.Html;
import salty.cli.plot.MatrixChart;
import salty.cli.plot.UnitChart;
import salty.engine.evaluate.Calibration;
import salty.engine.evaluate.Confusion;
import salty.engine.evaluate.Ranking;
import salty.vision.evaluation.Evaluation;

/** An evaluation as a page: figures, plots and a table, in one file that asks no network for anything. */
public final class EvaluationPage {
    private final Evaluation evaluation;
    private final String positive;

    private EvaluationPage(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.positive = evaluation.set().classes().get(evaluation.positive());
    }

    /**
     * The page's text.
     *
     * @param source what was measured, for the title: a model's file or a file of scores
     */
    public static String of(Evaluation evaluation, String source) {
        return new EvaluationPage(evaluation).fill(source);
    }

    private String fill(String source) {
        Map<String, String> values = new HashMap<>();
        values.put("style", Template.resource("page.css"));
        values.put("plots", Template.resource("evaluation.css"));
        values.put("title", "How good " + Html.escape(source) + " is");
        values.put("subtitle", Html.escape(String.format(Locale.ROOT,
                "%,d examples, %d classes; curves and threshold are those of class %s.",
                evaluation.set().truth().length, evaluation.set().classes().size(), positive)));
        values.put("figures", figures());
        values.put("roc", roc());
        values.put("rocText", Html.escape("The share of " + positive + " that is found against the share of the others"
                + " that is wrongly taken for it, at every threshold. The dot is the threshold above; the dashed line is"
                + " chance."));
        values.put("pr", precisionRecall());
        values.put("prText", Html.escape("How much of what is called " + positive + " is it, against how much of it is"
                + " found. The dashed line is chance."));
        values.put("confusion", MatrixChart.of(evaluation.set().classes(), evaluation.confusion().counts()));
        values.put("calibration", calibration());
        values.put("calibrationText", "Dots: how often predictions of a confidence are right; on the dashed line,"
                + " confidence is deserved. Bars: the share of predictions that have it.");
        values.put("classes", classes());
        return Template.fill("evaluation.html", values) + "\n";
    }

    private String figures() {
        StringBuilder text = new StringBuilder();
        text.append(figure("accuracy", shown(evaluation.confusion().accuracy()), ""));
        text.append(figure("macro-F1", shown(evaluation.confusion().macroF1()), ""));
        text.append(figure("ROC-AUC", shown(evaluation.ranking().rocArea()), ""));
        text.append(figure("PR-AUC", shown(evaluation.ranking().precisionRecallArea()), ""));
        text.append(figure("calibration error", shown(evaluation.calibration().error()), ""));
        text.append(evaluation.choice().map(choice -> figure("threshold", number(choice.threshold()),
                String.format(Locale.ROOT, "finds %.1f %% at %.2f %% false positives", 100 * choice.recall(),
                        100 * choice.falsePositiveRate()))).orElse(figure("threshold", "undefined", "")));
        return text.toString();
    }

    private static String figure(String what, String value, String more) {
        return "    <div><dt>" + what + "</dt><dd>" + value
                + (more.isEmpty() ? "" : "<span class=\"more\">" + more + "</span>") + "</dd></div>\n";
    }

    private String roc() {
        UnitChart chart = new UnitChart("ROC curve of " + positive, "false positive rate", "true positive rate");
        List<Ranking.Point> points = evaluation.ranking().roc();
        if (points.isEmpty()) {
            return chart.note("undefined: one class alone").svg();
        }
        chart.reference(0, 0, 1, 1).curve(points.stream().map(point -> new double[] {point.x(), point.y()}).toList());
        evaluation.choice().ifPresent(choice -> chart.mark(choice.falsePositiveRate(), choice.recall(),
                "threshold " + number(choice.threshold())));
        return chart.svg();
    }

    /** As steps, since precision between two thresholds is no mean of theirs; below them is the average precision. */
    private String precisionRecall() {
        UnitChart chart = new UnitChart("Precision and recall of " + positive, "recall", "precision");
        List<Ranking.Point> points = evaluation.ranking().precisionRecall();
        if (points.isEmpty()) {
            return chart.note("undefined: no " + positive).svg();
        }
        List<double[]> steps = new ArrayList<>();
        double recall = 0;
        for (Ranking.Point point : points) {
            steps.add(new double[] {recall, point.y()});
            steps.add(new double[] {point.x(), point.y()});
            recall = point.x();
        }
        Ranking ranking = evaluation.ranking();
        double chance = (double) ranking.positives() / (ranking.positives() + ranking.negatives());
        return chart.reference(0, chance, 1, chance).curve(steps).svg();
    }

    private String calibration() {
        UnitChart chart = new UnitChart("Calibration", "confidence", "share of right predictions");
        List<Calibration.Bin> bins = evaluation.calibration().bins();
        long total = bins.stream().mapToLong(Calibration.Bin::count).sum();
        if (total == 0) {
            return chart.note("undefined: no examples").svg();
        }
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            Calibration.Bin bin = bins.get(i);
            if (bin.count() > 0) {
                chart.bar((double) i / bins.size(), (i + 1.0) / bins.size(), (double) bin.count() / total,
                        bin.count() + " of " + total + " predictions");
                points.add(new double[] {bin.confidence(), bin.accuracy()});
            }
        }
        chart.reference(0, 0, 1, 1).curve(points);
        points.forEach(point -> chart.mark(point[0], point[1],
                "confidence " + number(point[0]) + ", right " + number(point[1])));
        return chart.svg();
    }

    private String classes() {
        StringBuilder text = new StringBuilder();
        Confusion confusion = evaluation.confusion();
        for (int of = 0; of < evaluation.set().classes().size(); of++) {
            text.append(String.format(Locale.ROOT,
                    "        <tr%s><td>%s</td><td>%,d</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                    of == evaluation.positive() ? " class=\"positive\"" : "",
                    Html.escape(evaluation.set().classes().get(of)), confusion.occurrences(of),
                    shown(confusion.precision(of)), shown(confusion.recall(of)), shown(confusion.f1(of))));
        }
        return text.toString().stripTrailing();
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "undefined";
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? "none" : String.format(Locale.ROOT, "%.4f", value);
    }
}

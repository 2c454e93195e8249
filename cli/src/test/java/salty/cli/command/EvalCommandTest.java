package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import salty.cli.Run;

/** {@code salty eval} on scores whose figures can be worked out by hand. */
class EvalCommandTest {
    /** Two positives, one above all and one among two negatives; a third negative is below. */
    private static final String SCORES = "label,sfw,nsfw\nnsfw,.2,.8\nnsfw,.5,.5\nsfw,.5,.5\nsfw,.5,.5\nsfw,.8,.2\n";

    @TempDir
    private Path folder;

    private Run eval(String scores, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("scores.csv"), scores);
        return Run.salty(List.of("eval", "--scores", file, "-o", folder.resolve("report")), more);
    }

    private String report(String name) throws IOException {
        return Files.readString(folder.resolve("report").resolve(name));
    }

    @Test
    void theFiguresAreExact() throws IOException {
        Run run = eval(SCORES, "--fpr", "0.5");

        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")).toList()).startsWith("examples 5",
                "accuracy 0.8000", "macro-F1 0.7619", "ROC-AUC of nsfw 0.8333", "PR-AUC of nsfw 0.7500", "ECE 0.1800",
                "threshold for FPR<=50%: 0.8000 (recall 0.500)");
        assertThat(report("confusion.csv")).isEqualTo("truth,sfw,nsfw\nsfw,3,0\nnsfw,1,1\n");
        assertThat(report("roc.csv")).isEqualTo("""
                false_positive_rate,true_positive_rate,threshold
                0.00000000,0.00000000,inf
                0.00000000,0.500000000,0.800000012
                0.666666667,1.00000000,0.500000000
                1.00000000,1.00000000,0.200000003
                """);
        assertThat(report("pr.csv")).isEqualTo("""
                recall,precision,threshold
                0.500000000,1.00000000,0.800000012
                1.00000000,0.500000000,0.500000000
                1.00000000,0.400000000,0.200000003
                """);
    }

    @Test
    void thePagePlotsTheSameNumbers() throws Exception {
        eval(SCORES, "--fpr", "0.5");

        String page = report("index.html");
        assertThat(page).contains("<dd>0.8000</dd>", "<dd>0.7619</dd>", "<dd>0.8333</dd>", "<dd>0.7500</dd>",
                "finds 50.0 % at 0.00 % false positives");
        // The axes begin at (46, 342) and are 330 long: both positives are found at two thirds false positives.
        assertThat(page).contains("d=\"M46 342L46 177L266 12L376 12\"");
        // Precision as steps: 1 up to half of the recall, then a half, then two fifths.
        assertThat(page).contains("d=\"M46 12L211 12L211 177L376 177L376 210\"");
        assertThat(page).contains("nsfw taken for sfw: 1 of 2");
        assertThat(page).doesNotContain("{{", "http://", "https://", "NaN");
        assertThat(pictures(page)).isEqualTo(4);
    }

    /** How many pictures stand in the page; each is parsed. */
    private static int pictures(String page) throws Exception {
        int count = 0;
        for (MatchResult svg : Pattern.compile("(?s)<svg .*?</svg>").matcher(page).results().toList()) {
            InputSource source = new InputSource(new StringReader(svg.group()));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source);
            count++;
        }
        return count;
    }

    @Test
    void oneClassAloneIsUndefined() throws Exception {
        Run run = eval("label,sfw,nsfw\nsfw,.9,.1\n");

        assertThat(run.out()).contains("undefined").doesNotContain("NaN");
        assertThat(report("eval.json")).contains("\"roc_auc\":\"undefined\"");
        assertThat(report("index.html")).doesNotContain("NaN")
                .contains("<dd>undefined</dd>", "undefined: one class alone", "undefined: no nsfw");
        assertThat(pictures(report("index.html"))).isEqualTo(4);
    }

    @Test
    void namesOfClassesAreTextAndNotMarkup() throws Exception {
        eval("label,<b>&\"x\",{{data}}\n{{data}},.2,.8\n<b>&\"x\",.9,.1\n");

        assertThat(report("index.html")).contains("&lt;b&gt;&amp;&quot;x&quot;", "{{data}}").doesNotContain("<b>");
        assertThat(pictures(report("index.html"))).isEqualTo(4);
    }

    /** RFC 4180: quotes hold commas, quotes and line breaks, lines may end in CR LF. */
    @Test
    void quotedNamesComeInAndGoOut() throws IOException {
        String scores = "label,\"safe, sound\",\"so \"\"called\"\"\nnsfw\"\r\n\"safe, sound\",0.9,0.1\r\n"
                + "\"so \"\"called\"\"\nnsfw\",0.2,0.8\r\n";
        assertThat(eval(scores).out()).contains("accuracy                 1.0000");
        assertThat(report("confusion.csv")).isEqualTo("truth,\"safe, sound\",\"so \"\"called\"\"\nnsfw\"\n"
                + "\"safe, sound\",1,0\n\"so \"\"called\"\"\nnsfw\",0,1\n");

        String written = report("scores.csv");
        assertThat(eval(written).errors()).isEmpty();
        assertThat(report("scores.csv")).isEqualTo(written);
    }

    @Test
    void whatIsNoScoreIsNamed() throws IOException {
        Path file = folder.resolve("scores.csv");
        assertThat(eval("label,sfw,nsfw\nsfw,.9,NaN\n").errors())
                .containsExactly("salty: " + file + ": line 2: 'NaN' is no finite number");
        assertThat(eval("label,sfw,nsfw\ncat,.9,.1\n").errors()).singleElement().asString()
                .startsWith("salty: " + file + ": line 2: needs one of the classes [sfw, nsfw]");
        assertThat(eval("label,sfw,sfw\nsfw,.9,.1\n").errors())
                .containsExactly("salty: " + file + ": line 1: names one of the classes twice");
        assertThat(eval(SCORES, "--positive", "cat").errors())
                .containsExactly("salty: --positive cat: no such class; there are sfw, nsfw");
        assertThat(Run.salty("eval").errors()).containsExactly(
                "salty: give either --data DIR, with the --model FILE to measure, or --scores FILE");
    }
}

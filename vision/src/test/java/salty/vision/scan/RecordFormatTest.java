package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.loader.image.Backdrop;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;
import salty.vision.scan.FrameScores.FrameScore;

/** Records survive being written, whatever a file is called. */
class RecordFormatTest {

    private static final Answer ANSWER = new Answer(Verdict.BLOCK, 0.9312,
            List.of(new ClassScore("porn", 0.9), new ClassScore("se,xy", 0.0624)), 64, 48, "ab12", "",
            Optional.empty());

    private static ScanRecord record(PathName path, Answer answer) {
        return new ScanRecord(path, answer.verdict(), answer, Optional.empty(), 12);
    }

    private static String text(RecordFormat format, ScanRecord record) {
        return new String(format.record(record, false), StandardCharsets.UTF_8);
    }

    @Test
    void writesTextForPeople() {
        assertThat(text(RecordFormat.TEXT, record(PathName.ofText("a\n.png"), ANSWER)))
                .isEqualTo("BLOCK  0.9312 a\\n.png porn=0.90 se,xy=0.06\n");
        assertThat(text(RecordFormat.TEXT, record(PathName.ofText("a.png"), Answer.error("", 0, 0, "no such file"))))
                .isEqualTo("ERROR  -      a.png: no such file\n");
    }

    @Test
    void writesOneJsonObjectALine() {
        assertThat(text(RecordFormat.NDJSON, record(PathName.ofText("a \"b\",\n\udce9.png"), ANSWER))).isEqualTo("""
                {"path":"a \\"b\\",\\n\\udce9.png","verdict":"BLOCK","nsfw":0.931200,"top_label":"porn",\
                "top_prob":0.900000,"width":64,"height":48,"sha256":"ab12",\
                "classes":{"porn":0.900000,"se,xy":0.062400},"ms":12}
                """);
        assertThat(text(RecordFormat.NDJSON, record(PathName.ofText("a"), Answer.error("", 0, 0, "truncated PNG"))))
                .isEqualTo("{\"path\":\"a\",\"verdict\":\"ERROR\",\"error\":\"truncated PNG\",\"ms\":12}\n");
    }

    @Test
    void writesCsvWithTheColumnsThatItPromises() {
        assertThat(RecordFormat.CSV.header(false))
                .asString().isEqualTo("path,verdict,nsfw,top_label,top_prob,width,height,sha256,error,frames\r\n");
        assertThat(RecordFormat.CSV.header(true)).asString().endsWith(",error,frames,override\r\n");
        assertThat(text(RecordFormat.CSV, record(PathName.ofText("a,\"b\"\n.png"), ANSWER)))
                .isEqualTo("\"a,\"\"b\"\"\n.png\",BLOCK,0.931200,porn,0.900000,64,48,ab12,,\r\n");
        assertThat(text(RecordFormat.CSV, record(PathName.ofText("a"), Answer.error("", 0, 0, "x"))))
                .isEqualTo("a,ERROR,,,,,,,x,\r\n");
        assertThat(RecordFormat.CSV.record(record(PathName.ofText("\udce9"), ANSWER), false)[0]).isEqualTo((byte) 0xe9);
    }

    @Test
    void showsTheTraceOfAnOverrideInEveryFormat() {
        ScanRecord record = new ScanRecord(PathName.ofText("a"), Verdict.SAFE, ANSWER,
                Optional.of(new Overrides.Trace(Verdict.BLOCK, "allow:3")), 12);

        assertThat(text(RecordFormat.TEXT, record)).startsWith("SAFE ").endsWith("override=BLOCK->SAFE allow:3\n");
        assertThat(text(RecordFormat.NDJSON, record)).contains("\"override\":{\"was\":\"BLOCK\",\"by\":\"allow:3\"}");
        assertThat(RecordFormat.CSV.record(record, true)).asString().endsWith(",BLOCK->SAFE allow:3\r\n");
        assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
    }

    static List<ScanRecord> records() {
        Answer frames = new Answer(Verdict.BLOCK, 0.9, List.of(new ClassScore("porn", 0.9)), 4, 4, "ab", "",
                Optional.of(new FrameScores(List.of(new FrameScore(0, 0, 0.1, Backdrop.NONE),
                        new FrameScore(5, 250, 0.9, Backdrop.BLACK)), -1, 5, 5)));
        return List.of(record(PathName.ofText("a"), ANSWER), record(PathName.ofText("b\udcff\"\\\n\t"), frames),
                record(PathName.ofText("\ud83d\ude00"), Answer.error("cd", 5, 6, "a \"quoted\" fault")));
    }

    @Test
    void saysWhichFramesWereSeenInEveryFormat() {
        ScanRecord record = records().get(1);

        assertThat(text(RecordFormat.TEXT, record)).endsWith(" frame=5 seen=0,5 of more on=black\n");
        assertThat(text(RecordFormat.CSV, record)).endsWith(",\"0,5 of more\"\r\n");
        assertThat(text(RecordFormat.NDJSON, record)).contains("\"frames\":[{\"i\":0,\"t_ms\":0,\"nsfw\":0.100000},"
                + "{\"i\":5,\"t_ms\":250,\"nsfw\":0.900000,\"on\":\"black\"}],\"decided_by\":5,\"stopped_at\":5");
        assertThat(new FrameScores(List.of(0, 1, 2, 4, 6, 7).stream()
                .map(i -> new FrameScore(i, 0, 0.1, Backdrop.NONE)).toList(), 8, 0, -1).seen())
                .isEqualTo("0-2,4,6-7 of 8");
    }

    @ParameterizedTest
    @MethodSource("records")
    void readsItsJsonBack(ScanRecord record) {
        ScanRecord back = RecordJson.read(RecordJson.write(record));

        assertThat(back).isEqualTo(record);
        assertThat(RecordJson.readAnswer(RecordJson.write(record.answer()))).isEqualTo(record.answer());
    }

    @Test
    void writesTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"tr-TR", "de-DE", "ar-EG"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(text(RecordFormat.NDJSON, record(PathName.ofText("i"), ANSWER))).contains("0.931200");
                assertThat(text(RecordFormat.TEXT, record(PathName.ofText("i"), ANSWER))).contains("0.9312");
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}

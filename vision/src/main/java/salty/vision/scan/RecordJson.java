package salty.vision.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import salty.loader.image.Backdrop;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;
import salty.vision.scan.FrameScores.FrameScore;

/**
 * Records as JSON objects of one line, fields always in the same order and written the same way, so that equal records
 * are equal bytes; and back again.
 *
 * <pre>{@code
 * {"path":"a.png","verdict":"BLOCK","nsfw":0.931200,"top_label":"porn","top_prob":0.900000,"width":64,"height":48,
 *  "sha256":"...","classes":{"porn":0.900000,...},"ms":12}
 * }</pre>
 * A file that could not be scored has {@code error} and no score. Only where they apply there are {@code override}
 * ({@code {"was":"BLOCK","by":"allow.sha256:3"}}), {@code frames} ({@code [{"i":0,"t_ms":0,"nsfw":0.1},...]}; of one
 * that is not opaque with {@code "on":"white"} or {@code "black"}, where its score is the greater) with {@code
 * decided_by}, {@code frame_count} if all were looked for, and {@code stopped_at}.
 */
public final class RecordJson {

    private static final JsonMapper MAPPER = new JsonMapper();

    private RecordJson() {
    }

    /** The record in one line, without its end. */
    public static String write(ScanRecord record) {
        StringBuilder json = new StringBuilder(256).append("{\"path\":");
        string(json, record.path().text());
        json.append(",\"verdict\":\"").append(record.verdict()).append('"');
        answer(json, record.answer());
        record.override().ifPresent(trace -> {
            json.append(",\"override\":{\"was\":\"").append(trace.was()).append("\",\"by\":");
            string(json, trace.by());
            json.append('}');
        });
        return json.append(",\"ms\":").append(record.ms()).append('}').toString();
    }

    /** The answer in one line, without its end. */
    static String write(Answer answer) {
        StringBuilder json = new StringBuilder(256).append("{\"verdict\":\"").append(answer.verdict()).append('"');
        answer(json, answer);
        return json.append('}').toString();
    }

    private static void answer(StringBuilder json, Answer answer) {
        if (!answer.ranked().isEmpty()) {
            ClassScore top = answer.ranked().getFirst();
            json.append(",\"nsfw\":").append(number(answer.nsfw())).append(",\"top_label\":");
            string(json, top.label());
            json.append(",\"top_prob\":").append(number(top.probability()));
        }
        if (answer.width() > 0) {
            json.append(",\"width\":").append(answer.width()).append(",\"height\":").append(answer.height());
        }
        if (!answer.sha256().isEmpty()) {
            json.append(",\"sha256\":\"").append(answer.sha256()).append('"');
        }
        if (!answer.error().isEmpty()) {
            json.append(",\"error\":");
            string(json, answer.error());
        }
        if (!answer.ranked().isEmpty()) {
            json.append(",\"classes\":{");
            for (int i = 0; i < answer.ranked().size(); i++) {
                ClassScore score = answer.ranked().get(i);
                json.append(i == 0 ? "" : ",");
                string(json, score.label());
                json.append(':').append(number(score.probability()));
            }
            json.append('}');
        }
        answer.frames().ifPresent(frames -> frames(json, frames));
    }

    private static void frames(StringBuilder json, FrameScores frames) {
        json.append(",\"frames\":[");
        for (int i = 0; i < frames.scored().size(); i++) {
            FrameScore frame = frames.scored().get(i);
            json.append(i == 0 ? "" : ",").append("{\"i\":").append(frame.index()).append(",\"t_ms\":")
                    .append(frame.timeMs()).append(",\"nsfw\":").append(number(frame.nsfw()));
            if (frame.backdrop() != Backdrop.NONE) {
                json.append(",\"on\":\"").append(frame.backdrop().label()).append('"');
            }
            json.append('}');
        }
        json.append("],\"decided_by\":").append(frames.deciding());
        if (frames.total() >= 0) {
            json.append(",\"frame_count\":").append(frames.total());
        }
        if (frames.stoppedAt() >= 0) {
            json.append(",\"stopped_at\":").append(frames.stoppedAt());
        }
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean paired = Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (paired) {
                json.append(c).append(text.charAt(++i));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /**
     * The record that was written as this line.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ScanRecord read(String line) {
        JsonNode json = tree(line);
        JsonNode trace = json.get("override");
        Verdict verdict = verdict(json, "verdict");
        Optional<Overrides.Trace> override = trace == null ? Optional.empty()
                : Optional.of(new Overrides.Trace(verdict(trace, "was"), text(trace, "by")));
        Answer answer = answer(json, override.map(Overrides.Trace::was).orElse(verdict));
        return new ScanRecord(PathName.ofText(text(json, "path")), verdict, answer, override,
                json.path("ms").asLong(0));
    }

    /** The answer that was written as this line. */
    static Answer readAnswer(String line) {
        JsonNode json = tree(line);
        return answer(json, verdict(json, "verdict"));
    }

    private static JsonNode tree(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }

    private static Answer answer(JsonNode json, Verdict verdict) {
        List<ClassScore> ranked = new ArrayList<>();
        json.path("classes").properties().forEach(entry ->
                ranked.add(new ClassScore(entry.getKey(), entry.getValue().asDouble(Double.NaN))));
        return new Answer(verdict, json.path("nsfw").asDouble(Double.NaN), ranked, json.path("width").asInt(0),
                json.path("height").asInt(0), json.path("sha256").asString(""), json.path("error").asString(""),
                json.has("frames") ? Optional.of(frames(json)) : Optional.empty());
    }

    private static FrameScores frames(JsonNode json) {
        List<FrameScore> scored = new ArrayList<>();
        for (JsonNode frame : json.get("frames")) {
            scored.add(new FrameScore(frame.path("i").asInt(0), frame.path("t_ms").asLong(0),
                    frame.path("nsfw").asDouble(Double.NaN), Backdrop.byLabel(frame.path("on").asString(""))));
        }
        return new FrameScores(scored, json.path("frame_count").asInt(-1),
                json.path("decided_by").asInt(0), json.path("stopped_at").asInt(-1));
    }

    private static Verdict verdict(JsonNode json, String field) {
        return Verdict.named(text(json, field));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException("no '" + field + "'");
        }
        return value.asString();
    }
}

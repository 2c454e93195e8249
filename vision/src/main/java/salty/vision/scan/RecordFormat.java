package salty.vision.scan;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import salty.loader.image.Backdrop;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy.ClassScore;

/** How a scan's records are written. */
public enum RecordFormat {

    /**
     * For people: {@code BLOCK 0.9312 a.png porn=0.90 sexy=0.06}; names are printable, see {@link PathName#printable}.
     */
    TEXT {
        @Override
        public byte[] record(ScanRecord record, boolean overrides) {
            StringBuilder line = new StringBuilder();
            Answer answer = record.answer();
            line.append(String.format(Locale.ROOT, "%-6s ", record.verdict()));
            line.append(Double.isNaN(answer.nsfw()) ? "-     " : String.format(Locale.ROOT, "%.4f", answer.nsfw()));
            line.append(' ').append(record.path().printable());
            if (!answer.error().isEmpty()) {
                line.append(": ").append(answer.error());
            }
            int shown = Math.min(CLASSES_SHOWN, answer.ranked().size());
            for (ClassScore score : answer.ranked().subList(0, shown)) {
                line.append(String.format(Locale.ROOT, " %s=%.2f", score.label(), score.probability()));
            }
            answer.frames().ifPresent(frames -> frames(line, answer, frames));
            record.override().ifPresent(trace -> line.append(" override=").append(trace(record, trace)));
            return Csv.utf8(line.append('\n').toString());
        }
    },

    /** A JSON object a line, see {@link RecordJson}. */
    NDJSON {
        @Override
        public byte[] record(ScanRecord record, boolean overrides) {
            return Csv.utf8(RecordJson.write(record) + "\n");
        }
    },

    /** RFC 4180 with a header, see {@link Csv}; a column {@code override} is there if overrides were given. */
    CSV {
        @Override
        public byte[] header(boolean overrides) {
            return Csv.utf8(COLUMNS + ",frames" + (overrides ? ",override" : "") + "\r\n");
        }

        @Override
        public byte[] record(ScanRecord record, boolean overrides) {
            Answer answer = record.answer();
            boolean scored = !answer.ranked().isEmpty();
            List<byte[]> fields = new ArrayList<>();
            fields.add(record.path().bytes());
            fields.add(Csv.utf8(record.verdict().name()));
            fields.add(Csv.utf8(scored ? RecordJson.number(answer.nsfw()) : ""));
            fields.add(Csv.utf8(scored ? answer.ranked().getFirst().label() : ""));
            fields.add(Csv.utf8(scored ? RecordJson.number(answer.ranked().getFirst().probability()) : ""));
            fields.add(Csv.utf8(answer.width() > 0 ? Integer.toString(answer.width()) : ""));
            fields.add(Csv.utf8(answer.height() > 0 ? Integer.toString(answer.height()) : ""));
            fields.add(Csv.utf8(answer.sha256()));
            fields.add(Csv.utf8(answer.error()));
            fields.add(Csv.utf8(answer.frames().map(FrameScores::seen).orElse("")));
            if (overrides) {
                fields.add(Csv.utf8(record.override().map(trace -> trace(record, trace)).orElse("")));
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream(160);
            Csv.line(line, fields);
            return line.toByteArray();
        }
    };

    /** The columns that every result has had. */
    static final String COLUMNS = "path,verdict,nsfw,top_label,top_prob,width,height,sha256,error";
    private static final int CLASSES_SHOWN = 3;

    private static void frames(StringBuilder line, Answer answer, FrameScores frames) {
        if (!answer.ranked().isEmpty()) {
            line.append(" frame=").append(frames.deciding());
        }
        line.append(" seen=").append(frames.seen());
        if (frames.backdrop() != Backdrop.NONE) {
            line.append(" on=").append(frames.backdrop().label());
        }
    }

    private static String trace(ScanRecord record, Overrides.Trace trace) {
        return trace.was() + "->" + record.verdict() + " " + trace.by();
    }

    /**
     * What stands before the first record.
     *
     * @param overrides whether lists of people's decisions were given
     */
    public byte[] header(boolean overrides) {
        return new byte[0];
    }

    /**
     * A record with its line's end.
     *
     * @param overrides whether lists of people's decisions were given
     */
    public abstract byte[] record(ScanRecord record, boolean overrides);
}

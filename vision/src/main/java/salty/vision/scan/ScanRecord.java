package salty.vision.scan;

import java.util.Optional;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Verdict;

/**
 * One line of a scan's result.
 *
 * @param path     the file as it was named
 * @param verdict  the one that stands
 * @param answer   what the content says
 * @param override the trace of a person's decision, if one changed the verdict
 * @param ms       how long the file took from reading to scoring, in milliseconds: the one field that differs on a
 * rerun
 */
public record ScanRecord(PathName path, Verdict verdict, Answer answer, Optional<Overrides.Trace> override, long ms) {

    /** The record of an answer after people had their say. */
    public static ScanRecord of(PathName path, Answer answer, Overrides overrides, long ms) {
        return new ScanRecord(path, overrides.verdict(answer.sha256(), answer.verdict()), answer,
                overrides.trace(answer.sha256(), answer.verdict()), ms);
    }
}

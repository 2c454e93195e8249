package salty.benchmarks;

import java.util.Map;

/**
 * A row that can be measured.
 *
 * @param name       how it is shown and selected
 * @param suite      the JMH class
 * @param method     its method
 * @param parameters the JMH parameters, by field name
 * @param work       of one run of one thread
 * @param threads    how many run it at once, each by itself; a backend's own threads do not count
 * @param ceiling    which ceiling the row itself measures, if any
 */
record RowPlan(String name, Class<?> suite, String method, Map<String, String> parameters, Work work, int threads,
               Ceiling ceiling) {
    /** The ceilings. */
    enum Ceiling { NONE, FLOPS_ONE, FLOPS_ALL, BYTES_ONE, BYTES_ALL }

    /** A row of a backend, which brings its threads. */
    static RowPlan of(String name, Class<?> suite, String method, Map<String, String> parameters, Work work) {
        return new RowPlan(name, suite, method, parameters, work, 1, Ceiling.NONE);
    }

    /** Whether one core does it all: it is then a fraction of one thread's ceiling. */
    boolean singleThreaded() {
        return name.startsWith("gemm/") || name.endsWith(", 1 thread");
    }
}

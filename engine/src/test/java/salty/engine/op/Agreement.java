package salty.engine.op;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.reference.Reference;

/** How far a backend's values are from the reference's: what the tests of all backends ask. */
public final class Agreement {
    private Agreement() {}

    /** The relative L2 distance of each output from what the reference computes from the same inputs in float64. */
    public static Map<Node, Double> distances(Backend backend, List<Node> outputs, Map<Node, float[]> values) {
        Map<Node, double[]> exact = new HashMap<>();
        values.forEach((input, floats) -> exact.put(input, widen(floats)));
        Map<Node, double[]> expected = Reference.evaluate(outputs, exact);
        Map<Node, Double> distances = new LinkedHashMap<>();
        try (Program program = Program.compile(backend, outputs)) {
            Map<Node, float[]> actual = program.run(values);
            for (Node output : outputs) {
                distances.put(output, distance(widen(actual.get(output)), expected.get(output)));
            }
        }
        return distances;
    }

    /** The relative L2 distance. */
    public static double distance(float[] actual, float[] expected) {
        return distance(widen(actual), widen(expected));
    }

    /** The relative L2 distance; the plain one from zeros. */
    private static double distance(double[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(norm == 0 ? difference : difference / norm);
    }

    private static double[] widen(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}

package salty.engine.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The golden values that {@code make_training.py} wrote. */
public final class Golden {
    private static final Map<String, float[]> VALUES = read();

    private Golden() {}

    static float[] get(String name) {
        return VALUES.get(name);
    }

    private static Map<String, float[]> read() {
        Map<String, float[]> values = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Golden.class.getResourceAsStream("/train/training.txt"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                float[] numbers = new float[words.length - 1];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Float.parseFloat(words[i + 1]);
                }
                values.put(words[0], numbers);
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

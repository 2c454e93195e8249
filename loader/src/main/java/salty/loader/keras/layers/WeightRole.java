package salty.loader.keras.layers;

import java.util.List;

/**
 * A weight that a layer has, in the order in which Keras keeps them.
 *
 * @param name      {@code kernel}, {@code bias}, {@code gamma}, ...
 * @param trainable whether gradient descent changes it; moving statistics it does not
 */
public record WeightRole(String name, boolean trainable) {

    static List<WeightRole> trainable(String... names) {
        return List.of(names).stream().map(name -> new WeightRole(name, true)).toList();
    }
}

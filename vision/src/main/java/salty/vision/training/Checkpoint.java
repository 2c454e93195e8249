package salty.vision.training;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import salty.engine.graph.Tensor;
import salty.loader.file.Sha256;
import salty.loader.hdf5.DatasetContent;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;
import salty.loader.keras.KerasNetwork;

/**
 * A run between two epochs, in an HDF5 file: what is carried from step to step, the best weights so far and the epochs'
 * figures.
 *
 * @param run   what the run is of; one of another is not resumed
 * @param past  the epochs that are done
 * @param best  the number of the best epoch, from 1
 * @param state parameters and optimiser state by name
 * @param kept  the parameters after the best epoch, by name
 */
public record Checkpoint(String run, List<Epoch> past, int best, Map<String, float[]> state,
                         Map<String, float[]> kept) {
    private static final String RUN = "run";
    private static final String BEST = "best";
    private static final String PAST = "past";
    private static final String UNDEFINED = "undefined";

    public Checkpoint {
        past = List.copyOf(past);
    }

    /**
     * What a checkpoint must have in common with a run that goes on from it.
     *
     * @param settings what else decides the run
     */
    public static String identity(Recipe steps, KerasNetwork network, ImageFolder folder, List<?> settings) {
        Sha256 hash = new Sha256().add(steps + " " + network.fingerprint() + " " + folder.classes() + " " + settings);
        folder.examples().forEach(example -> hash.add(example.hash()));
        return hash.hex();
    }

    /** Writes the file; an older one is replaced once this one is whole. */
    public void write(Path path) throws IOException {
        NewGroup root = new NewGroup().text(RUN, run).text(BEST, Integer.toString(best));
        root.texts(PAST, past.stream().map(Checkpoint::line).toList());
        add(root.group("state"), state);
        add(root.group("kept"), kept);
        root.texts("names", List.copyOf(state.keySet()));
        root.texts("kept_names", List.copyOf(kept.keySet()));
        Hdf5Writer.write(path, root);
    }

    private static void add(NewGroup group, Map<String, float[]> values) {
        values.forEach((name, value) -> group.dataset(name.replace('/', '.'), new long[] {value.length},
                DatasetContent.of(MemorySegment.ofArray(value))));
    }

    /**
     * Reads a file.
     *
     * @throws TrainingException if it is not a checkpoint of this run
     */
    public static Checkpoint read(Path path, String run) {
        Hdf5Group root = Hdf5File.open(path).root();
        if (!root.text(RUN).orElse("").equals(run)) {
            throw new TrainingException(path + ": is a checkpoint of another run (other pictures, network or options);"
                    + " repeat its options, or leave --resume out to begin anew");
        }
        List<Epoch> past = new ArrayList<>();
        root.texts(PAST).orElse(List.of()).forEach(line -> past.add(epoch(line)));
        return new Checkpoint(run, past, Integer.parseInt(root.text(BEST).orElse("0")),
                values(root.group("state"), root.texts("names").orElse(List.of())),
                values(root.group("kept"), root.texts("kept_names").orElse(List.of())));
    }

    private static Map<String, float[]> values(Hdf5Group group, List<String> names) {
        Map<String, float[]> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, group.dataset(name.replace('/', '.')).floats().toArray(Tensor.FLOAT)));
        return values;
    }

    private static String line(Epoch epoch) {
        String auc = epoch.validationAuc().isPresent() ? Double.toString(epoch.validationAuc().getAsDouble())
                : UNDEFINED;
        return String.join(" ", Integer.toString(epoch.number()), Double.toString(epoch.loss()),
                Double.toString(epoch.accuracy()), Double.toString(epoch.validationLoss()),
                Double.toString(epoch.validationAccuracy()), auc);
    }

    private static Epoch epoch(String line) {
        String[] words = line.split(" ");
        return new Epoch(Integer.parseInt(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]),
                Double.parseDouble(words[3]), Double.parseDouble(words[4]),
                words[5].equals(UNDEFINED) ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(words[5])));
    }
}

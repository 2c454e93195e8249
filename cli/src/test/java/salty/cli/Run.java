package salty.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import salty.loader.OpenedModel;
import salty.loader.keras.LoadOptions;

/**
 * One run of the command line inside the tests' JVM.
 *
 * @param status what the process would exit with
 * @param out    what it wrote to stdout
 * @param err    what it wrote to stderr
 */
record Run(int status, String out, String err) {
    /** A VGG16 with 8 to 64 filters a layer and images of 64 x 64; its filter block1_conv1/2 is dead. */
    static final Path VGG = Path.of("../loader/src/test/resources/parity/vgg16_narrow.h5");
    /** A residual network, its last addition and activation after the last convolution. */
    static final Path RESNET = Path.of("../loader/src/test/resources/parity/resnet_like.h5");

    /** Runs {@code salty} with these words; paths are written as they print. */
    static Run salty(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[words.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = words[i].toString();
        }
        int status = Salty.commandLine(args).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
        return new Run(status, out.toString(), err.toString());
    }

    /** Runs a command with further words. */
    static Run salty(List<?> words, Object... more) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return salty(all.toArray());
    }

    /** The network of a file, as commands load it. */
    static Network network(Path path) {
        ModelFile file = ModelFile.of(path);
        OpenedModel opened = file.open(LoadOptions.DEFAULT);
        return new Network(file, opened.graph(LoadOptions.DEFAULT), opened.card(), null);
    }

    /** What it wrote to stderr, by lines. */
    List<String> errors() {
        return err.lines().toList();
    }
}

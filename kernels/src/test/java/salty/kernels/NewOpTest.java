package salty.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documentation says that a new op takes, tried on the sources as they are: its record with the entry in
 * {@code permits}, its reference case, one line in {@code OpCases}. With these alone everything compiles, and the op and
 * its gradient run on every backend.
 */
class NewOpTest {
    private static final Path ENGINE = Path.of("../engine/src");
    private static final Path OPS = ENGINE.resolve("test/java/salty/engine/op");
    /** What is changed in the sources: file, what stands there, what stands there then. */
    private static final Map<String, List<String>> CHANGES = Map.of(
            "Op.java", List.of("permits Input,", "permits RunningSum, Input,"),
            "Reference.java", List.of("            case Softmax softmax ->", """
                        case RunningSum sum -> {
                            double[] y = in.get(0).clone();
                            for (int i = 0; i < y.length; i++) {
                                y[i] += i % out.dim(-1) == 0 ? 0 : y[i - 1];
                            }
                            yield y;
                        }
                        case Softmax softmax ->"""),
            "OpCases.java", List.of("OpCase.of(\"relu\", Relu.of(a)),",
                    "OpCase.of(\"relu\", Relu.of(a)), OpCase.of(\"running sum\", RunningSum.of(a)),"));

    @TempDir
    private Path folder;

    @Test
    void threePlacesMakeAnOpThatRunsOnEveryBackend() throws IOException, InterruptedException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (Path root : List.of(ENGINE.resolve("main/java"), Path.of("src/main/java"))) {
            add(root, sources);
        }
        for (String helper : List.of("OpCase.java", "OpCases.java", "Agreement.java")) {
            sources.add(source(OPS.resolve(helper)));
        }
        sources.add(new Source("RunningSum.java", resource("RunningSum.java.txt")));
        sources.add(new Source("RunNewOp.java", resource("RunNewOp.java.txt")));

        assertThat(compile(sources)).isEmpty();
        assertThat(run()).contains("reference agrees", "vector agrees").doesNotContain("differs")
                .containsAnyOf("opencl agrees", "opencl is not here");
    }

    private static void add(Path root, List<JavaFileObject> sources) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (!file.endsWith("module-info.java")) {
                    sources.add(source(file));
                }
            }
        }
    }

    private static JavaFileObject source(Path file) throws IOException {
        String name = file.getFileName().toString();
        String text = Files.readString(file);
        List<String> change = CHANGES.get(name);
        if (change != null && file.startsWith(ENGINE)) {
            assertThat(text).as(name).contains(change.getFirst());
            text = text.replace(change.getFirst(), change.getLast());
            text = name.equals("Reference.java")
                    ? text.replace("import salty.engine.op.Slice;", "import salty.engine.op.RunningSum;\n"
                            + "import salty.engine.op.Slice;") : text;
        }
        return new Source(name, text);
    }

    /** What the compiler complains about; nothing if it has nothing to say. */
    private String compile(List<JavaFileObject> sources) {
        StringWriter complaints = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(complaints, null, null,
                List.of("-proc:none", "-nowarn", "--add-modules", "jdk.incubator.vector", "-cp", classPath(), "-d",
                        folder.toString()), null, sources).call();
        return compiled ? "" : complaints.toString();
    }

    /** The new classes before those that they were made from, whose resources are theirs as well. */
    private String run() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("java.home"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/java").toString(), "--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp", folder + ":" + classPath(),
                "RunNewOp").redirectErrorStream(true);
        builder.environment().put("LD_PRELOAD", home.resolve("lib/libjsig.so").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = NewOpTest.class.getResourceAsStream("newop/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("source:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** A public class may stand in any of these, which have no folders. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return getName().endsWith("/" + simpleName + kind.extension);
        }
    }
}

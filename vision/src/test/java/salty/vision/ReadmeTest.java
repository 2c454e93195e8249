package salty.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.image.Png;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/** The programs that the README shows, taken from it, compiled, and run by sixteen threads at once. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int THREADS = 16;

    @TempDir
    private Path folder;

    @Test
    void classifiesAndModeratesAsShown() throws Exception {
        Path picture = Files.write(folder.resolve("picture.png"),
                Png.encode(new PictureGenerator(3, 96, false).draw(Motif.DISC, 1)));
        List<String> programs = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../README.md")));
        while (blocks.find()) {
            if (blocks.group(1).contains("Classifier.open")) {
                programs.add(blocks.group(1).replace("model.h5", "pocket").replace("photo.jpg", picture.toString())
                        .replace("Policy.of(classifier.network())",
                                "Policy.of(classifier.network(), java.util.List.of(\"disc\"), .2, .8)")
                        .replace("upload.jpg", picture.toString()));
            }
        }

        assertThat(programs).hasSize(2);
        assertThat(outputOf(programs.get(0))).startsWith("disc ");
        assertThat(outputOf(programs.get(1))).startsWith("BLOCK ");
    }

    /** What each of the threads prints last, which is the same for all. */
    private String outputOf(String program) throws Exception {
        Path source = folder.resolve("Shown.java");
        Files.writeString(source, "import java.nio.file.Path;\nimport salty.vision.*;\nimport salty.vision.model.*;\n"
                + "import salty.vision.moderation.*;\nimport salty.vision.scan.*;\n"
                + "public class Shown implements java.util.concurrent.Callable<String> {\n"
                + "  public String call() throws Exception {\n    StringBuilder out = new StringBuilder();\n"
                + program.replace("System.out.println(", "out.append('\\n').append(")
                + "    return out.toString().strip();\n  }\n}\n");
        compile(source);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
                ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            Class<?> shown = loader.loadClass("Shown");
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(pool.submit((Callable<?>) shown.getConstructor().newInstance()));
            }
            String first = (String) running.getFirst().get();
            for (Future<?> one : running) {
                assertThat(one.get()).isEqualTo(first);
            }
            return first;
        }
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(complaints, files, null, List.of("-proc:none", "-d", folder.toString(),
                    "-cp", System.getProperty("java.class.path")), null, files.getJavaFileObjects(source)).call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
    }
}

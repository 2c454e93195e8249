package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;

/** A library that lies ready in the temporary folder, where anyone may put one, is never loaded. */
@Timeout(120)
class PlantedLibraryTest {
    @TempDir
    private Path folder;

    /** What a program does that has Salty as a library. */
    public static final class LibraryUser {
        private LibraryUser() {}

        public static void main(String[] args) {
            try (Backend backend = Backends.open("opencl", BackendOptions.DEFAULT, System.err::println)) {
                System.out.println(backend.name() + " is there");
            }
        }
    }

    /** Something that cannot be loaded, under every name under which the jars on the class path bring libraries. */
    private Path planted() throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        for (String jar : System.getProperty("java.class.path").split(":")) {
            if (jar.endsWith(".jar")) {
                try (JarFile opened = new JarFile(jar)) {
                    opened.stream().map(entry -> entry.getName().replaceAll(".*/", "")).filter(name ->
                            name.endsWith(".so")).forEach(name -> plant(temporary.resolve(name)));
                }
            }
        }
        return temporary;
    }

    private static void plant(Path file) {
        try {
            Files.writeString(file, "planted");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run run(Path temporary, String main, String... words) throws Exception {
        ProcessBuilder salty = ChildJvm.salty(List.of("-Djava.io.tmpdir=" + temporary), List.of(words));
        List<String> command = new ArrayList<>(salty.command());
        command.set(command.indexOf(Salty.class.getName()), main);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        int status = salty.command(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
        return new Run(status, Files.readString(out), Files.readString(err));
    }

    @Test
    void noPlantedLibraryIsLoaded() throws Exception {
        Path clean = Files.createDirectories(folder.resolve("clean"));
        Run expected = run(clean, Salty.class.getName(), "devices");
        assumeTrue(expected.out().contains("opencl") && !expected.out().contains("could not be loaded"),
                "skipped: no OpenCL here");
        Path temporary = planted();
        assertThat(temporary.resolve("libJOCL_2_0_6-linux-x86_64.so")).exists();

        Run command = run(temporary, Salty.class.getName(), "devices");
        Run user = run(temporary, LibraryUser.class.getName());

        assertThat(command.out()).isEqualTo(expected.out());
        assertThat(user.out()).as(user.err()).isEqualTo("opencl is there\n");
        for (Path used : List.of(clean, temporary)) {
            try (Stream<Path> left = Files.walk(used)) {
                assertThat(left.filter(file -> file.toString().contains("JOCL"))
                        .filter(file -> !file.getParent().equals(temporary))).as("what was unpacked is gone").isEmpty();
            }
        }
    }
}

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Writes the classes of this JDK's Vector API into a jar: {@code java VectorApi.java JAR}.
 *
 * <p>A JVM that resolves an incubating module makes no use of an archived module graph, nor of classes that were linked
 * ahead of time (JEP 483). Appended to the boot loader's path the same classes are no module, and the JVM compiles them
 * as it always does.
 */
final class VectorApi {
    private VectorApi() {}

    /** @param args the jar, which is written anew */
    public static void main(String[] args) throws IOException {
        Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/jdk.incubator.vector");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(Path.of(args[0])));
                Stream<Path> files = Files.walk(module).filter(VectorApi::isOfPackage).sorted()) {
            for (Iterator<Path> file = files.iterator(); file.hasNext();) {
                Path next = file.next();
                jar.putNextEntry(new JarEntry(module.relativize(next).toString()));
                Files.copy(next, jar);
                jar.closeEntry();
            }
        }
    }

    private static boolean isOfPackage(Path file) {
        return Files.isRegularFile(file) && !file.endsWith("module-info.class");
    }
}

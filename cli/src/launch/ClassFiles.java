import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a jar the form that a class archive (CDS) takes: {@code java ClassFiles.java JAR}.
 *
 * <p>Class files before version 50 have no stack maps (JVM Specification, 4.7.4); the JVM infers the types each time,
 * and archives none of these classes. This writes them anew as version 52, with stack maps; their code stays as it is.
 */
final class ClassFiles {
    /** The first version that the archive takes. */
    private static final int ARCHIVED = 50;

    private ClassFiles() {}

    /** @param args the jar, which is replaced */
    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path modern = jar.resolveSibling(jar.getFileName() + ".modern");
        try (JarFile old = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(modern))) {
            ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(hierarchy(old)));
            for (JarEntry entry : old.stream().toList()) {
                JarEntry written = new JarEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                try (InputStream in = old.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    out.write(entry.getName().endsWith(".class") ? modernised(format, bytes) : bytes);
                }
                out.closeEntry();
            }
        }
        Files.move(modern, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] modernised(ClassFile format, byte[] bytes) {
        ClassModel model = format.parse(bytes);
        if (model.majorVersion() >= ARCHIVED) {
            return bytes;
        }
        // Code that passes through a transform is built again, and only code that is built gets stack maps.
        ClassTransform again = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        return format.transformClass(model, again.andThen(ClassTransform.endHandler(built ->
                built.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }

    /** Super classes are looked up in the jar first, then in the JDK. */
    private static ClassHierarchyResolver hierarchy(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> {
            String name = type.descriptorString();
            String file = name.substring(1, name.length() - 1) + ".class";
            try {
                JarEntry entry = jar.getJarEntry(file);
                return entry == null ? ClassLoader.getSystemResourceAsStream(file) : jar.getInputStream(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).cached();
    }
}

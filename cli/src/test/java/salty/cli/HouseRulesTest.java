package salty.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the house, docs/architecture.md: which way dependencies point, and what stands where. */
class HouseRulesTest {
    private static final JavaClasses SALTY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar")).importPackages("salty");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MAX_LINES = 300;
    /** A class with its packages, and perhaps a method of it, as compile rules and the launcher write them. */
    private static final Pattern CLASS =
            Pattern.compile("\\b(salty(?:[./][a-z]\\w*)+[./][A-Z]\\w*)(?:\\*?(?:::|\\.)(\\*|[a-z]\\w*))?");

    @Test
    void theEngineSeesTheBaseModuleAlone() {
        classes().that().resideInAPackage("salty.engine..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("salty.engine..", "java.lang..", "java.io..", "java.math..", "java.nio..",
                        "java.security..", "java.time..", "java.util..").check(SALTY);
    }

    @Test
    void dependenciesPointOneWay() {
        noClasses().that().resideInAPackage("salty.kernels..").should().dependOnClassesThat()
                .resideInAnyPackage("salty.loader..", "salty.vision..", "salty.cli..").check(SALTY);
        noClasses().that().resideInAPackage("salty.loader..").should().dependOnClassesThat()
                .resideInAnyPackage("salty.kernels..", "salty.vision..", "salty.cli..").check(SALTY);
        noClasses().that().resideInAPackage("salty.vision..").should().dependOnClassesThat()
                .resideInAnyPackage("salty.kernels..", "salty.cli..").check(SALTY);
    }

    @Test
    void noPackagesDependOnEachOtherButGraphAndOp() {
        slices().matching("salty.(**)").should().beFreeOfCycles()
                .ignoreDependency(resideInAPackage("salty.engine.graph"), resideInAPackage("salty.engine.op"))
                .check(SALTY);
    }

    @Test
    void everyCallOfOpenClStandsInOneOfItsOwnClasses() {
        noClasses().that().haveNameNotMatching("salty\\.kernels\\.opencl\\.Cl.*").should().dependOnClassesThat()
                .resideInAPackage("org.jocl..").check(SALTY);
    }

    @Test
    void theIncubatingModuleStaysAmongTheVectorKernels() {
        noClasses().that().resideOutsideOfPackage("salty.kernels.vector..").should().dependOnClassesThat()
                .resideInAPackage("jdk.incubator..").check(SALTY);
    }

    @Test
    void frontEndsAloneParseWordsAndWriteToStreams() {
        noClasses().that().resideOutsideOfPackages("salty.cli..", "salty.benchmarks..").should().dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..").check(SALTY);
    }

    /** The launcher, its compile rules and its archive name classes that no compiler checks. */
    @Test
    void everyClassThatTheLauncherNamesExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String file : List.of("salty", "cli/src/launch/kernels.json", "cli/src/launch/kernels.commands",
                "cli/pom.xml")) {
            Matcher names = CLASS.matcher(Files.readString(ROOT.resolve(file)));
            while (names.find()) {
                named++;
                String name = names.group(1).replace('/', '.');
                String method = names.group(2);
                if (!exists(name, method)) {
                    missing.add(file + ": " + name + (method == null ? "" : "." + method));
                }
            }
        }
        assertThat(named).isGreaterThan(40);
        assertThat(missing).isEmpty();
    }

    private static boolean exists(String name, String method) {
        try {
            Class<?> type = Class.forName(name, false, HouseRulesTest.class.getClassLoader());
            return method == null || method.startsWith("*")
                    || Stream.of(type.getDeclaredMethods()).anyMatch(one -> one.getName().equals(method));
        } catch (ClassNotFoundException e) {
            // The benchmarks have a class path of their own.
            return Files.exists(ROOT.resolve("benchmarks/src/main/java").resolve(name.replace('.', '/') + ".java"));
        }
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> longFiles = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(HouseRulesTest::isOurs).toList()) {
                List<String> lines = Files.readAllLines(file);
                if (lines.size() > MAX_LINES && lines.stream().limit(5).noneMatch(line -> line.contains("generated"))) {
                    longFiles.add(ROOT.relativize(file) + " has " + lines.size() + " lines");
                }
            }
        }
        assertThat(longFiles).isEmpty();
    }

    private static boolean isOurs(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.endsWith(".java") && path.contains("src/main/") && !path.contains("target/");
    }
}

package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClException;

/** What {@code --gpu}, {@code --device} and {@code --precision} choose, and what they say where they cannot. */
class DeviceOptionsTest {
    @TempDir
    private Path folder;
    private Path image;

    @BeforeEach
    void draw() throws IOException {
        image = Pictures.rings(folder.resolve("a.png"), 64, 64);
    }

    @Test
    void gpuWithoutOneWarnsInOneLineAndUsesTheCpu() {
        ClDevice device = cpuDevice();

        Run run = classify("--gpu");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("\"backend\":\"vector\"");
        assertThat(run.errors()).containsExactly("salty: opencl: OpenCL has no GPU, only " + device.index() + " = "
                + device.name() + ": install the driver of your GPU; using the CPU");
    }

    @Test
    void requiringAGpuFailsInOneLineWithoutOne() {
        ClDevice device = cpuDevice();

        Run run = classify("--gpu=require");
        Run named = classify("--gpu=require", "--device", device.index());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().startsWith("salty: opencl: OpenCL has no GPU");
        assertThat(named.status()).isEqualTo(2);
        assertThat(named.errors()).containsExactly("salty: opencl: device " + device.index() + ", " + device.name()
                + ", is a CPU and no GPU");
    }

    @Test
    void aCpuBehindOpenClIsUsedWhenItIsNamed() {
        ClDevice device = cpuDevice();
        String partOfName = device.name().substring(0, 6).toUpperCase();

        for (String words : List.of("--device " + device.index(), "--device " + partOfName, "--backend opencl",
                "--gpu --device " + partOfName)) {
            Run run = classify((Object[]) words.split(" "));
            assertThat(run.status()).as(words + run.err()).isZero();
            assertThat(run.out()).as(words).contains("\"backend\":\"opencl\"");
        }
    }

    @Test
    void anUnknownDeviceIsNamedWithThoseThereAre() {
        ClDevice device = cpuDevice();

        Run run = classify("--device", "Voodoo");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString()
                .startsWith("salty: opencl: no OpenCL device 'Voodoo': there are " + device.index() + " = ");
        assertThat(Run.salty("tune", "--device", "Voodoo").errors())
                .singleElement().asString().startsWith("salty: no OpenCL device 'Voodoo'");
    }

    @ParameterizedTest
    @CsvSource({"vector,--gpu", "reference,--device"})
    void backendsOfTheCpuContradictThem(String backend, String option) {
        Run run = classify("--backend", backend, option.equals("--gpu") ? "--gpu" : "--device=0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().startsWith("salty: --backend " + backend
                + ": contradicts " + option).endsWith("; leave one of them out");
    }

    @Test
    void aPrecisionThatIsNotThereIsToldInOneLine() {
        ClDevice device = cpuDevice();
        String refusal = "opencl: " + device.name() + " has no TF32 tensor cores that OpenCL reaches"
                + " (its compiler has no such instruction): use float32";

        Run wished = classify("--precision", "tf32");
        Run named = classify("--precision", "tf32", "--device", device.index());
        Run onCpu = classify("--precision", "tf32", "--backend", "vector");

        assertThat(wished.status()).isZero();
        assertThat(wished.errors()).containsExactly("salty: " + refusal + "; computing in float32 on vector");
        assertThat(named.status()).isEqualTo(2);
        assertThat(named.errors()).containsExactly("salty: " + refusal);
        assertThat(onCpu.status()).isEqualTo(2);
        assertThat(onCpu.errors()).containsExactly("salty: vector: computes in float32 only, not in TF32");
        assertThat(classify("--precision", "float32", "--device", device.index()).status()).isZero();
    }

    @Test
    void aGpuAndAPrecisionThatAreNotThereAreOneLineTogether() {
        cpuDevice();

        Run run = classify("--gpu", "--precision", "tf32");

        assertThat(run.status()).isZero();
        assertThat(run.errors()).singleElement().asString().endsWith("; using the CPU");
    }

    @Test
    void devicesTellsWhatThereIsAndWhatIsUsed() {
        ClDevice device = cpuDevice();
        String name = "opencl " + device.index();

        Run run = Run.salty("devices");
        Run named = Run.salty("devices", "--device", device.index());

        assertThat(run.out()).containsPattern("(?m)^vector +used ")
                .containsPattern("(?m)^" + name + " +\\Q" + device.name() + "\\E: CPU, OpenCL \\d.*, "
                        + device.computeUnits() + " compute units, \\d+\\.\\d GiB");
        assertThat(named.out()).containsPattern("(?m)^" + name + " +used ").doesNotContainPattern("(?m)^vector +used");
    }

    /** The library, a platform and a device can each be missing; a process of its own finds it so. */
    @ParameterizedTest
    @CsvSource({"LD_LIBRARY_PATH,the OpenCL library could not be loaded", "OCL_ICD_VENDORS,OpenCL has no platform"})
    void withoutOpenClTheCpuIsUsedAndOneLineTellsWhy(String variable, String reason) throws Exception {
        cpuDevice();
        Files.createFile(folder.resolve("libOpenCL.so"));
        Files.createFile(folder.resolve("libOpenCL.so.1"));
        Map<String, String> without = Map.of(variable, folder.toString());

        Run auto = process(without, "classify", "--model", Run.VGG, "--format", "json", image);
        Run required = process(without, "classify", "--model", Run.VGG, "--gpu=require", image);

        assertThat(auto.status()).as(auto.err()).isZero();
        assertThat(auto.out()).contains("\"backend\":\"vector\"");
        assertThat(auto.errors()).singleElement().asString().startsWith("salty: opencl: " + reason);
        assertThat(required.status()).isEqualTo(2);
        assertThat(required.errors()).singleElement().asString().startsWith("salty: opencl: " + reason)
                .contains("install");
    }

    private Run process(Map<String, String> environment, Object... words) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder process = ChildJvm.salty(List.of("-XX:TieredStopAtLevel=1"), List.of(words))
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        process.environment().putAll(environment);
        int status = process.start().waitFor();
        List<String> errors = new ArrayList<>(Files.readAllLines(err));
        errors.removeIf(line -> line.startsWith("WARNING: Using incubator modules"));
        return new Run(status, Files.readString(out), String.join("\n", errors));
    }

    private Run classify(Object... options) {
        return Run.salty(List.of("classify", "--model", Run.VGG, "--format", "json", image), options);
    }

    /** A CPU behind OpenCL on a machine without a GPU. */
    private static ClDevice cpuDevice() {
        try {
            ClDevice device = ClDevice.choose(null);
            assumeTrue(device.cpu(), "skipped: this machine has a GPU");
            return device;
        } catch (ClException e) {
            assumeTrue(Boolean.getBoolean("salty.require.opencl"), "skipped: " + e.getMessage());
            throw new AssertionError("salty.require.opencl is set, but " + e.getMessage(), e);
        }
    }
}

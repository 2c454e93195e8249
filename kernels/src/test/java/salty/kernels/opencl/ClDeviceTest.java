package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.jocl.CL;
import org.junit.jupiter.api.Test;

class ClDeviceTest {
    private static final ClDevice POCL = device(0, "pthread-haswell-AMD EPYC", ClDevice.Type.CPU);
    private static final ClDevice H200 = device(1, "NVIDIA H200", ClDevice.Type.GPU);
    private static final ClDevice ARC = device(2, "Intel(R) Arc(TM) A770", ClDevice.Type.GPU);
    private static final List<ClDevice> ALL = List.of(POCL, H200, ARC);

    @Test
    void aGpuComesFirstWhereNoneIsAskedFor() {
        assertThat(ClDevice.choose(ALL, null, false)).isSameAs(H200);
        assertThat(ClDevice.choose(ALL, "", false)).isSameAs(H200);
        assertThat(ClDevice.choose(List.of(POCL), null, false)).isSameAs(POCL);
    }

    @Test
    void isChosenByIndexOrPartOfTheName() {
        assertThat(ClDevice.choose(ALL, "0", false)).isSameAs(POCL);
        assertThat(ClDevice.choose(ALL, "arc", false)).isSameAs(ARC);
        assertThat(ClDevice.choose(ALL, " nvidia ", false)).isSameAs(H200);
    }

    @Test
    void anUnknownOneIsRefusedWithTheListOfThoseThereAre() {
        assertThatThrownBy(() -> ClDevice.choose(ALL, "Radeon", false)).isInstanceOf(ClException.class)
            .hasMessage("no OpenCL device 'Radeon': there are 0 = pthread-haswell-AMD EPYC, 1 = NVIDIA H200,"
                + " 2 = Intel(R) Arc(TM) A770");
        assertThatThrownBy(() -> ClDevice.choose(ALL, "3", false)).hasMessageStartingWith("no OpenCL device '3'");
    }

    @Test
    void aCpuDeviceIsNoGpu() {
        assertThat(ClDevice.choose(ALL, "", true)).isSameAs(H200);
        assertThatThrownBy(() -> ClDevice.choose(List.of(POCL), "", true)).isInstanceOf(ClException.class)
            .hasMessage("OpenCL has no GPU, only 0 = pthread-haswell-AMD EPYC: install the driver of your GPU");
        assertThatThrownBy(() -> ClDevice.choose(ALL, "0", true))
            .hasMessage("device 0, pthread-haswell-AMD EPYC, is a CPU and no GPU");
    }

    @Test
    void theOneHereDescribesItself() {
        var device = TestDevice.any();
        assertThat(device.name()).isNotBlank();
        assertThat(device.version()).startsWith("OpenCL ");
        assertThat(device.computeUnits()).isPositive();
        assertThat(device.memory()).isGreaterThanOrEqualTo(device.allocation());
        assertThat(ClDevice.choose(Integer.toString(device.index()))).isEqualTo(device);
    }

    @Test
    void errorsHaveNames() {
        assertThatThrownBy(() -> ClStatus.check(CL.CL_OUT_OF_RESOURCES, "kernel gemm on NVIDIA H200"))
            .isInstanceOf(ClException.class)
            .hasMessageStartingWith("kernel gemm on NVIDIA H200 failed: CL_OUT_OF_RESOURCES");
        assertThatThrownBy(() -> ClStatus.check(CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, "allocating 4 bytes"))
            .hasMessageContaining("out of memory");
    }

    private static ClDevice device(int index, String name, ClDevice.Type type) {
        return new ClDevice(index, name, type, "", "", "OpenCL 3.0", "", 1, 1000, 1, 1, 1, 1, 1, null, null);
    }
}

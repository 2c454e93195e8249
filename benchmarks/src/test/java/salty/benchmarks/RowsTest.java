package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import salty.benchmarks.workload.Setting;

/** Which rows there are, and what each runs on. */
class RowsTest {
    private static final Setting AUTO = new Setting("auto", "", 2, "", "");

    @Test
    void eachRowOfABackendStandsBesideThoseOfTheDevices() {
        List<String> names = names(AUTO, List.of("0", "1"));
        int forward = names.indexOf("forward/batch 1");
        assertThat(names.subList(forward, forward + 3))
                .containsExactly("forward/batch 1", "forward/batch 1, opencl 0", "forward/batch 1, opencl 1");
        assertThat(names).contains("op/relu, opencl 1", "layer/block5_conv3 backward, opencl 0")
                .doesNotContain("gemm/96x256x64, opencl 0");
    }

    @Test
    void theDevicesAloneAreMeasuredWhereOpenClIsAskedFor() {
        assertThat(names(AUTO.on("opencl", "1"), List.of("1"))).isNotEmpty()
                .allMatch(name -> name.endsWith(", opencl 1"));
        assertThat(names(AUTO.on("reference", ""), List.of())).isNotEmpty().noneMatch(name -> name.contains("opencl"));
    }

    @Test
    void rowsOfTheCpuRunOnItEvenBesideAGpu() {
        for (RowPlan row : Rows.all(AUTO, List.of("1"))) {
            Setting setting = row.setting(AUTO);
            assertThat(setting).isEqualTo(row.device().isEmpty() ? AUTO.on("vector", "") : AUTO.on("opencl", "1"));
        }
        assertThat(Rows.all(AUTO.on("reference", ""), List.of()).getFirst().setting(AUTO.on("reference", "")).backend())
                .isEqualTo("reference");
    }

    private static List<String> names(Setting setting, List<String> devices) {
        return Rows.all(setting, devices).stream().map(RowPlan::name).toList();
    }
}

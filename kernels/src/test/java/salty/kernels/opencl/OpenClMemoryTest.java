package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.DeviceMemoryException;
import salty.engine.backend.Standby;
import salty.engine.compile.Program;
import salty.engine.reference.ReferenceBackend;

/** The device's memory: nothing leaks, weights lie there once, and what does not fit runs elsewhere. */
class OpenClMemoryTest {
    private OpenClBackend backend;

    @BeforeEach
    void open() {
        backend = new OpenClBackend(ClQueue.open(TestDevice.any(), true), TestDevice.cpu());
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    @Test
    void runsLeakNothing() {
        var net = SmallNetwork.of(1);
        try (var program = Program.compile(backend, List.of(net.output(), net.gradient()))) {
            try (var workspace = program.workspace()) {
                workspace.write(net.image(), SmallNetwork.pixels(1));
                workspace.run();
                workspace.read(net.output());
                var before = ClHandle.live();
                long bytes = ClHandle.liveBytes();
                for (int i = 0; i < 50; i++) {
                    workspace.run();
                    workspace.read(net.output());
                }
                assertThat(ClHandle.live()).isEqualTo(before);
                assertThat(ClHandle.liveBytes()).isEqualTo(bytes);
            }
            long kept = ClHandle.liveBytes();
            program.workspace().close();
            assertThat(ClHandle.liveBytes()).isEqualTo(kept);
        }
    }

    @Test
    void aClosedBackendLeavesNothing() throws InterruptedException {
        backend.close();
        backend = null;
        collect();
        var before = ClHandle.live();
        try (var passing = new OpenClBackend(ClQueue.open(TestDevice.any(), false), TestDevice.cpu())) {
            SmallNetwork.of(2).run(passing, SmallNetwork.pixels(2));
        }
        for (int i = 0; i < 100 && grew(before); i++) {
            collect();
        }
        assertThat(grew(before)).as("%s before, %s after", before, ClHandle.live()).isFalse();
    }

    private static boolean grew(Map<ClHandle.Kind, Long> before) {
        return ClHandle.live().entrySet().stream().anyMatch(now -> now.getValue() > before.get(now.getKey()));
    }

    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(20);
    }

    @Test
    void weightsAreUploadedOnce() {
        var net = SmallNetwork.of(3);
        try (var first = Program.compile(backend, List.of(net.output()))) {
            assertThat(first.explain()).contains("gemv");
            long bytes = ClHandle.liveBytes();
            long biases = (16 + 32) * Float.BYTES;
            try (var second = Program.compile(backend, List.of(net.output()))) {
                assertThat(second.explain()).isEqualTo(first.explain());
                assertThat(ClHandle.liveBytes() - bytes).as("all but biases, which each compilation reshapes anew")
                    .isLessThanOrEqualTo(biases);
            }
        }
    }

    @Test
    void memoryThatTheDeviceDoesNotHaveIsRefusedInOneLine() {
        long floats = backend.queue().device().allocation() / Float.BYTES + 1;
        assertThatThrownBy(() -> backend.allocate(floats)).isInstanceOf(DeviceMemoryException.class)
            .hasMessageContaining("larger than " + backend.queue().device().name() + " allows")
            .hasMessageNotContaining("\n");
        try (var small = tiny(1 << 10)) {
            assertThatThrownBy(() -> small.allocate(1 << 20)).isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("is out of memory: no room for 4.2 MB").hasMessageNotContaining("\n");
        }
    }

    /** Weights that do not fit, and a workspace that does not: both times another backend takes over. */
    @ParameterizedTest
    @ValueSource(longs = {1 << 14, 1 << 17})
    void whatDoesNotFitRunsOnTheBackendThatStandsBy(long bytes) {
        var net = SmallNetwork.of(7);
        List<String> log = new ArrayList<>();
        try (var standby = new Standby(tiny(bytes), ReferenceBackend::new, log::add)) {
            SmallNetwork.assertClose(net.run(standby, SmallNetwork.pixels(7)),
                    net.run(new ReferenceBackend(), SmallNetwork.pixels(7)));
            assertThat(standby.name()).isEqualTo(ReferenceBackend.NAME);
        }
        assertThat(log).singleElement().asString().contains("is out of memory").doesNotContain("\n");
    }

    /** A device that has no more than so many bytes. */
    private static OpenClBackend tiny(long bytes) {
        var d = TestDevice.any();
        var device = new ClDevice(d.index(), d.name(), d.type(), d.vendor(), d.platform(), d.version(), d.driver(),
            d.computeUnits(), d.megahertz(), bytes, d.allocation(), d.localMemory(),
            d.workGroup(), d.vectorWidth(), d.id(), d.platformId());
        return new OpenClBackend(ClQueue.open(device, false), TestDevice.cpu());
    }
}

package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.backend.DeviceMemoryException;
import salty.engine.backend.Standby;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Agreement;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.engine.reference.ReferenceBackend;

/** What a backend promises beyond right numbers: nothing leaks, threads may share it, and it survives errors. */
class OpenClBackendTest {
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

    /** A small network and the gradient of its output's sum. */
    private record Net(Node image, Node output, Node gradient) {
        static Net of(int seed) {
            var random = new Random(seed);
            var image = Input.of("image", Shape.of(1, 12, 12, 3));
            Node x = image;
            for (int filters : new int[] {16, 32}) {
                var shape = x.shape();
                var filter = constant(random, 3, 3, shape.dim(3), filters);
                x = Conv2d.of(x, filter, Window.same(3, 3, 1, 1, 1, 1, shape.dim(1), shape.dim(2)));
                x = Relu.of(Add.of(x, Broadcast.channels(constant(random, filters), x.shape())));
                x = MaxPool2d.of(x, Window.valid(2, 2, 2));
            }
            x = MatMul.of(Reshape.of(x, Shape.of(1, x.shape().intSize())), constant(random, x.shape().intSize(), 10));
            return new Net(image, x, Gradients.of(Sum.all(x), image));
        }

        static Node constant(Random random, int... dims) {
            var values = new float[Shape.of(dims).intSize()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            return Constant.of(Shape.of(dims), values);
        }

        List<float[]> run(Backend backend, float[] pixels) {
            try (var program = Program.compile(backend, List.of(output, gradient))) {
                var values = program.run(Map.of(image, pixels));
                return List.of(values.get(output), values.get(gradient));
            }
        }
    }

    private static float[] pixels(int seed) {
        var random = new Random(seed);
        var pixels = new float[12 * 12 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat() - 0.5f;
        }
        return pixels;
    }

    private static void assertClose(List<float[]> actual, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Agreement.distance(actual.get(i), expected.get(i))).isLessThan(5e-6);
        }
    }

    @Test
    void runsLeakNothing() {
        var net = Net.of(1);
        try (var program = Program.compile(backend, List.of(net.output, net.gradient))) {
            try (var workspace = program.workspace()) {
                workspace.write(net.image, pixels(1));
                workspace.run();
                workspace.read(net.output);
                var before = ClHandle.live();
                long bytes = ClHandle.liveBytes();
                for (int i = 0; i < 50; i++) {
                    workspace.run();
                    workspace.read(net.output);
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
            Net.of(2).run(passing, pixels(2));
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
        var net = Net.of(3);
        try (var first = Program.compile(backend, List.of(net.output))) {
            assertThat(first.explain()).contains("gemv");
            long bytes = ClHandle.liveBytes();
            long biases = (16 + 32) * Float.BYTES;
            try (var second = Program.compile(backend, List.of(net.output))) {
                assertThat(second.explain()).isEqualTo(first.explain());
                assertThat(ClHandle.liveBytes() - bytes).as("all but biases, which each compilation reshapes anew")
                    .isLessThanOrEqualTo(biases);
            }
        }
    }

    @Test
    void twoProgramsRunAtOnce() throws Exception {
        var reference = new ReferenceBackend();
        List<Callable<Void>> runs = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            int seed = thread;
            var net = Net.of(seed);
            var expected = net.run(reference, pixels(seed));
            runs.add(() -> {
                for (int i = 0; i < 10; i++) {
                    assertClose(net.run(backend, pixels(seed)), expected);
                }
                return null;
            });
        }
        runInParallel(runs);
    }

    @Test
    void twoThreadsShareAProgram() throws Exception {
        var net = Net.of(4);
        var reference = new ReferenceBackend();
        try (var program = Program.compile(backend, List.of(net.output, net.gradient))) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                var image = pixels(10 + thread);
                var expected = net.run(reference, image);
                runs.add(() -> {
                    try (Workspace workspace = program.workspace()) {
                        for (int i = 0; i < 20; i++) {
                            workspace.write(net.image, image);
                            workspace.run();
                            assertClose(List.of(workspace.read(net.output), workspace.read(net.gradient)), expected);
                        }
                    }
                    return null;
                });
            }
            runInParallel(runs);
        }
    }

    private static void runInParallel(List<Callable<Void>> runs) throws Exception {
        try (var threads = Executors.newFixedThreadPool(runs.size())) {
            for (Future<Void> run : threads.invokeAll(runs)) {
                run.get();
            }
        }
    }

    @Test
    void anErrorInMidRunIsNamedAndTheNextRunWorks() {
        var net = Net.of(5);
        var expected = net.run(backend, pixels(5));
        try (var program = Program.compile(backend, List.of(net.output, net.gradient));
             var workspace = program.workspace();
             var kernel = backend.queue().program("-DVW=1 -DCHUNK=1", "", "vector", "copy").kernel("fill");
             var buffer = backend.queue().allocate(4)) {
            workspace.write(net.image, pixels(5));
            workspace.run();
            int tooMany = (int) backend.queue().device().workGroup() * 2;
            kernel.bind(0, buffer).bind(1, 4).bind(2, 1f).line(4, tooMany);
            assertThatThrownBy(() -> backend.queue().enqueue(kernel)).isInstanceOf(ClException.class)
                .hasMessageContaining("kernel fill").hasMessageContaining("CL_INVALID_WORK_GROUP_SIZE");
            workspace.run();
            assertClose(List.of(workspace.read(net.output), workspace.read(net.gradient)), expected);
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
        var net = Net.of(7);
        List<String> log = new ArrayList<>();
        try (var standby = new Standby(tiny(bytes), ReferenceBackend::new, log::add)) {
            assertClose(net.run(standby, pixels(7)), net.run(new ReferenceBackend(), pixels(7)));
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

    @Test
    void theDevicesClockTimesARun() {
        var net = Net.of(6);
        try (var program = Program.compile(backend, List.of(net.output)); var workspace = program.workspace()) {
            workspace.write(net.image, pixels(6));
            workspace.run();
            var timing = backend.queue().timed(workspace::run);
            assertThat(timing.launches()).isPositive();
            assertThat(timing.busy()).isPositive().isLessThanOrEqualTo(timing.elapsed());
            assertThat(timing.kernels()).containsKey("max_pool");
            assertThat(ClHandle.live().get(ClHandle.Kind.EVENT)).isZero();
        }
    }

    /** In a flat region of an image the maxima under a pool tie only where equal pixels stay equal. */
    @Test
    void equalPixelsStayEqualWhereConvolutionsAreDirect() {
        var image = Input.of("image", Shape.of(1, 12, 12, 16));
        var filter = Net.constant(new Random(5), 3, 3, 16, 16);
        var pooled = MaxPool2d.of(Conv2d.of(image, filter, Window.valid(3, 3, 1)), Window.valid(2, 2, 2));
        var gradient = Gradients.of(Sum.all(pooled), image);
        var flat = new float[image.shape().intSize()];
        Arrays.fill(flat, 0.7f);
        var options = BackendOptions.DEFAULT.withDirect();
        for (var tiles : List.of(TestDevice.cpu(), TestDevice.gpu())) {
            try (var direct = new OpenClBackend(ClQueue.open(TestDevice.any(), false), tiles, options);
                 var program = Program.compile(direct, List.of(gradient))) {
                assertThat(program.explain()).doesNotContain("winograd");
                assertThat(Agreement.distances(direct, List.of(gradient), Map.of(image, flat)).get(gradient))
                    .isLessThan(2e-6);
            }
        }
    }

    @Test
    void isFoundByItsName() {
        TestDevice.any();
        try (var found = Backends.open("opencl", BackendOptions.DEFAULT, line -> { })) {
            assertThat(found).isInstanceOf(OpenClBackend.class);
            assertThat(found.description()).contains("compute units");
        }
        assertThatThrownBy(() -> Backends.open("opencl", new BackendOptions(1, "no such device"), line -> { }))
            .hasMessageContaining("no OpenCL device 'no such device'");
    }
}

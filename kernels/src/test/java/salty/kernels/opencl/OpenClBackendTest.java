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

import salty.engine.autodiff.Gradients;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Shape;
import salty.engine.op.Agreement;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.engine.reference.ReferenceBackend;

/** What a backend promises beyond right numbers: threads may share it, it survives errors, it can be timed. */
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

    @Test
    void twoProgramsRunAtOnce() throws Exception {
        var reference = new ReferenceBackend();
        List<Callable<Void>> runs = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            int seed = thread;
            var net = SmallNetwork.of(seed);
            var expected = net.run(reference, SmallNetwork.pixels(seed));
            runs.add(() -> {
                for (int i = 0; i < 10; i++) {
                    SmallNetwork.assertClose(net.run(backend, SmallNetwork.pixels(seed)), expected);
                }
                return null;
            });
        }
        runInParallel(runs);
    }

    @Test
    void twoThreadsShareAProgram() throws Exception {
        var net = SmallNetwork.of(4);
        var reference = new ReferenceBackend();
        try (var program = Program.compile(backend, List.of(net.output(), net.gradient()))) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                var image = SmallNetwork.pixels(10 + thread);
                var expected = net.run(reference, image);
                runs.add(() -> {
                    try (Workspace workspace = program.workspace()) {
                        for (int i = 0; i < 20; i++) {
                            workspace.write(net.image(), image);
                            workspace.run();
                            var values = List.of(workspace.read(net.output()), workspace.read(net.gradient()));
                            SmallNetwork.assertClose(values, expected);
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
        var net = SmallNetwork.of(5);
        var expected = net.run(backend, SmallNetwork.pixels(5));
        try (var program = Program.compile(backend, List.of(net.output(), net.gradient()));
             var workspace = program.workspace();
             var kernel = backend.queue().program("-DVW=1 -DCHUNK=1", "", "vector", "copy").kernel("fill");
             var buffer = backend.queue().allocate(4)) {
            workspace.write(net.image(), SmallNetwork.pixels(5));
            workspace.run();
            int tooMany = (int) backend.queue().device().workGroup() * 2;
            kernel.bind(0, buffer).bind(1, 4).bind(2, 1f).line(4, tooMany);
            assertThatThrownBy(() -> backend.queue().enqueue(kernel)).isInstanceOf(ClException.class)
                .hasMessageContaining("kernel fill").hasMessageContaining("CL_INVALID_WORK_GROUP_SIZE");
            workspace.run();
            SmallNetwork.assertClose(List.of(workspace.read(net.output()), workspace.read(net.gradient())), expected);
        }
    }

    @Test
    void theDevicesClockTimesARun() {
        var net = SmallNetwork.of(6);
        try (var program = Program.compile(backend, List.of(net.output())); var workspace = program.workspace()) {
            workspace.write(net.image(), SmallNetwork.pixels(6));
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
        var filter = SmallNetwork.constant(new Random(5), 3, 3, 16, 16);
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

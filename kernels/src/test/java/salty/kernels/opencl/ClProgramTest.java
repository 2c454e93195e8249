package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are built once, kept on disk, and say where they are wrong. */
class ClProgramTest {
    private static final String DOUBLE = """
        #line 1 "double.cl"
        __kernel void twice(__global float *p) {
            p[get_global_id(0)] *= FACTOR;
        }
        """;

    @TempDir
    Path folder;
    private ClQueue queue;
    private BinaryCache cache;
    private volatile long counted;

    @BeforeEach
    void open() {
        queue = ClQueue.open(TestDevice.any(), false);
        cache = new BinaryCache(folder);
    }

    @AfterEach
    void close() {
        if (queue != null) {
            queue.close();
        }
    }

    @Test
    void runsWhatItBuilt() {
        try (var program = ClProgram.cached(queue, cache, "-DFACTOR=2.0f", "double", DOUBLE)) {
            assertThat(run(program, 1, 2, 3)).containsExactly(2, 4, 6);
        }
    }

    @Test
    void aBuildFailureShowsTheSourceLine() {
        var wrong = "#line 1 \"wrong.cl\"\n__kernel void f(__global float *p) {\n    p[0] = undeclared;\n}\n";
        assertThatThrownBy(() -> ClProgram.cached(queue, cache, "", "wrong", wrong)).isInstanceOf(ClException.class)
            .hasMessageContaining("building wrong for " + queue.device().name())
            .hasMessageContaining("CL_BUILD_PROGRAM_FAILURE")
            .hasMessageContaining("wrong.cl:2: ")
            .hasMessageEndingWith("p[0] = undeclared;");
    }

    @Test
    void anErrorIsFoundInTheFileThatItIsIn() {
        var text = "#line 1 \"a.cl\"\nint x;\n#line 1 \"b.cl\"\nfloat y;\nint z = ;\n";
        assertThat(ClProgram.explain("warning: unused\n/tmp/b.cl:2:9: error: expected expression\n", text))
            .isEqualTo("b.cl:2: expected expression: int z = ;");
        assertThat(ClProgram.explain("ptxas fatal: too many registers\n", text))
            .isEqualTo("ptxas fatal: too many registers");
    }

    @Test
    void isFoundOnDiskTheSecondTime() throws IOException {
        ClProgram.cached(queue, cache, "-DFACTOR=3.0f", "double", DOUBLE).close();
        assertThat(names()).hasSize(1).allMatch(name -> name.matches("[0-9a-f]{64}"));
        try (var second = ClQueue.open(TestDevice.any(), false);
             var program = ClProgram.cached(second, cache, "-DFACTOR=3.0f", "double", DOUBLE)) {
            var kept = queue;
            queue = second;
            assertThat(run(program, 5)).containsExactly(15);
            queue = kept;
        }
        assertThat(names()).hasSize(1);
    }

    @Test
    void otherOptionsAreAnotherEntry() throws IOException {
        ClProgram.cached(queue, cache, "-DFACTOR=3.0f", "double", DOUBLE).close();
        ClProgram.cached(queue, cache, "-DFACTOR=4.0f", "double", DOUBLE).close();
        assertThat(names()).hasSize(2);
        assertThat(BinaryCache.key("source", "options", "device"))
            .isNotEqualTo(BinaryCache.key("source", "optionsdevice", ""));
    }

    @Test
    void aDamagedEntryIsBuiltAgain() throws IOException {
        ClProgram.cached(queue, cache, "-DFACTOR=7.0f", "double", DOUBLE).close();
        var file = folder.resolve(names().getFirst());
        Files.writeString(file, "not a program");
        try (var program = ClProgram.cached(queue, cache, "-DFACTOR=7.0f", "double", DOUBLE)) {
            assertThat(run(program, 1)).containsExactly(7);
        }
        assertThat(Files.size(file)).isGreaterThan(100);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsNothingButTime() throws IOException {
        var file = Files.createFile(folder.resolve("a file, not a folder"));
        try (var program = ClProgram.cached(queue, new BinaryCache(file), "-DFACTOR=2.0f", "double", DOUBLE)) {
            assertThat(run(program, 4)).containsExactly(8);
        }
    }

    /**
     * The JVM stops threads in compiled loops by SIGSEGV. PoCL's compiler has a handler for it too, which deletes the
     * files that it is writing; the tests run with libjsig, which keeps that handler from the JVM's signals.
     */
    @Test
    void isBuiltWhileThreadsAreStopped() {
        var done = new AtomicBoolean();
        var counting = new Thread(() -> {
            while (!done.get()) {
                counted = LongStream.range(0, 100_000).sum();
            }
        });
        var stopping = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        counting.start();
        stopping.start();
        try {
            for (int i = 0; i < 3; i++) {
                var unseen = "-DFACTOR=2.0f -DMOMENT=" + System.nanoTime();
                try (var program = ClProgram.cached(queue, cache, unseen, "double", DOUBLE)) {
                    assertThat(run(program, 1, 2)).containsExactly(2, 4);
                }
            }
        } finally {
            done.set(true);
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private float[] run(ClProgram program, float... values) {
        try (var buffer = queue.allocate(values.length); var kernel = program.kernel("twice")) {
            buffer.write(values);
            queue.enqueue(kernel.bind(0, buffer).line(values.length, 1));
            var result = new float[values.length];
            buffer.read(result);
            return result;
        }
    }
}

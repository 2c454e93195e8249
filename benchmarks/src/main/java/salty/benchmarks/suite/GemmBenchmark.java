package salty.benchmarks.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import salty.engine.compile.Work;
import salty.kernels.vector.simd.Gemm;

/** The vector backend's GEMM on one thread, its right-hand side packed before: the micro-kernel and its blocking. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class GemmBenchmark {
    /** Rows, depth and columns: within L2; a transformed layer of 512 channels; a classic square. */
    public static final List<String> SIZES = List.of("96x256x64", "96x256x512", "192x512x512", "1024x1024x1024");

    @Param("96x256x64")
    private String size;
    private int m;
    private int k;
    private int n;
    private float[] a;
    private float[] packed;
    private float[] bias;
    private float[] scratch;
    private float[] c;

    /** The product's work. */
    public static Work work(String size) {
        int[] d = extents(size);
        return new Work(2.0 * d[0] * d[1] * d[2], 4.0 * (d[0] * d[1] + d[1] * d[2] + d[0] * d[2]));
    }

    private static int[] extents(String size) {
        return Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    /** Draws the matrices and packs the right one. */
    @Setup
    public void prepare() {
        int[] extents = extents(size);
        m = extents[0];
        k = extents[1];
        n = extents[2];
        a = draw(m * k);
        c = new float[m * n];
        bias = new float[Gemm.packedLength(1, n)];
        scratch = new float[Gemm.scratch()];
        packed = new float[Gemm.packedLength(k, n)];
        Gemm.pack(draw(k * n), 0, n, 1, k, n, packed, 0);
    }

    private static float[] draw(int length) {
        Random random = new Random(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - .5f;
        }
        return values;
    }

    /** One product, on the calling thread. */
    @Benchmark
    public float[] multiply() {
        Gemm.multiply(m, n, k, a, 0, k, 1, packed, 0, bias, c, 0, n, scratch, 0);
        return c;
    }
}

package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Precision;

/**
 * What plans are made for: a queue on a device, the constants there, and the sizes of tiles that suit it.
 *
 * @param queue   where kernels run
 * @param weights constants on the device
 * @param tiles   sizes of tiles
 * @param cpu     whether the CPU family of kernels is used
 * @param vector  floats in a vector of the CPU family: the device's own width
 * @param options how exactly products are computed, and whether convolutions are direct
 */
record Target(ClQueue queue, ClWeights weights, Tiles tiles, boolean cpu, int vector, BackendOptions options) {
    /** Elements in a row that one work-item of a CPU device handles. */
    private static final int CPU_CHUNK = 2048;
    private static final int GROUP = 64;

    static Target of(ClQueue queue, Tiles tiles, BackendOptions options) {
        var device = queue.device();
        int width = Math.clamp(Integer.highestOneBit(Math.max(1, device.vectorWidth())), 4, 16);
        return new Target(queue, new ClWeights(queue), tiles, tiles.cpu(), width, options);
    }

    /** How exactly the GPU family multiplies. */
    Precision precision() {
        return options.precision();
    }

    /** The width of vectors along {@code extent}: the device's, or one that divides it. */
    int vectorAlong(long extent) {
        for (int width = cpu ? vector : 4; width > 1; width /= 2) {
            if (extent % width == 0 && width != 2) {
                return width;
            }
        }
        return 1;
    }

    /** The width of vectors for elements whose edges the kernel handles itself. */
    int vectorWithEdges() {
        return cpu ? vector : 4;
    }

    /** A program whose kernels share long arrays among work-items in chunks; see {@link #share}. */
    ClProgram chunked(String source, String options, int width, Epilogue epilogue) {
        return program(List.of("-DVW=" + width, "-DCHUNK=" + chunk(width), options), epilogue, "vector", source);
    }

    /** Gives {@code items} elements to work-items of a kernel of {@link #chunked}. */
    void share(PlanBuilder.Step step, long items, int width) {
        step.line((items + chunk(width) - 1) / chunk(width), cpu ? 1 : GROUP);
    }

    private int chunk(int width) {
        return cpu ? CPU_CHUNK : width;
    }

    /** A program of these sources behind an epilogue's macros; null for none. */
    ClProgram program(List<String> options, Epilogue epilogue, String... sources) {
        List<String> given = new ArrayList<>(options);
        given.removeIf(String::isEmpty);
        return queue.program(String.join(" ", given), epilogue == null ? "" : epilogue.prelude(), sources);
    }

    /**
     * The grid of a kernel whose dimension 0 steps over {@code channels} in vectors of {@code width}, and whose other
     * dimensions are a pixel each: on a GPU a work-item a vector, on a CPU device a work-item a pixel.
     */
    void overPixels(PlanBuilder.Step step, int channels, int width, long columns, long rows) {
        int across = 1;
        while (!cpu && across < GROUP && across * width < channels) {
            across *= 2;
        }
        long groups = cpu ? 1 : (channels + (long) across * width - 1) / ((long) across * width);
        step.grid(new long[] {groups, columns, rows}, new long[] {across, 1, 1});
    }
}

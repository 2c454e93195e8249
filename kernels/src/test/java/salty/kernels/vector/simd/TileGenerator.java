package salty.kernels.vector.simd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the register tiles, which differ only in their counts. The files are checked in, so that a build needs no
 * generator and a reader finds them; after a change here run, from the project's root:
 *
 * <pre>{@code
 *   java kernels/src/test/java/salty/kernels/vector/simd/TileGenerator.java kernels/src/main/java
 * }</pre>
 *
 * A tile keeps {@code rows * vectors} accumulators in registers over all of k. What shapes there are, and why:
 *
 * <pre>
 *   registers  rows x vectors  where it wins
 *   32         7 x 2           everywhere: images of 7, 14, 28 and 56 rows are whole tiles; 14 sums hide the latency
 *   32         7 x 1           a last panel of a single vector, even and odd steps of k in sums of their own
 * </pre>
 */
final class TileGenerator {
    private static final Path PACKAGE = Path.of("salty", "kernels", "vector", "simd");

    /** Steps of k that are written out; they divide a run. */
    private static final int STEPS = 2;

    /**
     * A tile for operands that {@link RowPanels} and {@link Gemm} packed.
     *
     * @param chains into which the sum over k is split
     */
    record Tile(String method, int rows, int vectors, int chains) {
    }

    private static final int WIDE_ROWS = 7;
    static final List<Tile> WIDE = List.of(new Tile("multiply", WIDE_ROWS, 2, 1),
            new Tile("multiplyHalf", WIDE_ROWS, 1, 2));

    private static final String WIDE_DOC = """
            /**
             * The register tiles of {@link GemmTile} for 512-bit vectors and 32 registers, written by
             * {@code TileGenerator}: seven rows by two vectors, in 14 accumulators, or by one.
             *
             * <pre>
             *                      B panel: k rows of two vectors
             *                      [ b0  | b1  ]
             *     A panel             |     |
             *     a0[k]    bcast   [ c00 | c01 ]     each step of k: 2 loads, 7 broadcasts, 14 fused multiply-adds
             *       ...                ...
             *     a6[k]    bcast   [ c60 | c61 ]
             * </pre>
             *
             * What the fences are for says {@link NarrowGemmTile}.
             */
            """;

    private final StringBuilder out = new StringBuilder();

    private TileGenerator() {
    }

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]).resolve(PACKAGE).resolve("WideGemmTile.java");
        try {
            Files.writeString(file, wide());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source of {@code WideGemmTile}. */
    static String wide() {
        TileGenerator text = new TileGenerator();
        text.line(0, "package salty.kernels.vector.simd;");
        text.line(0, "");
        for (String name : List.of("GemmTile.ROWS", "Lanes.COUNT", "Lanes.FENCED", "Lanes.SPECIES", "RowPanels.RUN")) {
            text.line(0, "import static salty.kernels.vector.simd." + name + ";");
        }
        text.line(0, "");
        text.line(0, "import java.lang.invoke.VarHandle;");
        text.line(0, "");
        text.line(0, "import jdk.incubator.vector.FloatVector;");
        text.line(0, "");
        text.out.append(WIDE_DOC);
        text.line(0, "final class WideGemmTile {");
        text.line(1, "private WideGemmTile() {");
        text.line(1, "}");
        for (Tile tile : WIDE) {
            text.line(0, "");
            text.multiply(tile);
        }
        text.line(0, "");
        text.addSteps("addSteps", WIDE_ROWS, 2);
        text.line(0, "");
        text.addSteps("addStepsHalf", WIDE_ROWS, 1);
        text.line(0, "}");
        return text.out.toString();
    }

    /** C = start + A B for whole runs of k. */
    private void multiply(Tile tile) {
        line(1, "/** C = start + A B for a panel of " + vectors(tile.vectors) + "; k is a multiple of RUN. */");
        line(1, "static void " + tile.method + "(int k, float[] a, int aOffset, float[] b, int bOffset,");
        line(1, " ".repeat("static void (".length() + tile.method.length())
                + "float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {");
        for (int row = 0; row < tile.rows; row++) {
            line(2, "FloatVector " + zeros(tile, row));
        }
        line(2, "int bk = bOffset;");
        line(2, "int end = aOffset + k * ROWS;");
        line(2, "for (int run = aOffset; run != end; run += ROWS * RUN) {");
        line(3, "for (int i = run; i != run + RUN; i += " + STEPS + ", bk += " + STEPS * tile.vectors + " * COUNT) {");
        for (int step = 0; step < STEPS; step++) {
            step(tile, step);
        }
        line(3, "}");
        line(2, "}");
        for (int row = 0; row < tile.rows; row++) {
            for (int vector = 0; vector < tile.vectors; vector++) {
                String whole = sum(0, row, vector) + (tile.chains == 2 ? ".add(" + sum(1, row, vector) + ")" : "");
                line(2, whole + ".add(FloatVector.fromArray(SPECIES, start, "
                        + at("startOffset", row, "startStride", vector) + "))");
                line(4, ".intoArray(c, " + at("cOffset", row, "cStride", vector) + ");");
            }
        }
        line(1, "}");
    }

    private void step(Tile tile, int step) {
        if (step > 0) {
            fence(4);
        }
        for (int vector = 0; vector < tile.vectors; vector++) {
            line(4, (step == 0 ? "FloatVector " : "") + "b" + vector + " = FloatVector.fromArray(SPECIES, b, bk"
                    + times(step * tile.vectors + vector, "COUNT") + ");");
        }
        fence(4);
        for (int row = 0; row < tile.rows; row++) {
            line(4, (step == 0 && row == 0 ? "FloatVector " : "") + "x = FloatVector.broadcast(SPECIES, a[i"
                    + times(row, "RUN") + (step == 0 ? "" : " + " + step) + "]);");
            for (int vector = 0; vector < tile.vectors; vector++) {
                String sum = sum(step % tile.chains, row, vector);
                line(4, sum + " = x.fma(b" + vector + ", " + sum + ");");
            }
        }
    }

    /** C += A B for the steps behind the last whole run. */
    private void addSteps(String method, int rows, int vectors) {
        line(1, "/** C += A B for a panel of " + vectors(vectors) + " and less than a run of steps. */");
        line(1, "static void " + method + "(int k, float[] a, int aOffset, float[] b, int bOffset,");
        line(1, " ".repeat("static void (".length() + method.length()) + "float[] c, int cOffset, int cStride) {");
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < vectors; vector++) {
                line(2, "FloatVector " + sum(0, row, vector) + " = FloatVector.fromArray(SPECIES, c, "
                        + at("cOffset", row, "cStride", vector) + ");");
            }
        }
        line(2, "int bk = bOffset;");
        line(2, "for (int i = aOffset; i < aOffset + k; i++, bk += " + (vectors == 1 ? "" : vectors + " * ")
                + "COUNT) {");
        for (int vector = 0; vector < vectors; vector++) {
            line(3, "FloatVector b" + vector + " = FloatVector.fromArray(SPECIES, b, bk" + times(vector, "COUNT")
                    + ");");
        }
        for (int row = 0; row < rows; row++) {
            line(3, (row == 0 ? "FloatVector " : "") + "x = FloatVector.broadcast(SPECIES, a[i" + times(row, "RUN")
                    + "]);");
            for (int vector = 0; vector < vectors; vector++) {
                line(3, sum(0, row, vector) + " = x.fma(b" + vector + ", " + sum(0, row, vector) + ");");
            }
        }
        line(2, "}");
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < vectors; vector++) {
                line(2, sum(0, row, vector) + ".intoArray(c, " + at("cOffset", row, "cStride", vector) + ");");
            }
        }
        line(1, "}");
    }

    private static String vectors(int count) {
        return count == 1 ? "one vector" : "two vectors";
    }

    private void fence(int depth) {
        line(depth, "if (FENCED) {");
        line(depth + 1, "VarHandle.acquireFence();");
        line(depth, "}");
    }

    private static String zeros(Tile tile, int row) {
        StringBuilder text = new StringBuilder();
        for (int chain = 0; chain < tile.chains; chain++) {
            for (int vector = 0; vector < tile.vectors; vector++) {
                text.append(text.isEmpty() ? "" : ", ").append(sum(chain, row, vector))
                        .append(" = FloatVector.zero(SPECIES)");
            }
        }
        return text + ";";
    }

    private static String sum(int chain, int row, int vector) {
        return (chain == 0 ? "c" : "odd") + row + vector;
    }

    private static String at(String offset, int row, String stride, int vector) {
        return offset + times(row, stride) + times(vector, "COUNT");
    }

    /** {@code " + n * unit"}, or nothing where n is 0. */
    private static String times(int n, String unit) {
        return n == 0 ? "" : n == 1 ? " + " + unit : " + " + n + " * " + unit;
    }

    private void line(int depth, String text) {
        out.append(text.isEmpty() ? "" : "    ".repeat(depth) + text).append('\n');
    }
}

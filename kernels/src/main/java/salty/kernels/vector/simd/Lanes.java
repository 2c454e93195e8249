package salty.kernels.vector.simd;

import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width that every kernel of this package is written against.
 *
 * <p>It is the widest that the processor prefers, unless the system property {@value #PROPERTY} asks for 128, 256 or
 * 512 bits. A width that the processor has not got runs correctly but very slowly, which is what tests of all three
 * widths on any machine need.
 */
public final class Lanes {
    static final String PROPERTY = "salty.vector.bits";

    public static final VectorSpecies<Float> SPECIES = species(System.getProperty(PROPERTY));

    /** Floats in a vector: 4, 8 or 16. */
    public static final int COUNT = SPECIES.length();

    /**
     * Whether {@code VarHandle.acquireFence()} is no instruction. C2 orders loads before arithmetic, until there are
     * more values than registers; a fence keeps the loads behind it from that. Other processors have registers enough
     * to do without. Each fence stands in the kernel: a method of ours around it would not be inlined in the largest of
     * them.
     */
    static final boolean FENCED = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Lanes() {
    }

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(SPECIES, lanes, 1, true);
    }

    /**
     * The sum of all lanes, by halves. {@code reduceLanes} leaves the order of a sum of floats to the interpreter or
     * compiler that happens to run it, so the same program gave other last bits once it was compiled.
     */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (COUNT >= 16) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (COUNT >= 8) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    private static VectorSpecies<Float> species(String bits) {
        if (bits == null) {
            return FloatVector.SPECIES_PREFERRED.length() < 4 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_PREFERRED;
        }
        return switch (bits) {
            case "128", "256", "512" -> VectorSpecies.of(float.class, VectorShape.forBitSize(Integer.parseInt(bits)));
            default -> throw new IllegalArgumentException(
                    "-D" + PROPERTY + "=" + bits + ": the vector kernels know 128, 256 and 512 bits");
        };
    }

    /** The smallest multiple of the vector length that holds {@code n} floats. */
    public static int roundUp(int n) {
        return (n + COUNT - 1) & -COUNT;
    }
}

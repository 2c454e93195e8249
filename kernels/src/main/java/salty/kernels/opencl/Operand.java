package salty.kernels.opencl;

/** Where a kernel's buffer argument comes from in a run. */
sealed interface Operand {
    /**
     * A value from outside.
     *
     * @param index its place among the group's inputs
     */
    record Input(int index) implements Operand { }

    /** The group's result. */
    record Output() implements Operand { }

    /**
     * A part of the run's scratch memory.
     *
     * @param offset its first float
     * @param floats how many it has
     */
    record Scratch(long offset, long floats) implements Operand { }

    /**
     * A constant of the program.
     *
     * @param buffer holds its values
     */
    record Fixed(ClBuffer buffer) implements Operand { }
}

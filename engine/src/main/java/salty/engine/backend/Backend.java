package salty.engine.backend;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * Something that can run plans: a set of kernels and the memory that they work on. A backend is thread-safe and may
 * serve many programs; it decides, packs and compiles in {@link #prepare}, so that running decides nothing.
 */
public interface Backend extends AutoCloseable {
    /** How users choose it: {@code reference}, {@code vector}, {@code opencl}. */
    String name();

    /** One line for people: what it runs on. */
    String description();

    /**
     * Whether one kernel can run {@code group} and then {@code next}, which alone consumes the group's output. Kernels
     * that cannot say no, and {@code next} starts a group of its own.
     */
    boolean fuses(Group group, Node next);

    /** Whether one kernel can run both groups and then {@code next}, which alone consumes their outputs. */
    default boolean joins(Group first, Group second, Node next) {
        return false;
    }

    /** Whether the kernel of {@code group} may write its output over {@code input}, which has the output's size. */
    boolean inPlace(Group group, Node input);

    /**
     * Readies a kernel: packs the group's constants, compiles, chooses an algorithm. What a backend has no kernel for it
     * hands to the reference.
     *
     * @throws DeviceMemoryException         if the group's constants do not fit the backend's device
     */
    Kernel prepare(Group group);

    /**
     * Uninitialised memory for {@code size} float32 values.
     *
     * @throws DeviceMemoryException if the backend's device has not as much
     */
    Buffer allocate(long size);

    /** The memory of one value. */
    default Buffer allocate(Shape shape) {
        return allocate(shape.size());
    }

    /** Whether buffers lie in a device's own memory, which may be too small for a program. */
    default boolean hasOwnMemory() {
        return false;
    }

    /** Waits until everything that kernels were asked to do is done; a no-op where they run at once. */
    default void finish() {}

    /** Releases what is shared by its programs, which must be closed before. */
    @Override
    default void close() {}
}

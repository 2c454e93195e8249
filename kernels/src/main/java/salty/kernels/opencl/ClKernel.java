package salty.kernels.opencl;

import java.util.Arrays;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;

/**
 * One kernel of a program with its sizes and its constant arguments bound; a run binds the buffers and enqueues it.
 *
 * <p>OpenCL keeps arguments in the kernel object, so binding and enqueueing must not be interleaved by two threads:
 * hold {@link ClQueue#lock()} around both.
 */
final class ClKernel implements AutoCloseable {
    private final cl_kernel kernel;
    private final String name;
    private final ClHandle handle;
    private final int[] scalar = new int[1];
    private final Pointer scalarPointer = Pointer.to(scalar);
    private long[] global = {1};
    private long[] local = {1};

    /** Reached through {@link ClProgram#kernel(String)}. */
    ClKernel(cl_kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
        handle = new ClHandle(this, ClHandle.Kind.KERNEL, 0, () -> CL.clReleaseKernel(kernel));
    }

    /**
     * Sets the work-group's size and how many work-groups there are, in each dimension. The global size is their
     * product: never a partial group, which PoCL's vectoriser gets wrong and which OpenCL 1.2 forbids.
     *
     * @param groups work-groups a dimension
     * @param size   work-items of a group a dimension, as many dimensions
     */
    ClKernel sizes(long[] groups, long[] size) {
        global = new long[groups.length];
        local = size.clone();
        for (int d = 0; d < groups.length; d++) {
            global[d] = Math.max(1, groups[d]) * size[d];
        }
        return this;
    }

    /** Sets one dimension: at least {@code items} work-items in groups of {@code size}. */
    ClKernel line(long items, int size) {
        return sizes(new long[] {(items + size - 1) / size}, new long[] {size});
    }

    /** Binds a buffer to argument {@code index}. */
    ClKernel bind(int index, ClBuffer buffer) {
        return bind(index, Sizeof.cl_mem, buffer.argument());
    }

    /** Binds an {@code int} to argument {@code index}. */
    ClKernel bind(int index, int value) {
        scalar[0] = value;
        return bind(index, Integer.BYTES, scalarPointer);
    }

    /** Binds a {@code float} to argument {@code index}. */
    ClKernel bind(int index, float value) {
        return bind(index, Float.floatToRawIntBits(value));
    }

    /** Binds several {@code int} arguments from {@code index} on. */
    ClKernel bindAll(int index, int... values) {
        for (int i = 0; i < values.length; i++) {
            bind(index + i, values[i]);
        }
        return this;
    }

    private ClKernel bind(int index, long size, Pointer value) {
        int status = CL.clSetKernelArg(kernel, index, size, value);
        if (status != CL.CL_SUCCESS) {
            throw new ClException("argument " + index + " of kernel " + name + " was refused: "
                    + ClStatus.name(status));
        }
        return this;
    }

    cl_kernel id() {
        return kernel;
    }

    String name() {
        return name;
    }

    long[] global() {
        return global;
    }

    long[] local() {
        return local;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(global) + '/' + Arrays.toString(local);
    }

    @Override
    public void close() {
        handle.close();
    }
}

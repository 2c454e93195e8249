package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_buffer_region;
import org.jocl.cl_mem;
import salty.engine.backend.Buffer;
import salty.engine.backend.DeviceMemoryException;

/** Device memory for a fixed number of floats; released by {@link #close()} or when it is no longer referred to. */
public final class ClBuffer implements Buffer {
    /** Where a slice may begin, in floats: OpenCL asks for CL_DEVICE_MEM_BASE_ADDR_ALIGN, at most 4096 bits so far. */
    static final int ALIGNMENT = 1024;

    private static final int ATTEMPTS = 4;
    private static final long PAUSE_NANOSECONDS = 50_000_000;

    private final ClQueue queue;
    private final cl_mem memory;
    private final Pointer argument;
    private final long floats;
    private final ClHandle handle;
    private final List<Slice> slices = new ArrayList<>();

    private record Slice(long offset, ClBuffer part) { }

    /** Reached through {@link ClQueue#allocate(long)}. */
    ClBuffer(ClQueue queue, long floats) {
        this.queue = queue;
        this.floats = floats;
        long bytes = Math.max(1, floats) * Float.BYTES;
        var device = queue.device();
        if (bytes > device.allocation()) {
            throw new DeviceMemoryException("a buffer of " + bytes + " bytes is larger than " + device.name()
                + " allows (" + device.allocation() + "): use a smaller batch, or --backend vector");
        }
        var created = create(queue, bytes);
        memory = created;
        argument = Pointer.to(created);
        var held = queue.heldBytes();
        held.addAndGet(bytes);
        handle = new ClHandle(this, ClHandle.Kind.BUFFER, bytes, () -> {
            CL.clReleaseMemObject(created);
            held.addAndGet(-bytes);
        });
    }

    private ClBuffer(ClBuffer whole, long offset, long floats) {
        queue = whole.queue;
        this.floats = floats;
        var status = new int[1];
        var region = new cl_buffer_region(offset * Float.BYTES, floats * Float.BYTES);
        var created = CL.clCreateSubBuffer(whole.memory, CL.CL_MEM_READ_WRITE, CL.CL_BUFFER_CREATE_TYPE_REGION, region,
            status);
        ClStatus.check(status[0], "cutting " + floats + " floats at " + offset + " out of " + whole.floats);
        memory = created;
        argument = Pointer.to(created);
        handle = new ClHandle(this, ClHandle.Kind.BUFFER, 0, () -> CL.clReleaseMemObject(created));
    }

    /**
     * Buffers that nothing refers to are released by the garbage collector, which does not know how full the device
     * is: so a first refusal asks it to run, and tries again. Drivers may promise more memory than there is and fail
     * at the first kernel that touches it; what the queue's buffers hold is therefore counted.
     */
    private static cl_mem create(ClQueue queue, long bytes) {
        var status = new int[] {CL.CL_MEM_OBJECT_ALLOCATION_FAILURE};
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (queue.heldBytes().get() + bytes <= queue.device().memory()) {
                var memory = CL.clCreateBuffer(queue.context(), CL.CL_MEM_READ_WRITE, bytes, null, status);
                if (status[0] == CL.CL_SUCCESS) {
                    return memory;
                }
            }
            System.gc();
            LockSupport.parkNanos(PAUSE_NANOSECONDS);
        }
        throw new DeviceMemoryException(String.format(Locale.ROOT, "%s is out of memory: no room for %.1f MB beside"
            + " %.1f of %.1f MB (%s): use a smaller batch, or --backend vector", queue.device().name(), bytes / 1e6,
            queue.heldBytes().get() / 1e6, queue.device().memory() / 1e6, ClStatus.name(status[0])));
    }

    @Override
    public long size() {
        return floats;
    }

    /**
     * A part of this buffer, made on the first request and kept as long as the whole.
     *
     * @param offset in floats, a multiple of {@link #ALIGNMENT}
     */
    ClBuffer slice(long offset, long count) {
        for (var slice : slices) {
            if (slice.offset == offset && slice.part.floats == count) {
                return slice.part;
            }
        }
        requireRoom(offset, count);
        var part = new ClBuffer(this, offset, count);
        slices.add(new Slice(offset, part));
        return part;
    }

    @Override
    public void write(float[] values) {
        write(0, values, values.length);
    }

    /** Copies the first {@code count} of {@code values} to {@code offset}; the array may be changed afterwards. */
    void write(long offset, float[] values, int count) {
        requireRoom(offset, count);
        queue.write(memory, offset, count, Pointer.to(values));
    }

    @Override
    public void read(float[] values) {
        requireRoom(0, values.length);
        queue.read(memory, values.length, Pointer.to(values));
    }

    private void requireRoom(long offset, long count) {
        if (count < 0 || offset < 0 || offset + count > floats) {
            throw new IllegalArgumentException(count + " floats at " + offset + " do not fit a buffer of " + floats);
        }
    }

    /** What {@code clSetKernelArg} takes; made once, because a run must not allocate. */
    Pointer argument() {
        return argument;
    }

    @Override
    public void close() {
        for (var slice : slices) {
            slice.part.close();
        }
        handle.close();
    }
}

package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jocl.cl_queue_properties;

/**
 * A context with one in-order queue on one device: whatever is enqueued runs after everything enqueued before it, so
 * nothing needs an event, and only reading a result waits.
 */
public final class ClQueue implements AutoCloseable {
    private final ClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final ClHandle contextHandle;
    private final ClHandle queueHandle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ClProgram> programs = new HashMap<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private List<Launch> recording;

    private record Launch(String kernel, cl_event event) { }

    /**
     * What the device's own clock says about a stretch of work.
     *
     * @param elapsed  nanoseconds from the first kernel's start to the last one's end
     * @param busy     nanoseconds in which a kernel ran
     * @param launches how many kernels ran
     * @param kernels  nanoseconds by kernel name, in order of first use
     */
    public record Timing(long elapsed, long busy, int launches, Map<String, Long> kernels) { }

    /**
     * Opens a context and its queue.
     *
     * @param profiling whether {@link #timed} works; costs a little a launch
     */
    public static ClQueue open(ClDevice device, boolean profiling) {
        return new ClQueue(device, profiling);
    }

    private ClQueue(ClDevice device, boolean profiling) {
        this.device = device;
        var status = new int[1];
        var properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platformId());
        var created = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
        ClStatus.check(status[0], "opening " + device.name());
        context = created;
        contextHandle = new ClHandle(this, ClHandle.Kind.CONTEXT, 0, () -> CL.clReleaseContext(created));
        try {
            queue = createQueue(profiling);
        } catch (ClException e) {
            contextHandle.close();
            throw e;
        }
        var releasable = queue;
        queueHandle = new ClHandle(this, ClHandle.Kind.QUEUE, 0, () -> CL.clReleaseCommandQueue(releasable));
    }

    /** The pre-2.0 call, which every driver has: NVIDIA's OpenCL 1.2 and PoCL alike. */
    @SuppressWarnings("deprecation")
    private cl_command_queue createQueue(boolean profiling) {
        var status = new int[1];
        var made = CL.clCreateCommandQueue(context, device.id(), profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0, status);
        ClStatus.check(status[0], "creating a command queue on " + device.name());
        return made;
    }

    /** The device that it belongs to. */
    public ClDevice device() {
        return device;
    }

    cl_context context() {
        return context;
    }

    /** Device memory that buffers of this queue hold, in bytes. */
    AtomicLong heldBytes() {
        return heldBytes;
    }

    /** Held while a kernel's arguments are bound and it is enqueued, so that threads may share kernels. */
    ReentrantLock lock() {
        return lock;
    }

    /** Allocates device memory for {@code floats} floats; its content is undefined. */
    public ClBuffer allocate(long floats) {
        return new ClBuffer(this, floats);
    }

    /**
     * The program made of some sources, built at most once a queue and found in the disk cache after the first time.
     *
     * @param options what the compiler gets, such as {@code -DTILE=4}
     * @param prelude lines before the sources, such as the macro of an epilogue
     * @param sources names of resources under {@code /cl}, without the ending, concatenated in this order
     */
    public ClProgram program(String options, String prelude, String... sources) {
        var key = options + '|' + prelude + '|' + String.join("|", sources);
        lock.lock();
        try {
            return programs.computeIfAbsent(key, absent -> ClProgram.build(this, options, prelude, sources));
        } finally {
            lock.unlock();
        }
    }

    /** Enqueues a kernel whose arguments are bound; returns before it runs. */
    void enqueue(ClKernel kernel) {
        var event = recording == null ? null : new cl_event();
        int status = CL.clEnqueueNDRangeKernel(queue, kernel.id(), kernel.global().length, null, kernel.global(),
            kernel.local(), 0, null, event);
        if (status != CL.CL_SUCCESS) {
            ClStatus.check(status, "kernel " + kernel + " on " + device.name());
        }
        if (event != null) {
            recording.add(new Launch(kernel.name(), event));
        }
    }

    /** Waits until the device has done everything that was enqueued. */
    public void finish() {
        ClStatus.check(CL.clFinish(queue), "finishing the work on " + device.name());
    }

    /** Starts the work that is enqueued without waiting for it. */
    public void flush() {
        ClStatus.check(CL.clFlush(queue), "submitting work to " + device.name());
    }

    void write(cl_mem target, long offset, long count, Pointer source) {
        ClStatus.check(CL.clEnqueueWriteBuffer(queue, target, true, offset * Float.BYTES, count * Float.BYTES, source,
            0, null, null), "writing " + count + " floats to " + device.name());
    }

    void read(cl_mem source, long count, Pointer target) {
        ClStatus.check(CL.clEnqueueReadBuffer(queue, source, true, 0, count * Float.BYTES, target, 0, null, null),
            "reading " + count + " floats from " + device.name());
    }

    /**
     * Runs {@code work} and reports what the device's clock says about the kernels that it enqueued.
     *
     * @throws ClException if the queue was opened without profiling
     */
    public Timing timed(Runnable work) {
        lock.lock();
        try {
            finish();
            recording = new ArrayList<>();
            work.run();
            finish();
            return summary(recording);
        } finally {
            var events = recording;
            recording = null;
            lock.unlock();
            for (var launch : events) {
                CL.clReleaseEvent(launch.event());
            }
        }
    }

    private static Timing summary(List<Launch> launches) {
        Map<String, Long> kernels = new LinkedHashMap<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        long busy = 0;
        for (var launch : launches) {
            long start = stamp(launch.event(), CL.CL_PROFILING_COMMAND_START);
            long end = stamp(launch.event(), CL.CL_PROFILING_COMMAND_END);
            first = Math.min(first, start);
            last = Math.max(last, end);
            busy += end - start;
            kernels.merge(launch.kernel(), end - start, Long::sum);
        }
        return new Timing(launches.isEmpty() ? 0 : last - first, busy, launches.size(), kernels);
    }

    private static long stamp(cl_event event, int which) {
        var nanoseconds = new long[1];
        ClStatus.check(CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(nanoseconds), null),
            "reading a kernel's time (was the queue opened with profiling?)");
        return nanoseconds[0];
    }

    /** Waits for the device, then releases the queue, its programs and the context. */
    @Override
    public void close() {
        CL.clFinish(queue);
        programs.values().forEach(ClProgram::close);
        programs.clear();
        queueHandle.close();
        contextHandle.close();
    }
}

package salty.kernels.opencl;

import java.lang.ref.Cleaner;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One OpenCL object that has to be released: by {@link #close()}, or when nothing refers to its owner any more.
 *
 * <p>OpenCL counts references itself (a buffer keeps its context alive), so handles may be released in any order.
 * The counters exist for the tests that look for leaks.
 */
final class ClHandle implements AutoCloseable {
    /** What is counted. */
    enum Kind { CONTEXT, QUEUE, PROGRAM, KERNEL, BUFFER, EVENT }

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLongArray LIVE = new AtomicLongArray(Kind.values().length);
    private static final AtomicLong BYTES = new AtomicLong();

    private final Cleaner.Cleanable cleanable;

    /**
     * @param owner   the object whose reachability keeps the handle open; {@code release} must not refer to it
     * @param bytes   device memory that it holds, 0 for anything but a buffer
     * @param release the call of {@code clRelease...}
     */
    ClHandle(Object owner, Kind kind, long bytes, Runnable release) {
        LIVE.incrementAndGet(kind.ordinal());
        BYTES.addAndGet(bytes);
        cleanable = CLEANER.register(owner, () -> {
            release.run();
            LIVE.decrementAndGet(kind.ordinal());
            BYTES.addAndGet(-bytes);
        });
    }

    /** Releases the object; a second call does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** How many objects of each kind are alive in this process. */
    static Map<Kind, Long> live() {
        var counts = new EnumMap<Kind, Long>(Kind.class);
        for (var kind : Kind.values()) {
            counts.put(kind, LIVE.get(kind.ordinal()));
        }
        return counts;
    }

    /** Device memory held by this process's buffers, in bytes. */
    static long liveBytes() {
        return BYTES.get();
    }
}

package salty.kernels.opencl;

import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_CLOCK_FREQUENCY;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_ACCELERATOR;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DEVICE_VENDOR;
import static org.jocl.CL.CL_DEVICE_VERSION;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.CL_SUCCESS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * An OpenCL device of this machine, and the search for one.
 *
 * @param index        position in {@link #all()}, what {@code --device 0} selects
 * @param name         as the driver gives it
 * @param type         what kind of processor it is
 * @param vendor       its maker
 * @param platform     the driver's platform
 * @param version      the OpenCL version that it speaks
 * @param driver       the driver's version
 * @param computeUnits multiprocessors of a GPU, cores of a CPU
 * @param megahertz    its highest clock, 0 when the driver does not say
 * @param memory       global memory in bytes
 * @param allocation   largest single buffer in bytes
 * @param localMemory  local memory of one work-group in bytes
 * @param workGroup    largest work-group
 * @param vectorWidth  floats in a native vector: 1 on GPUs, 8 with AVX2, 16 with AVX-512
 * @param id           JOCL's handle
 * @param platformId   JOCL's handle of the platform
 */
public record ClDevice(int index, String name, Type type, String vendor, String platform, String version,
                       String driver, int computeUnits, long megahertz, long memory, long allocation,
                       long localMemory, long workGroup, int vectorWidth, cl_device_id id,
                       cl_platform_id platformId) {

    private static final String POCL = "Portable Computing Language";

    /** What kind of processor a device is; GPUs come first when none was asked for. */
    public enum Type {
        /** A graphics processor. */
        GPU,
        /** Any other accelerator. */
        ACCELERATOR,
        /** A CPU driven through OpenCL, as PoCL does. */
        CPU
    }

    /**
     * Every device of every platform, in the drivers' order.
     *
     * @throws ClException in one line, if the OpenCL library is missing or no platform has a device
     */
    public static List<ClDevice> all() {
        List<ClDevice> devices = new ArrayList<>();
        for (var platform : platforms()) {
            var count = new int[1];
            if (CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count) != CL_SUCCESS || count[0] == 0) {
                continue;
            }
            var ids = new cl_device_id[count[0]];
            ClStatus.check(CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, ids.length, ids, null), "clGetDeviceIDs");
            for (var id : ids) {
                devices.add(describe(devices.size(), platform, id));
            }
        }
        if (devices.isEmpty()) {
            throw new ClException("OpenCL has no device: install the driver of your GPU,"
                + " or pocl-opencl-icd for the CPU");
        }
        return List.copyOf(devices);
    }

    /**
     * The device that {@code selector} asks for, whatever its kind.
     *
     * @throws ClException if there is no such device; the message lists those there are
     */
    public static ClDevice choose(String selector) {
        return choose(all(), selector, false);
    }

    /**
     * The device that {@code selector} asks for.
     *
     * @param selector an index into {@link #all()}, part of a name in any case, or null or blank for the first GPU, and
     *                 where there is none the first device of any kind
     * @param gpu      whether a CPU behind OpenCL will not do
     * @throws ClException if there is no such device; the message lists those there are
     */
    public static ClDevice choose(String selector, boolean gpu) {
        return choose(all(), selector, gpu);
    }

    static ClDevice choose(List<ClDevice> devices, String selector, boolean gpu) {
        var wanted = selector == null ? "" : selector.strip();
        var chosen = wanted.isEmpty() ? first(devices) : named(devices, wanted);
        if (gpu && chosen.cpu()) {
            throw new ClException(wanted.isEmpty()
                ? "OpenCL has no GPU, only " + names(devices) + ": install the driver of your GPU"
                : "device " + chosen.index + ", " + chosen.name + ", is a CPU and no GPU");
        }
        return chosen;
    }

    private static ClDevice first(List<ClDevice> devices) {
        for (var type : Type.values()) {
            for (var device : devices) {
                if (device.type == type) {
                    return device;
                }
            }
        }
        throw new IllegalArgumentException("there are no devices to choose from");
    }

    private static ClDevice named(List<ClDevice> devices, String wanted) {
        for (var device : devices) {
            boolean byIndex = wanted.equals(Integer.toString(device.index));
            if (byIndex || device.name.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))
                    && !wanted.chars().allMatch(Character::isDigit)) {
                return device;
            }
        }
        throw new ClException("no OpenCL device '" + wanted + "': there are " + names(devices));
    }

    private static String names(List<ClDevice> devices) {
        var names = new StringBuilder();
        for (var device : devices) {
            names.append(names.isEmpty() ? "" : ", ").append(device.index).append(" = ").append(device.name);
        }
        return names.toString();
    }

    /** One line for people: name, type, version, compute units, memory. */
    public String description() {
        return String.format(Locale.ROOT, "%s: %s, %s, %d compute units, %.1f GiB", name,
            type == Type.ACCELERATOR ? "accelerator" : type, version, computeUnits, memory / (double) (1 << 30));
    }

    /** Whether the kernels written for CPUs suit it: no barriers, one work-item a register tile. */
    public boolean cpu() {
        return type == Type.CPU;
    }

    /**
     * Whether its driver keeps compiled programs on disk itself, and compiles every kernel once more when asked for a
     * binary: then asking costs more than it saves.
     */
    boolean keepsPrograms() {
        return platform.equals(POCL);
    }

    /** What a compiled program depends on besides its source: part of the key of every cache. */
    public String identity() {
        return name + '|' + platform + '|' + version + '|' + driver;
    }

    private static cl_platform_id[] platforms() {
        try {
            ClLibrary.load();
            var count = new int[1];
            int status = CL.clGetPlatformIDs(0, null, count);
            if (status == CL_SUCCESS && count[0] > 0) {
                var platforms = new cl_platform_id[count[0]];
                ClStatus.check(CL.clGetPlatformIDs(platforms.length, platforms, null), "clGetPlatformIDs");
                return platforms;
            }
        } catch (LinkageError e) {
            throw new ClException("the OpenCL library could not be loaded: install your GPU's driver and the loader"
                + " (Debian: ocl-icd-libopencl1, and pocl-opencl-icd for a CPU device)", e);
        }
        throw new ClException("OpenCL has no platform: install the driver of your GPU, or pocl-opencl-icd for the CPU");
    }

    private static ClDevice describe(int index, cl_platform_id platform, cl_device_id id) {
        long bits = number(id, CL_DEVICE_TYPE);
        var type = (bits & CL_DEVICE_TYPE_GPU) != 0 ? Type.GPU
            : (bits & CL_DEVICE_TYPE_ACCELERATOR) != 0 && (bits & CL_DEVICE_TYPE_CPU) == 0
                ? Type.ACCELERATOR : Type.CPU;
        return new ClDevice(index, text(id, CL_DEVICE_NAME), type, text(id, CL_DEVICE_VENDOR), platformName(platform),
            text(id, CL_DEVICE_VERSION), text(id, CL_DRIVER_VERSION), (int) number(id, CL_DEVICE_MAX_COMPUTE_UNITS),
            number(id, CL_DEVICE_MAX_CLOCK_FREQUENCY), number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
            number(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE), number(id, CL_DEVICE_LOCAL_MEM_SIZE),
            number(id, CL_DEVICE_MAX_WORK_GROUP_SIZE), (int) number(id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
            id, platform);
    }

    /** An integer property; OpenCL writes 4 or 8 bytes, and little-endian zeros fill the rest. */
    private static long number(cl_device_id id, int property) {
        var value = new long[1];
        var size = new long[1];
        ClStatus.check(CL.clGetDeviceInfo(id, property, Long.BYTES, Pointer.to(value), size), "clGetDeviceInfo");
        return size[0] == Integer.BYTES ? value[0] & 0xFFFF_FFFFL : value[0];
    }

    private static String text(cl_device_id id, int property) {
        var size = new long[1];
        ClStatus.check(CL.clGetDeviceInfo(id, property, 0, null, size), "clGetDeviceInfo");
        var bytes = new byte[(int) size[0]];
        ClStatus.check(CL.clGetDeviceInfo(id, property, bytes.length, Pointer.to(bytes), null), "clGetDeviceInfo");
        return terminated(bytes);
    }

    private static String platformName(cl_platform_id platform) {
        var size = new long[1];
        ClStatus.check(CL.clGetPlatformInfo(platform, CL_PLATFORM_NAME, 0, null, size), "clGetPlatformInfo");
        var bytes = new byte[(int) size[0]];
        ClStatus.check(CL.clGetPlatformInfo(platform, CL_PLATFORM_NAME, bytes.length, Pointer.to(bytes), null),
            "clGetPlatformInfo");
        return terminated(bytes);
    }

    private static String terminated(byte[] bytes) {
        return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8).strip();
    }
}

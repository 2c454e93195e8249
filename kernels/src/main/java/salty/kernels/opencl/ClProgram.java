package salty.kernels.opencl;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** Compiled OpenCL C: from the disk cache where it is there, else built from the resources under {@code /cl}. */
public final class ClProgram implements AutoCloseable {
    /** Strict IEEE arithmetic apart from contraction to fma, which OpenCL allows by default. */
    /** Without warnings, which some drivers write to standard error by themselves. */
    private static final String STANDARD = "-cl-std=CL1.2 -w";
    /** How compilers name the place of an error: {@code gemm.cl:12:5: error: ...} (PoCL writes error: first). */
    private static final Pattern DIAGNOSTIC =
        Pattern.compile("(?m)^(?:error: )?\\S*?(\\w+)\\.cl:(\\d+):\\d+:? (?:fatal )?(?:error: )?(.*)$");

    private final cl_program program;
    private final String title;
    private final ClHandle handle;

    private ClProgram(cl_program program, String title) {
        this.program = program;
        this.title = title;
        handle = new ClHandle(this, ClHandle.Kind.PROGRAM, 0, () -> CL.clReleaseProgram(program));
    }

    /**
     * Builds a program, or loads it from the disk cache.
     *
     * @throws ClException with the first error and the source line that it is about, if the compiler refuses it
     */
    static ClProgram build(ClQueue queue, String options, String prelude, String... sources) {
        var text = new StringBuilder(prelude);
        for (var name : sources) {
            text.append("#line 1 \"").append(name).append(".cl\"\n").append(ClSource.text(name)).append('\n');
        }
        var title = String.join("+", sources);
        return queue.device().keepsPrograms()
            ? fromSource(queue, STANDARD + ' ' + options, title, text.toString())
            : cached(queue, BinaryCache.standard(), options, title, text.toString());
    }

    /** Loads a program from a cache, or builds it and stores it there; {@code title} names it in errors. */
    static ClProgram cached(ClQueue queue, BinaryCache cache, String options, String title, String text) {
        var all = STANDARD + ' ' + options;
        var key = BinaryCache.key(text, all, queue.device().identity());
        var binary = cache.load(key);
        if (binary != null) {
            var program = fromBinary(queue, all, title, binary);
            if (program != null) {
                return program;
            }
        }
        var program = fromSource(queue, all, title, text);
        cache.store(key, program.binary());
        return program;
    }

    private static ClProgram fromSource(ClQueue queue, String options, String title, String text) {
        var status = new int[1];
        var id = CL.clCreateProgramWithSource(queue.context(), 1, new String[] {text}, null, status);
        ClStatus.check(status[0], "creating the program " + title);
        var program = new ClProgram(id, title);
        int built = CL.clBuildProgram(id, 1, new cl_device_id[] {queue.device().id()}, options, null, null);
        if (built != CL.CL_SUCCESS) {
            var log = program.log(queue.device());
            program.close();
            throw new ClException("building " + title + " for " + queue.device().name() + " failed: "
                + ClStatus.name(built) + ": " + explain(log, text));
        }
        return program;
    }

    /** Null where the driver refuses the binary, as it may after an update: then the source is built again. */
    private static ClProgram fromBinary(ClQueue queue, String options, String title, byte[] binary) {
        var status = new int[1];
        var devices = new cl_device_id[] {queue.device().id()};
        var id = CL.clCreateProgramWithBinary(queue.context(), 1, devices, new long[] {binary.length},
            new byte[][] {binary}, null, status);
        if (status[0] != CL.CL_SUCCESS) {
            return null;
        }
        var program = new ClProgram(id, title);
        if (CL.clBuildProgram(id, 1, devices, options, null, null) != CL.CL_SUCCESS) {
            program.close();
            return null;
        }
        return program;
    }

    /** The first error of a build log with the source line that it points at, in one line. */
    static String explain(String log, String text) {
        Matcher found = DIAGNOSTIC.matcher(log);
        while (found.find()) {
            if (found.group(3).startsWith("warning") || found.group(3).startsWith("note")) {
                continue;
            }
            var line = sourceLine(text, found.group(1), Integer.parseInt(found.group(2)));
            var said = found.group(3).replaceAll("\\d+ errors? generated.*", "").strip();
            return found.group(1) + ".cl:" + found.group(2) + ": " + said + ": " + line.strip();
        }
        return log.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String sourceLine(String text, String file, int line) {
        int at = 0;
        boolean inside = false;
        for (var candidate : text.split("\n", -1)) {
            if (candidate.startsWith("#line 1 ")) {
                inside = candidate.contains('"' + file + ".cl\"");
                at = 0;
            } else if (++at == line && inside) {
                return candidate;
            }
        }
        return "";
    }

    private String log(ClDevice device) {
        var size = new long[1];
        CL.clGetProgramBuildInfo(program, device.id(), CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        var bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(program, device.id(), CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }

    private byte[] binary() {
        var size = new long[1];
        ClStatus.check(CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null),
            "reading the binary of " + title);
        var bytes = new byte[(int) size[0]];
        ClStatus.check(CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER,
            Pointer.to(Pointer.to(bytes)), null), "reading the binary of " + title);
        return bytes;
    }

    /** A kernel object of its own, whose arguments nobody else binds. */
    ClKernel kernel(String name) {
        var status = new int[1];
        var kernel = CL.clCreateKernel(program, name, status);
        ClStatus.check(status[0], "finding the kernel " + name + " in " + title);
        return new ClKernel(kernel, name);
    }

    @Override
    public void close() {
        handle.close();
    }
}

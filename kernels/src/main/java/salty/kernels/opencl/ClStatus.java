package salty.kernels.opencl;

import org.jocl.CL;

/** Turns the status that every OpenCL call returns into an exception that names it. */
final class ClStatus {
    private ClStatus() { }

    /**
     * Does nothing for {@code CL_SUCCESS}.
     *
     * @param what the thing that was being done, as the subject of "failed: CL_OUT_OF_RESOURCES"
     * @throws ClException for any other status
     */
    static void check(int status, String what) {
        if (status != CL.CL_SUCCESS) {
            throw new ClException(what + " failed: " + name(status) + remedy(status));
        }
    }

    /** The error's name in the OpenCL headers, such as {@code CL_OUT_OF_RESOURCES}. */
    static String name(int status) {
        return CL.stringFor_errorCode(status);
    }

    private static String remedy(int status) {
        return switch (status) {
            case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_INVALID_BUFFER_SIZE ->
                " (the device is out of memory: use a smaller batch, or --backend vector)";
            case CL.CL_OUT_OF_RESOURCES ->
                " (the kernel asks for more registers, local memory or time than the device gives: run salty tune)";
            case CL.CL_OUT_OF_HOST_MEMORY -> " (the host is out of memory)";
            case CL.CL_DEVICE_NOT_AVAILABLE -> " (another process may hold the device exclusively)";
            default -> "";
        };
    }
}

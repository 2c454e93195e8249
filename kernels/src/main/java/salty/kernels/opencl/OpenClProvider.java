package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;

/** How the engine finds {@link OpenClBackend}. */
public final class OpenClProvider implements BackendProvider {
    private static final int BEFORE_VECTOR = 200;
    private static final int AFTER_VECTOR = 50;

    @Override
    public String name() {
        return OpenClBackend.NAME;
    }

    /** Before the CPU's own backend, unless all there is is a CPU behind OpenCL, which is slower than that. */
    @Override
    public int priority() {
        try {
            for (var device : ClDevice.all()) {
                if (!device.cpu()) {
                    return BEFORE_VECTOR;
                }
            }
            return AFTER_VECTOR;
        } catch (ClException e) {
            return BEFORE_VECTOR;
        }
    }

    @Override
    public boolean hasDevices() {
        return true;
    }

    /** A line a device. */
    @Override
    public List<Device> devices(BackendOptions options) {
        try {
            int chosen = ClDevice.choose(options.device(), options.gpu()).index();
            List<Device> devices = new ArrayList<>();
            for (ClDevice device : ClDevice.all()) {
                devices.add(new Device(name() + " " + device.index(),
                        device.description() + (ClTuner.isTuned(device) ? ", tuned" : ""), device.index() == chosen));
            }
            return devices;
        } catch (ClException e) {
            throw new BackendUnavailableException(e.getMessage(), e);
        }
    }

    @Override
    public Backend open(BackendOptions options) {
        try {
            return OpenClBackend.open(ClDevice.choose(options.device(), options.gpu()), false, options);
        } catch (ClException e) {
            throw new BackendUnavailableException("opencl: " + e.getMessage(), e);
        }
    }
}

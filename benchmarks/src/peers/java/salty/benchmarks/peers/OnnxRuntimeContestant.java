package salty.benchmarks.peers;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import salty.benchmarks.workload.NetworkCase;
import salty.benchmarks.workload.Photograph;
import salty.benchmarks.workload.Setting;
import salty.engine.graph.Tensor;
import salty.loader.onnx.OnnxWriter;

/** ONNX Runtime on the CPU, all graph optimisations on, its threads spinning as they do by default. */
final class OnnxRuntimeContestant implements Contestant {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Map<String, OnnxTensorLike> weights = new HashMap<>();
    private final Map<Integer, OnnxTensor> images = new HashMap<>();
    private final Map<String, Network> networks = new HashMap<>();
    private final Setting setting;
    private final float[] photograph;
    private OrtSession session;

    /** A session and the input that its network is run on. */
    private record Network(OrtSession session, String input, OnnxTensor image) {}

    OnnxRuntimeContestant(Setting setting) {
        this.setting = setting;
        photograph = setting.photograph().toArray();
    }

    private OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(setting.threads());
        options.setInterOpNumThreads(1);
        return options;
    }

    private OrtSession vgg16() throws OrtException {
        OnnxGraph graph = OnnxGraph.of(Layers.of(setting.weights()), "vgg16.weights");
        for (OnnxGraph.Initializer initializer : graph.initializers()) {
            weights.put(initializer.name(), tensor(initializer.tensor()));
        }
        try (OrtSession.SessionOptions options = options()) {
            options.addExternalInitializers(weights);
            return environment.createSession(graph.model(), options);
        }
    }

    @Override
    public boolean runsNetworks() {
        return true;
    }

    @Override
    public float[] network(String name) throws OrtException, IOException {
        if (!networks.containsKey(name)) {
            networks.put(name, load(NetworkCase.seeded(name, 1)));
        }
        Network network = networks.get(name);
        try (OrtSession.Result result = network.session.run(Map.of(network.input, network.image))) {
            return values(result);
        }
    }

    /** Hands a network over as the file that {@code salty convert} writes. */
    private Network load(NetworkCase example) throws OrtException, IOException {
        Path file = Files.createTempFile("salty-peer", ".onnx");
        try (OrtSession.SessionOptions options = options()) {
            OnnxWriter.write(file, example.model());
            OrtSession loaded = environment.createSession(file.toString(), options);
            return new Network(loaded, loaded.getInputNames().iterator().next(),
                    tensor(Tensor.of(example.model().input().shape(), example.pixels())));
        } finally {
            Files.delete(file);
        }
    }

    private static float[] values(OrtSession.Result result) throws OrtException {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private OnnxTensor tensor(Tensor tensor) throws OrtException {
        MemorySegment data = tensor.data();
        if (!data.isNative()) {
            data = Arena.ofAuto().allocate(tensor.data().byteSize(), 64).copyFrom(tensor.data());
        }
        FloatBuffer buffer = data.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
        int[] dims = tensor.shape().dims();
        long[] shape = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            shape[i] = dims[i];
        }
        return OnnxTensor.createTensor(environment, buffer, shape);
    }

    @Override
    public String version() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public float[] forward(int batch) throws OrtException {
        if (session == null) {
            session = vgg16();
        }
        if (!images.containsKey(batch)) {
            float[] planes = Layers.channelsFirst(photograph, Photograph.SIDE * Photograph.SIDE, batch);
            images.put(batch, OnnxTensor.createTensor(environment, FloatBuffer.wrap(planes),
                    new long[] {batch, 3, Photograph.SIDE, Photograph.SIDE}));
        }
        try (OrtSession.Result result = session.run(Map.of("image", images.get(batch)))) {
            return values(result);
        }
    }

    @Override
    public boolean differentiates() {
        return false;
    }

    @Override
    public int stepsPerCall() {
        return 1;
    }

    @Override
    public float[] ascend(String layer) {
        throw new UnsupportedOperationException("ONNX Runtime's inference API has no gradients");
    }

    @Override
    public void close() throws OrtException {
        if (session != null) {
            session.close();
        }
        for (Network network : networks.values()) {
            network.session.close();
            network.image.close();
        }
        images.values().forEach(OnnxTensor::close);
        for (OnnxTensorLike weight : weights.values()) {
            weight.close();
        }
    }
}

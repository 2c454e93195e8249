package salty.benchmarks.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import salty.benchmarks.Photograph;
import salty.benchmarks.Setting;
import salty.engine.graph.Tensor;

/** ONNX Runtime on the CPU, all graph optimisations on, its threads spinning as they do by default. */
final class OnnxRuntimeContestant implements Contestant {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Map<String, OnnxTensorLike> weights = new HashMap<>();
    private final Map<Integer, OnnxTensor> images = new HashMap<>();
    private final OrtSession session;
    private final float[] photograph;

    OnnxRuntimeContestant(Setting setting) throws OrtException {
        photograph = setting.photograph().toArray();
        OnnxGraph graph = OnnxGraph.of(Layers.of(setting.weights()), "vgg16.weights");
        for (OnnxGraph.Initializer initializer : graph.initializers()) {
            weights.put(initializer.name(), tensor(initializer.tensor()));
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(setting.threads());
            options.setInterOpNumThreads(1);
            options.addExternalInitializers(weights);
            session = environment.createSession(graph.model(), options);
        }
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
        if (!images.containsKey(batch)) {
            float[] planes = Layers.channelsFirst(photograph, Photograph.SIDE * Photograph.SIDE, batch);
            images.put(batch, OnnxTensor.createTensor(environment, FloatBuffer.wrap(planes),
                    new long[] {batch, 3, Photograph.SIDE, Photograph.SIDE}));
        }
        try (OrtSession.Result result = session.run(Map.of("image", images.get(batch)))) {
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[logits.remaining()];
            logits.get(values);
            return values;
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
        session.close();
        images.values().forEach(OnnxTensor::close);
        for (OnnxTensorLike weight : weights.values()) {
            weight.close();
        }
    }
}

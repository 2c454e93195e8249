package salty.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import salty.benchmarks.workload.Photograph;
import salty.benchmarks.workload.Setting;

/**
 * What a Java program that classifies one image with ONNX Runtime does, from the start of the JVM to the five best
 * classes: the counterpart of {@code salty classify}. The model is a file with its weights in a second one beside it.
 */
public final class OneShotOnnx {
    private OneShotOnnx() {}

    /**
     * @param arguments {@code prepare MODEL} writes the model file from this JVM's setting;
     *                  {@code classify MODEL IMAGE THREADS} runs it
     */
    public static void main(String[] arguments) throws IOException, OrtException {
        Path model = Path.of(arguments[1]);
        if (arguments[0].equals("prepare")) {
            prepare(model);
        } else {
            classify(model, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static void prepare(Path model) throws IOException {
        Path weights = model.resolveSibling(model.getFileName() + ".weights");
        OnnxGraph graph = OnnxGraph.of(Layers.of(Setting.current().weights()), weights.getFileName().toString());
        Files.write(model, graph.model());
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (OnnxGraph.Initializer initializer : graph.initializers()) {
                ByteBuffer data = initializer.tensor().data().asByteBuffer();
                long position = initializer.offset();
                while (data.hasRemaining()) {
                    position += channel.write(data, position);
                }
            }
        }
    }

    private static void classify(Path model, Path image, int threads) throws OrtException {
        float[] planes = Layers.channelsFirst(Photograph.read(image), Photograph.SIDE * Photograph.SIDE, 1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            try (OrtSession session = environment.createSession(model.toString(), options);
                    OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(planes),
                            new long[] {1, 3, Photograph.SIDE, Photograph.SIDE});
                    OrtSession.Result result = session.run(Map.of("image", input))) {
                FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
                IntStream.range(0, logits.remaining()).boxed()
                        .sorted(Comparator.comparing((Integer i) -> -logits.get(i))).limit(5)
                        .forEach(i -> System.out.println(i + " " + logits.get(i)));
            }
        }
    }
}

package salty.engine.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Simplify;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;

/**
 * Synthesises the image that excites one filter most, by gradient ascent from a given start (Erhan et al., "Visualizing
 * higher-layer features of a deep network", 2009; the recipe of Keras' and TensorFlow.js' examples). Each step is
 * <pre>
 *   score = mean of the filter's feature map
 *   g     = d score / d image
 *   image = clip(image + rate * g / (rms(g) + 1e-7), low, high)
 * </pre>
 * and is one run of one program; the image never leaves the backend's memory, and between the first step and the last
 * nothing waits for a result. Only the one filter of the last layer is computed, nothing above it, and no weight
 * gradient. The program is compiled by the first run.
 */
public final class FilterAscent implements AutoCloseable {
    private static final float EPSILON = 1e-7f;

    /**
     * @param rate how far one step goes, in units of the image's values
     * @param low  the least value of each channel
     * @param high the greatest value of each channel
     */
    public record Bounds(float rate, float[] low, float[] high) {}

    /**
     * @param image      the synthesised image, in the layout and units of the start
     * @param scoreStart the filter's mean activation on the start
     * @param scoreEnd   the same on the result
     * @param dead       whether no step had a gradient, so that the image is still the start
     */
    public record Result(float[] image, float scoreStart, float scoreEnd, boolean dead) {}

    private final Backend backend;
    private final Node image;
    private final Node score;
    private final Node slope;
    private final Node nextImage;
    private final Node nextSlope;
    private Program program;

    /**
     * @param slope     an input that adds up the gradients' magnitudes, so that no step need read its own
     * @param nextImage the image after a step
     * @param nextSlope the sum after a step
     */
    private FilterAscent(Backend backend, Node image, Node score, Node slope, Node nextImage, Node nextSlope) {
        this.backend = backend;
        this.image = image;
        this.score = score;
        this.slope = slope;
        this.nextImage = nextImage;
        this.nextSlope = nextSlope;
    }

    /**
     * The ascents of some filters of a layer. They share what they have in common, such as the turned-round filters of
     * the layers below.
     *
     * @param image    the model's input, {@code (1, h, w, c)}
     * @param layer    the layer's output, {@code (1, h', w', k)} or {@code (1, k)}
     * @param channels the filters, counted from 0
     */
    public static List<FilterAscent> of(Backend backend, Node image, Node layer, List<Integer> channels,
                                        Bounds bounds) {
        List<Node> outputs = new ArrayList<>();
        Node slope = Input.of("slope", Shape.SCALAR);
        for (int channel : channels) {
            Node score = FilterScore.of(layer, channel);
            Node gradient = Gradients.of(score, image);
            Node magnitude = Power.of(Sum.mean(Mul.of(gradient, gradient)), 0.5f);
            outputs.addAll(List.of(score, step(image, gradient, magnitude, bounds), slope.plus(magnitude)));
        }
        List<Node> simplified = Simplify.of(outputs);
        List<FilterAscent> ascents = new ArrayList<>();
        for (int i = 0; i < simplified.size(); i += 3) {
            ascents.add(new FilterAscent(backend, image, simplified.get(i), slope, simplified.get(i + 1),
                    simplified.get(i + 2)));
        }
        return ascents;
    }

    /** The ascent of a single filter. */
    public static FilterAscent of(Backend backend, Node image, Node layer, int channel, Bounds bounds) {
        return of(backend, image, layer, List.of(channel), bounds).getFirst();
    }

    private static Node step(Node image, Node gradient, Node magnitude, Bounds bounds) {
        Node factor = Affine.of(Power.of(Affine.of(magnitude, 1, EPSILON), -1), bounds.rate, 0);
        Node moved = image.plus(Mul.of(gradient, repeated(factor, image.shape())));
        Node low = Broadcast.channels(Constant.of(Shape.of(bounds.low.length), bounds.low), image.shape());
        Node high = Broadcast.channels(Constant.of(Shape.of(bounds.high.length), bounds.high), image.shape());
        return minimum(Maximum.of(moved, low), high);
    }

    private static Node repeated(Node scalar, Shape target) {
        return Broadcast.of(Reshape.of(scalar, Shape.of(1, 1, 1, 1)), target);
    }

    private static Node minimum(Node a, Node b) {
        return Affine.of(Maximum.of(Affine.of(a, -1, 0), Affine.of(b, -1, 0)), -1, 0);
    }

    /**
     * Ascends.
     *
     * @param start      the image to begin with, {@code (h, w, c)}
     * @param iterations the number of steps
     */
    public Result run(float[] start, int iterations) {
        try (Workspace workspace = program().workspace()) {
            workspace.write(image, start);
            workspace.write(slope, new float[1]);
            float scoreStart = Float.NaN;
            for (int i = 0; i < iterations; i++) {
                workspace.run();
                if (i == 0) {
                    scoreStart = workspace.read(score)[0];
                }
            }
            boolean dead = workspace.read(slope)[0] == 0;
            float[] result = workspace.read(image);
            workspace.run();
            float scoreEnd = workspace.read(score)[0];
            return new Result(result, iterations == 0 ? scoreEnd : scoreStart, scoreEnd, dead);
        }
    }

    /** What runs in one step. */
    public String explain() {
        return program().explain();
    }

    private Program program() {
        if (program == null) {
            Map<Node, Node> carried = new LinkedHashMap<>();
            carried.put(image, nextImage);
            carried.put(slope, nextSlope);
            program = Program.compile(backend, List.of(score), carried);
        }
        return program;
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
            program = null;
        }
    }
}

package salty.engine.reference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Backend;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;

/**
 * {@link Reference} as a backend: every node a group, every value float64 until it is read. It runs where nothing
 * faster does, in the pace of plain loops.
 */
public final class ReferenceBackend implements Backend {
    /** Its name. */
    public static final String NAME = "reference";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "plain loops in float64, one thread";
    }

    @Override
    public boolean fuses(Group group, Node next) {
        return false;
    }

    @Override
    public boolean inPlace(Group group, Node input) {
        return false;
    }

    @Override
    public Kernel prepare(Group group) {
        Map<Node, double[]> constants = new HashMap<>();
        for (Node node : group.nodes()) {
            for (Node input : node.inputs()) {
                if (Group.isStatic(input)) {
                    constants.computeIfAbsent(input, constant -> Reference.evaluate(constant, List.of()));
                }
            }
        }
        return new ReferenceKernel(group, constants);
    }

    @Override
    public Buffer allocate(long size) {
        return new Float64Buffer(new double[Math.toIntExact(size)]);
    }

    private record ReferenceKernel(Group group, Map<Node, double[]> constants) implements Kernel {
        @Override
        public void run(Buffer[] inputs, Buffer output, Buffer scratch) {
            Map<Node, double[]> values = new HashMap<>(constants);
            List<Node> nodes = group.inputs();
            for (int i = 0; i < inputs.length; i++) {
                values.put(nodes.get(i), ((Float64Buffer) inputs[i]).first(nodes.get(i).shape().intSize()));
            }
            for (Node node : group.nodes()) {
                values.put(node, Reference.evaluate(node, node.inputs().stream().map(values::get).toList()));
            }
            double[] result = values.get(group.output());
            System.arraycopy(result, 0, ((Float64Buffer) output).values(), 0, result.length);
        }

        @Override
        public String describe() {
            return group + " by reference";
        }
    }

    private record Float64Buffer(double[] values) implements Buffer {
        /** The front of the buffer, which may be larger than the value that it holds now. */
        double[] first(int size) {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }

        @Override
        public long size() {
            return values.length;
        }

        @Override
        public void write(float[] source) {
            for (int i = 0; i < source.length; i++) {
                values[i] = source[i];
            }
        }

        @Override
        public void read(float[] target) {
            for (int i = 0; i < target.length; i++) {
                target[i] = (float) values[i];
            }
        }
    }
}

package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Erf;
import salty.engine.op.Exp;
import salty.engine.op.Fill;
import salty.engine.op.Log;
import salty.engine.op.Mask;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Sigmoid;
import salty.engine.op.Tanh;
import salty.engine.op.Unary;

/**
 * The pointwise steps of a group as statements of OpenCL C, for the macro {@code EPILOGUE(T, LOAD, v, at, n)} that
 * every kernel applies before it stores: {@code v}, of type T, are the elements from {@code at} on, of channel
 * {@code n} on.
 *
 * @param statements  what happens to v
 * @param operands    the further buffers, {@code e0}, {@code e1}, ..., in order
 * @param description the ops' names for listings, each after a plus
 * @param flat        whether v may be a vector that crosses channels: no operand is indexed by n
 * @param scalar      whether v must be a single float, because an operand repeats in a way that vectors cannot load
 */
record Epilogue(String statements, List<Operand> operands, String description, boolean flat, boolean scalar) {
    /** How a value that is repeated to a larger shape is read. */
    private enum Repeat { NONE, CHANNELS, NUMBER, GENERAL }

    /** The steps behind the group's root; of a pointwise root, its own as well, beginning with the load of v. */
    static Epilogue of(Group group, Function<Node, Operand> operand) {
        return new Writer(group, operand).write();
    }

    /**
     * Whether kernels that compute tiles can take {@code next} up: it reads repeated values by channel or as numbers.
     */
    static boolean suits(Node next) {
        for (var input : next.inputs()) {
            if (input.op() instanceof Broadcast && repeat(input) == Repeat.GENERAL) {
                return false;
            }
        }
        return isPointwise(next);
    }

    /** Whether a node is a step that can be written as OpenCL C. */
    static boolean isPointwise(Node node) {
        return switch (node.op()) {
            case Unary unary -> Writer.unary(unary).isPresent();
            case Binary binary -> Writer.binary(binary, "a", "b").isPresent();
            default -> false;
        };
    }

    /** The lines that go before a kernel's source. */
    String prelude() {
        if (statements.isEmpty() && operands.isEmpty()) {
            return "";
        }
        var parameters = new StringBuilder();
        var arguments = new StringBuilder();
        for (int i = 0; i < operands.size(); i++) {
            parameters.append(", const __global float *e").append(i);
            arguments.append(", e").append(i);
        }
        return "#define EPILOGUE(T, LOAD, v, at, n) " + statements + "\n#define EPILOGUE_PARAMETERS" + parameters
            + "\n#define EPILOGUE_ARGUMENTS" + arguments + "\n";
    }

    private static Repeat repeat(Node broadcast) {
        Shape from = broadcast.input(0).shape();
        Shape to = broadcast.shape();
        if (from.size() == 1) {
            return Repeat.NUMBER;
        }
        return from.size() == from.dim(-1) && from.dim(-1) == to.dim(-1) ? Repeat.CHANNELS : Repeat.GENERAL;
    }

    private static final class Writer {
        private final Group group;
        private final Function<Node, Operand> operandOf;
        private final Map<Operand, String> names = new LinkedHashMap<>();
        private final StringBuilder statements = new StringBuilder();
        private final StringBuilder description = new StringBuilder();
        private Node running;
        private boolean flat = true;
        private boolean scalar;

        Writer(Group group, Function<Node, Operand> operandOf) {
            this.group = group;
            this.operandOf = operandOf;
        }

        Epilogue write() {
            for (var node : group.nodes()) {
                if (node.op() instanceof Broadcast) {
                    continue;
                }
                if (isPointwise(node)) {
                    statements.append(statement(node)).append(' ');
                    description.append(" + ").append(node.op().name());
                }
                running = node;
            }
            return new Epilogue(statements.toString().strip(), new ArrayList<>(names.keySet()), description.toString(),
                flat, scalar);
        }

        private String statement(Node node) {
            var a = value(node.input(0));
            return switch (node.op()) {
                case Unary unary -> (a.equals("v") ? "" : "v = " + a + "; ") + unary(unary).orElseThrow();
                case Binary binary -> binary(binary, a, value(node.input(1))).orElseThrow();
                default -> throw new IllegalStateException(node.op().name() + " is not pointwise");
            };
        }

        /** The statement of a step, or none for an op that has no OpenCL C yet and runs on the reference. */
        static Optional<String> unary(Unary op) {
            return Optional.ofNullable(switch (op) {
                case Relu relu -> "v = v > (T) (0.0f) ? v : (T) (0.0f);";
                case Affine affine -> affine(affine);
                case Clip clip -> "v = v < " + number(clip.low()) + " ? " + number(clip.low()) + " : v; v = v > "
                    + number(clip.high()) + " ? " + number(clip.high()) + " : v;";
                case Exp exp -> "v = exp(v);";
                case Log log -> "v = log(v);";
                case Tanh tanh -> "v = tanh(v);";
                case Sigmoid sigmoid -> "v = (T) (1.0f) / ((T) (1.0f) + exp(-v));";
                case Erf erf -> "v = erf(v);";
                case Power power -> power(power.exponent());
                default -> null;
            });
        }

        private static String affine(Affine op) {
            if (op.shift() == 0) {
                return "v = " + number(op.scale()) + " * v;";
            }
            return op.scale() == 1 ? "v = v + " + number(op.shift()) + ";"
                : "v = fma(" + number(op.scale()) + ", v, " + number(op.shift()) + ");";
        }

        private static String power(float exponent) {
            if (exponent == 2) {
                return "v = v * v;";
            }
            if (exponent == 0.5f) {
                return "v = sqrt(v);";
            }
            if (exponent == -0.5f) {
                return "v = (T) (1.0f) / sqrt(v);";
            }
            return exponent == -1 ? "v = (T) (1.0f) / v;" : "v = pow(v, " + number(exponent) + ");";
        }

        /** As {@link #unary}, of two expressions. */
        static Optional<String> binary(Binary op, String a, String b) {
            return Optional.ofNullable(switch (op) {
                case Add add -> "v = " + a + " + " + b + ";";
                case Mul mul -> "v = " + a + " * " + b + ";";
                case Maximum maximum -> "{ T a = " + a + "; T b = " + b + "; v = (a > b) | (a != a) ? a : b; }";
                case Mask mask -> "v = " + b + " > (T) (0.0f) ? " + a + " : (T) (0.0f);";
                default -> null;
            });
        }

        /** The C expression of a step's input. */
        private String value(Node node) {
            if (node == running) {
                return "v";
            }
            return switch (node.op()) {
                case Fill fill -> number(fill.value());
                case Broadcast broadcast when group.nodes().contains(node) -> repeated(node);
                default -> "LOAD(" + name(node) + " + (at))";
            };
        }

        private String repeated(Node broadcast) {
            var source = broadcast.input(0);
            if (source.op() instanceof Fill fill) {
                return number(fill.value());
            }
            return switch (repeat(broadcast)) {
                case NUMBER -> "(T) (" + name(source) + "[0])";
                case CHANNELS -> {
                    flat = false;
                    yield "LOAD(" + name(source) + " + (n))";
                }
                case GENERAL, NONE -> {
                    scalar = true;
                    yield name(source) + "[" + index(source.shape(), broadcast.shape()) + "]";
                }
            };
        }

        /** The index into a repeated value that element {@code at} of the larger one reads. */
        private static String index(Shape from, Shape to) {
            var terms = new StringBuilder("0");
            int[] strides = from.strides();
            long below = 1;
            for (int axis = to.rank() - 1; axis >= 0; axis--) {
                if (from.dim(axis) > 1) {
                    terms.append(" + (int) ((at) / ").append(below).append(") % ").append(to.dim(axis)).append(" * ")
                        .append(strides[axis]);
                }
                below *= to.dim(axis);
            }
            return terms.toString();
        }

        private String name(Node node) {
            return names.computeIfAbsent(operandOf.apply(node), absent -> "e" + names.size());
        }

        /** An exact literal of type T. */
        private static String number(float value) {
            if (Float.isNaN(value)) {
                return "(T) (NAN)";
            }
            return Float.isInfinite(value) ? "(T) (" + (value > 0 ? "" : "-") + "INFINITY)"
                : "(T) (" + Float.toHexString(value) + "f)";
        }
    }
}

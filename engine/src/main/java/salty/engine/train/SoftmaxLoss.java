package salty.engine.train;

/**
 * The objective of a multinomial logistic regression with K classes and d features,
 * <pre>
 *   F(W, b) = (sum over i of s[i] (-ln softmax(W x[i] + b)[y[i]])) / (sum over i of s[i]) + l2 / 2 |W|^2
 * </pre>
 * with s the weights of the examples' classes. It is convex, and the biases are not penalised. The variables are laid
 * out by classes, each of d weights and then its bias.
 */
final class SoftmaxLoss implements Objective {
    private final LabelledFeatures examples;
    private final double l2;
    private final double total;
    private final int classes;
    private final int stride;

    SoftmaxLoss(LabelledFeatures examples, double l2) {
        this.examples = examples;
        this.l2 = l2;
        this.total = examples.total();
        this.classes = examples.classes();
        this.stride = examples.width() + 1;
    }

    @Override
    public int size() {
        return classes * stride;
    }

    @Override
    public double at(double[] point, double[] gradient) {
        double loss = 0;
        double squares = 0;
        for (int k = 0; k < classes; k++) {
            for (int j = 0; j < stride - 1; j++) {
                int at = k * stride + j;
                gradient[at] = l2 * point[at];
                squares += point[at] * point[at];
            }
            gradient[k * stride + stride - 1] = 0;
        }
        double[] p = new double[classes];
        for (int i = 0; i < examples.labels().length; i++) {
            double[] x = examples.features()[i];
            int label = examples.labels()[i];
            double share = examples.weights()[label] / total;
            loss -= share * logProbabilities(point, x, p, label);
            for (int k = 0; k < classes; k++) {
                double residual = share * (p[k] - (k == label ? 1 : 0));
                int at = k * stride;
                for (int j = 0; j < x.length; j++) {
                    gradient[at + j] += residual * x[j];
                }
                gradient[at + x.length] += residual;
            }
        }
        return loss + l2 / 2 * squares;
    }

    /**
     * The logarithm of the probability of a class.
     *
     * @param x an example's features
     * @param p takes the probabilities of all classes
     */
    double logProbabilities(double[] point, double[] x, double[] p, int label) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            double z = point[k * stride + x.length];
            for (int j = 0; j < x.length; j++) {
                z += point[k * stride + j] * x[j];
            }
            p[k] = z;
            greatest = Math.max(greatest, z);
        }
        double own = p[label] - greatest;
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            p[k] = StrictMath.exp(p[k] - greatest);
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return own - StrictMath.log(sum);
    }

    /**
     * The lower triangle of the matrix of second derivatives. A change of all biases by one summand changes nothing;
     * along it the matrix is given the curvature 1, which leaves Newton's step as it is.
     */
    double[][] hessian(double[] point) {
        double[][] h = new double[size()][];
        for (int i = 0; i < h.length; i++) {
            h[i] = new double[i + 1];
            if (i % stride < stride - 1) {
                h[i][i] = l2;
            } else {
                for (int k = stride - 1; k <= i; k += stride) {
                    h[i][k] = 1.0 / classes;
                }
            }
        }
        double[] p = new double[classes];
        for (int i = 0; i < examples.labels().length; i++) {
            double[] x = examples.features()[i];
            int label = examples.labels()[i];
            logProbabilities(point, x, p, label);
            for (int k = 0; k < classes; k++) {
                for (int m = 0; m <= k; m++) {
                    double curvature = examples.weights()[label] / total * p[k] * ((k == m ? 1 : 0) - p[m]);
                    addOuter(h, k * stride, m * stride, curvature, x);
                }
            }
        }
        return h;
    }

    private static void addOuter(double[][] h, int row, int column, double factor, double[] x) {
        for (int a = 0; a <= x.length; a++) {
            double left = factor * (a < x.length ? x[a] : 1);
            double[] to = h[row + a];
            int end = row == column ? a : x.length;
            for (int b = 0; b < Math.min(end + 1, x.length); b++) {
                to[column + b] += left * x[b];
            }
            if (end == x.length) {
                to[column + x.length] += left;
            }
        }
    }
}

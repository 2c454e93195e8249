#!/usr/bin/python3
"""Makes logistic.txt: penalised logistic regressions, solved with numpy alone by Newton's method on standardised features.

    /usr/bin/python3 make_logistic.py > logistic.txt

A line is a name and the values of a tensor in row-major order. Of each case there are the features, labels and class
weights, and the weights (classes, features) and biases of the minimum of
    sum s[i] (-ln softmax(W z[i] + b)[y[i]]) / sum s[i] + l2 / 2 |W|^2,   z = (x - mean) / deviation,
rewritten for x.
"""
import numpy as np

rng = np.random.default_rng(5)


def put(name, value):
    print(name, *('%.17g' % v for v in np.asarray(value, float).reshape(-1)))


def solve(z, y, s, l2, classes):
    n, d = z.shape
    a = np.hstack([z, np.ones((n, 1))])
    one = np.eye(classes)[y]
    share = s[y] / s[y].sum()
    penalty = np.kron(np.eye(classes), np.diag([l2] * d + [0]))
    flat = np.zeros(classes * (d + 1))
    for _ in range(200):
        t = a @ flat.reshape(classes, d + 1).T
        p = np.exp(t - t.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        g = ((p - one) * share[:, None]).T @ a
        g = g.reshape(-1) + penalty @ flat
        h = penalty.copy()
        for i in range(n):
            h += share[i] * np.kron(np.diag(p[i]) - np.outer(p[i], p[i]), np.outer(a[i], a[i]))
        flat -= np.linalg.lstsq(h, g, rcond=None)[0]
        if np.abs(g).max() < 1e-13:
            break
    return flat.reshape(classes, d + 1)


def case(name, x, y, s, l2):
    x, y, s = x.astype(np.float32).astype(float), np.asarray(y), np.asarray(s, float)
    mean, deviation = x.mean(0), x.std(0)
    varies = deviation > 1e-6 * np.abs(mean)
    z = np.where(varies, (x - mean) / np.where(varies, deviation, 1), 0)
    w = solve(z, y, s, l2, len(s))
    weights = np.where(varies, w[:, :-1] / np.where(varies, deviation, 1), 0)
    put(f'{name}_shape', [*x.shape, len(s), l2])
    put(f'{name}_features', x)
    put(f'{name}_labels', y)
    put(f'{name}_class_weights', s)
    put(f'{name}_weights', weights)
    put(f'{name}_biases', w[:, -1] - weights @ mean)


def clouds(counts, d, apart):
    centres = apart * rng.standard_normal((len(counts), d))
    y = np.repeat(np.arange(len(counts)), counts)
    return centres[y] + rng.standard_normal((len(y), d)), y


x, y = clouds([30, 20], 4, .7)
case('two', x * [1, 100, .01, 5] + [0, 1000, 0, -3], y, [1, 1], .01)
x, y = clouds([15, 12, 18, 9], 5, .8)
case('four', x, y, [1, 1, 1, 1], .003)
x, y = clouds([40, 3], 3, 1)
case('rare', x, y, [43 / 80, 43 / 6], .1)
x, y = clouds([12, 12], 2, 4)
case('separable', x, y, [1, 1], 1e-4)
x, y = clouds([14, 16], 3, .6)
case('collinear', np.hstack([x, x[:, :1] * 2 - 1, np.full((30, 1), 7.25)]), y, [1, 1], .02)
x, y = clouds([5, 4, 1], 12, .8)
case('wide', x, y, [1, 1, 2], .05)
x, y = clouds([1, 1], 3, 1)
case('pair', x, y, [1, 1], .1)

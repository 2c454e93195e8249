#!/usr/bin/python3
"""Makes KIND.h5, a narrow Keras network of one kind of block, and KIND.steps.h5: three steps of SGD with momentum on all its
weights, with PyTorch in float64. Needs Debian's python3-torch and python3-h5py.

    /usr/bin/python3 make_blocks.py

KIND.steps.h5 holds input (4, 12, 12, 3), labels (4), and for `frozen`, batch normalisations by their moving averages, and
`batch`, by the batch's: losses (3) before each step and weights after the last. Of `batch` the moving averages are the means
of the three batches' statistics, variances biased, weighted by .95^2, .95 and 1.
"""
import json
import os

import h5py
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES, EPSILON, MOMENTUM = 3, 1e-3, .95


class Network:
    def __init__(self, name, seed):
        self.name, self.rng, self.layers, self.weights, self.depth = name, np.random.default_rng(seed), [], {}, {}
        self.add('InputLayer', 'input_1', 3, [], batch_input_shape=[None, 12, 12, 3], dtype='float32', sparse=False)

    def add(self, cls, name, depth, inputs, **config):
        self.layers.append({'class_name': cls, 'name': name, 'config': {'name': name, 'trainable': True, **config},
                            'inbound_nodes': [[[i, 0, 0, {}] for i in inputs]] if inputs else []})
        self.depth[name] = depth
        return name

    def weight(self, layer, role, *shape, scale=1.0, mean=0.0):
        self.weights[f'{layer}/{role}'] = (mean + scale * self.rng.standard_normal(shape)).astype(np.float32)

    def conv(self, x, name, filters, size=3, stride=1, bias=False, activation='linear'):
        c = self.depth[x]
        self.weight(name, 'kernel', size, size, c, filters, scale=(2 / (size * size * c)) ** .5)
        if bias:
            self.weight(name, 'bias', filters, scale=.1)
        return self.add('Conv2D', name, filters, [x], filters=filters, kernel_size=[size] * 2, strides=[stride] * 2,
                        padding='same', use_bias=bias, activation=activation, data_format='channels_last')

    def depthwise(self, x, name, stride=1):
        c = self.depth[x]
        self.weight(name, 'depthwise_kernel', 3, 3, c, 1, scale=.4)
        return self.add('DepthwiseConv2D', name, c, [x], kernel_size=[3, 3], strides=[stride] * 2, padding='same',
                        use_bias=False, activation='linear', depth_multiplier=1, data_format='channels_last')

    def norm(self, x, name, scale=True):
        c = self.depth[x]
        if scale:
            self.weight(name, 'gamma', c, scale=.2, mean=1)
        self.weight(name, 'beta', c, scale=.2)
        self.weight(name, 'moving_mean', c, scale=.3)
        self.weights[f'{name}/moving_variance'] = (.5 + self.rng.random(c)).astype(np.float32)
        return self.add('BatchNormalization', name, c, [x], axis=[3], momentum=.99, epsilon=EPSILON, center=True, scale=scale)

    def relu(self, x, name, limit=None):
        if limit:
            return self.add('ReLU', name, self.depth[x], [x], max_value=limit, negative_slope=0., threshold=0.)
        return self.add('Activation', name, self.depth[x], [x], activation='relu')

    def unit(self, x, name, filters, size=3, stride=1, scale=True):
        return self.relu(self.norm(self.conv(x, name, filters, size, stride), name + '_bn', scale), name + '_relu')

    def pool(self, x, name, kind='Max', stride=2, size=2):
        return self.add(kind + 'Pooling2D', name, self.depth[x], [x], pool_size=[size] * 2, strides=[stride] * 2, padding='same',
                        data_format='channels_last')

    def merge(self, cls, name, *xs):
        depth = sum(self.depth[x] for x in xs) if cls == 'Concatenate' else self.depth[xs[0]]
        return self.add(cls, name, depth, xs, **({'axis': 3} if cls == 'Concatenate' else {}))

    def average(self, x, name):
        return self.add('GlobalAveragePooling2D', name, self.depth[x], [x], data_format='channels_last')

    def dense(self, x, name, units, activation):
        self.weight(name, 'kernel', self.depth[x], units, scale=self.depth[x] ** -.5)
        self.weight(name, 'bias', units, scale=.1)
        return self.add('Dense', name, units, [x], units=units, activation=activation, use_bias=True)

    def classifier(self, x):
        self.dense(self.average(x, 'average'), 'predictions', CLASSES, 'softmax')
        return self

    def write(self):
        first, last = self.layers[0]['name'], self.layers[-1]['name']
        config = {'class_name': 'Functional', 'config': {'name': self.name, 'trainable': True, 'layers': self.layers,
                  'input_layers': [[first, 0, 0]], 'output_layers': [[last, 0, 0]]}}
        with h5py.File(os.path.join(HERE, self.name + '.h5'), 'w') as f:
            f.attrs.update(keras_version='2.15.0', backend='tensorflow', model_config=json.dumps(config))
            group = f.create_group('model_weights')
            group.attrs.update(keras_version='2.15.0', backend='tensorflow',
                               layer_names=np.array([layer['name'] for layer in self.layers], 'S'))
            for layer in self.layers:
                own = [w for w in self.weights if w.startswith(layer['name'] + '/')]
                g = group.create_group(layer['name'])
                g.attrs['weight_names'] = np.array([w + ':0' for w in own], 'S')
                for w in own:
                    g[w + ':0'] = self.weights[w]

    def run(self, x, w, batch, statistics):
        values = {}
        for layer in self.layers:
            cls, name, config = layer['class_name'], layer['name'], layer['config']
            ins = [values[i[0]] for i in layer['inbound_nodes'][0]] if layer['inbound_nodes'] else [x]
            t = ins[0]
            if cls in ('Conv2D', 'DepthwiseConv2D'):
                k = w[name + ('/kernel' if cls == 'Conv2D' else '/depthwise_kernel')]
                s, groups = config['strides'][0], 1 if cls == 'Conv2D' else t.shape[1]
                k = k.permute(3, 2, 0, 1) if groups == 1 else k.permute(2, 3, 0, 1)
                t = F.conv2d(same(t, k.shape[2], s), k, w.get(name + '/bias'), stride=s, groups=groups)
            elif cls == 'BatchNormalization':
                mean, variance = w[name + '/moving_mean'], w[name + '/moving_variance']
                if batch:
                    mean, variance = t.mean((0, 2, 3)), t.var((0, 2, 3), unbiased=False)
                    statistics[name + '/moving_mean'], statistics[name + '/moving_variance'] = mean.detach(), variance.detach()
                column = lambda v: v[:, None, None]
                t = (t - column(mean)) / (column(variance) + EPSILON).sqrt() * column(w.get(name + '/gamma', torch.ones(len(mean))))
                t = t + column(w[name + '/beta'])
            elif cls == 'ReLU':
                t = t.clamp(0, config['max_value'])
            elif cls == 'MaxPooling2D':
                t = F.max_pool2d(same(t, config['pool_size'][0], config['strides'][0], -np.inf), config['pool_size'][0], config['strides'][0])
            elif cls == 'AveragePooling2D':
                size, s = config['pool_size'][0], config['strides'][0]
                t = F.avg_pool2d(same(t, size, s), size, s) / F.avg_pool2d(same(torch.ones_like(t), size, s), size, s)
            elif cls == 'Add':
                t = sum(ins[1:], t)
            elif cls == 'Multiply':
                t = ins[0] * ins[1]
            elif cls == 'Concatenate':
                t = torch.cat(ins, 1)
            elif cls == 'GlobalAveragePooling2D':
                t = t.mean((2, 3))
            elif cls == 'Reshape':
                t = t[:, :, None, None]
            elif cls == 'Dense':
                t = t @ w[name + '/kernel'] + w[name + '/bias']
            activation = config.get('activation', 'linear')
            values[name] = {'relu': torch.relu, 'sigmoid': torch.sigmoid}.get(activation, lambda v: v)(t)
        return t

    def steps(self):
        x = torch.from_numpy(self.rng.standard_normal((4, 12, 12, 3)).astype(np.float32).astype(float))
        labels = torch.tensor([0, 2, 1, 2])
        with h5py.File(os.path.join(HERE, self.name + '.steps.h5'), 'w') as f:
            f['input'], f['labels'] = x.numpy().astype(np.float32), labels.numpy().astype(np.float32)
            for mode in ('frozen', 'batch'):
                w = {n: torch.from_numpy(v.astype(float)).requires_grad_('moving' not in n) for n, v in self.weights.items()}
                sgd = torch.optim.SGD([p for p in w.values() if p.requires_grad], lr=.05, momentum=.9)
                losses, seen = [], []
                for _ in range(3):
                    seen.append({})
                    loss = F.cross_entropy(self.run(x.permute(0, 3, 1, 2), w, mode == 'batch', seen[-1]), labels)
                    losses.append(loss.item())
                    sgd.zero_grad()
                    loss.backward()
                    sgd.step()
                shares = np.array([MOMENTUM ** 2, MOMENTUM, 1])
                for n in seen[-1]:
                    w[n] = sum(share * s[n] for share, s in zip(shares / shares.sum(), seen))
                f[f'{mode}/losses'] = np.array(losses, np.float32)
                for n, v in w.items():
                    f[f'{mode}/weights/{n}'] = v.detach().numpy().astype(np.float32)
                print(self.name, mode, losses)


def same(t, size, stride, fill=0.0):
    """Pads as TensorFlow does: the odd row and column below and to the right."""
    total = max((-(-t.shape[2] // stride) - 1) * stride + size - t.shape[2], 0)
    return F.pad(t, (total // 2, total - total // 2) * 2, value=fill)


def residual():
    n = Network('residual', 1)
    x = n.unit('input_1', 'stem', 6)
    y = n.norm(n.conv(n.unit(x, 'a', 6, stride=2), 'b', 8), 'b_bn')
    x = n.relu(n.merge('Add', 'add', y, n.norm(n.conv(x, 'short', 8, 1, 2), 'short_bn')), 'out')
    y = n.norm(n.conv(n.unit(x, 'c', 8), 'd', 8), 'd_bn')
    return n.classifier(n.relu(n.merge('Add', 'add2', x, y), 'out2'))


def inverted():
    n = Network('inverted', 2)
    x = n.relu(n.norm(n.conv('input_1', 'stem', 4), 'stem_bn'), 'stem_relu', 6.)
    y = n.relu(n.norm(n.conv(x, 'expand', 12, 1), 'expand_bn'), 'expand_relu', 6.)
    y = n.relu(n.norm(n.depthwise(y, 'depthwise'), 'depthwise_bn'), 'depthwise_relu', 6.)
    y = n.norm(n.conv(y, 'project', 4, 1), 'project_bn')
    x = n.merge('Add', 'add', x, y)
    return n.classifier(n.relu(n.norm(n.depthwise(x, 'last', 2), 'last_bn'), 'last_relu', 6.))


def inception():
    n = Network('inception', 3)
    x = n.pool(n.unit('input_1', 'stem', 5, scale=False), 'stem_pool')
    parts = [n.unit(x, 'one', 3, 1, scale=False), n.unit(n.unit(x, 'three_in', 3, 1, scale=False), 'three', 4, scale=False),
             n.unit(n.pool(x, 'pool', 'Average', 1, 3), 'pooled', 2, 1, scale=False)]
    return n.classifier(n.merge('Concatenate', 'mixed', *parts))


def dense():
    n = Network('dense', 4)
    x = n.conv('input_1', 'stem', 5)
    for i in range(3):
        y = n.relu(n.norm(x, f'bn{i}'), f'relu{i}')
        x = n.merge('Concatenate', f'concat{i}', x, n.conv(y, f'conv{i}', 3))
    x = n.pool(n.conv(n.relu(n.norm(x, 'bn'), 'relu'), 'transition', 6, 1), 'pool', 'Average')
    return n.classifier(n.relu(n.norm(x, 'last_bn'), 'last_relu'))


def squeeze():
    n = Network('squeeze', 5)
    x = n.unit('input_1', 'stem', 8)
    y = n.add('Reshape', 'reshape', 8, [n.average(x, 'squeeze')], target_shape=[1, 1, 8])
    y = n.conv(n.conv(y, 'reduce', 3, 1, bias=True, activation='relu'), 'excite', 8, 1, bias=True, activation='sigmoid')
    return n.classifier(n.unit(n.merge('Multiply', 'scaled', x, y), 'top', 6))


for make in (residual, inverted, inception, dense, squeeze):
    network = make()
    network.write()
    network.steps()

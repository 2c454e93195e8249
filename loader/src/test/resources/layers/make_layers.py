#!/usr/bin/python3
"""Makes every_layer.h5, a Keras model with an output for every kind of layer, and what PyTorch in float64 makes of it.

Needs Debian's python3-torch and python3-h5py.

    /usr/bin/python3 make_layers.py [DIR]

every_layer.expected.h5 holds `input` and outputs/LAYER as float32. channels_first.h5 and its expected file are a small network
whose images are (channels, height, width); input and outputs there are channels last, as Salty converts them.
"""
import json, math, os, sys
import h5py, numpy as np, torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(3)
layers, weights, values, outputs = [], {}, {}, []
nchw, nhwc = (lambda x: x.permute(0, 3, 1, 2)), (lambda x: x.permute(0, 2, 3, 1))


def draw(layer, key, *shape, positive=False):
    w = (rng.standard_normal(shape) / 2).astype(np.float32)
    w = np.abs(w) + np.float32(.5) if positive else w
    weights.setdefault(layer, []).append((f'{layer}/{key}:0', w))
    return torch.from_numpy(w.astype(np.float64))


def layer(cls, name, config, inputs, value, nodes=None, out=True):
    layers.append({'class_name': cls, 'name': name, 'config': {'name': name, 'trainable': True, 'dtype': 'float32', **config},
                   'inbound_nodes': nodes if nodes is not None else ([[[i, 0, 0, {}] for i in inputs]] if inputs else [])})
    values[name] = value
    if out and inputs:
        outputs.append(name)
    return name


def pads(x, k, s, d, value=0.0):
    p = []
    for size, kk, ss, dd in zip(x.shape[2:], k, s, d):
        total = max(0, (-(-size // ss) - 1) * ss + (kk - 1) * dd + 1 - size)
        p.append((total // 2, total - total // 2))
    return F.pad(x, (*p[1], *p[0]), value=value)


def conv(name, x, filters, k, s=(1, 1), d=(1, 1), padding='same', groups=1):
    v = values[x]
    w, b = draw(name, 'kernel', *k, v.shape[3] // groups, filters), draw(name, 'bias', filters)
    t = nchw(v)
    t = pads(t, k, s, d) if padding == 'same' else t
    y = nhwc(F.conv2d(t, w.permute(3, 2, 0, 1), b, stride=s, dilation=d, groups=groups))
    return layer('Conv2D', name, {'filters': filters, 'kernel_size': list(k), 'strides': list(s), 'dilation_rate': list(d), 'groups': groups,
                                  'padding': padding, 'activation': 'linear', 'use_bias': True, 'data_format': 'channels_last'}, [x], y)


def transposed(name, x, filters, k, s, padding, extra=None):
    v = nchw(values[x])
    w, b = draw(name, 'kernel', *k, filters, v.shape[1]), draw(name, 'bias', filters)
    full = F.conv_transpose2d(v, w.permute(3, 2, 0, 1), None, stride=s)            # then TensorFlow cuts or fills to its size
    y = []
    for i in range(2):
        n = v.shape[2 + i]
        if extra is None:
            size = n * s[i] if padding == 'same' else n * s[i] + max(k[i] - s[i], 0)
        else:
            size = (n - 1) * s[i] + k[i] - (2 * (k[i] // 2) if padding == 'same' else 0) + extra[i]
        total = max(0, (-(-size // s[i]) - 1) * s[i] + k[i] - size) if padding == 'same' else 0
        y.append((total // 2, size))
    full = F.pad(full, (0, 9, 0, 9))[:, :, y[0][0]:y[0][0] + y[0][1], y[1][0]:y[1][0] + y[1][1]]
    return layer('Conv2DTranspose', name, {'filters': filters, 'kernel_size': list(k), 'strides': list(s), 'padding': padding, 'output_padding': extra,
                                           'activation': 'linear', 'use_bias': True, 'data_format': 'channels_last'}, [x], nhwc(full) + b)


def build():
    x0 = rng.uniform(-1.5, 1.5, (2, 9, 8, 4)).astype(np.float32)
    layer('InputLayer', 'image', {'batch_input_shape': [None, 9, 8, 4]}, [], torch.from_numpy(x0.astype(np.float64)))
    x = values['image']
    conv('dilated', 'image', 5, (3, 3), d=(2, 2)); conv('grouped', 'image', 6, (3, 2), s=(2, 1), padding='valid', groups=2)
    conv('strided', 'image', 3, (2, 3), s=(2, 3))
    for name, k, s, padding, extra in (('t_same', (3, 3), (2, 2), 'same', None), ('t_valid', (2, 3), (2, 1), 'valid', None), ('t_gap', (1, 2), (2, 3), 'valid', None),
                                       ('t_four', (4, 4), (2, 2), 'same', None), ('t_extra', (3, 3), (2, 2), 'same', [1, 1])):
        transposed(name, 'image', 3, k, s, padding, extra)
    w, b = draw('dw', 'depthwise_kernel', 3, 2, 4, 2), draw('dw', 'bias', 8)
    layer('DepthwiseConv2D', 'dw', {'kernel_size': [3, 2], 'strides': [1, 1], 'padding': 'valid', 'depth_multiplier': 2, 'activation': 'linear', 'use_bias': True}, ['image'],
          nhwc(F.conv2d(nchw(x), w.reshape(3, 2, 1, 8).permute(3, 2, 0, 1), b, groups=4)))
    w, p, b = draw('sep', 'depthwise_kernel', 3, 3, 4, 2), draw('sep', 'pointwise_kernel', 1, 1, 8, 6), draw('sep', 'bias', 6)
    y = F.conv2d(pads(nchw(x), (3, 3), (2, 2), (1, 1)), w.reshape(3, 3, 1, 8).permute(3, 2, 0, 1), stride=2, groups=4)
    layer('SeparableConv2D', 'sep', {'filters': 6, 'kernel_size': [3, 3], 'strides': [2, 2], 'padding': 'same', 'depth_multiplier': 2, 'activation': 'selu', 'use_bias': True},
          ['image'], F.selu(nhwc(F.conv2d(y, p.permute(3, 2, 0, 1), b))))
    g, be = draw('ln', 'gamma', 4), draw('ln', 'beta', 4)
    layer('LayerNormalization', 'ln', {'axis': [3], 'epsilon': 1e-3, 'center': True, 'scale': True}, ['image'], F.layer_norm(x, (4,), g, be, 1e-3))
    g, be = draw('ln3', 'gamma', 9, 8, 4), draw('ln3', 'beta', 9, 8, 4)
    layer('LayerNormalization', 'ln3', {'axis': [1, 2, 3], 'epsilon': 1e-2, 'center': True, 'scale': True}, ['image'], F.layer_norm(x, (9, 8, 4), g, be, 1e-2))
    be, m, v = draw('bn', 'beta', 8), draw('bn', 'moving_mean', 8), draw('bn', 'moving_variance', 8, positive=True)
    layer('BatchNormalization', 'bn', {'axis': 2, 'epsilon': 1e-3, 'center': True, 'scale': False}, ['image'],
          (x - m[:, None]) / (v + 1e-3).sqrt()[:, None] + be[:, None])
    a = draw('prelu', 'alpha', 9, 8, 4); layer('PReLU', 'prelu', {'shared_axes': None}, ['image'], torch.where(x > 0, x, a * x))
    a = draw('prelu_shared', 'alpha', 1, 1, 4); layer('PReLU', 'prelu_shared', {'shared_axes': [1, 2]}, ['image'], torch.where(x > 0, x, a * x))
    for f, fn in {'relu6': lambda t: t.clamp(0, 6), 'elu': F.elu, 'selu': F.selu, 'softplus': F.softplus, 'softsign': F.softsign, 'swish': F.silu,
                  'gelu': F.gelu, 'exponential': torch.exp, 'tanh': torch.tanh, 'sigmoid': torch.sigmoid, 'mish': F.mish, 'softmax': lambda t: torch.softmax(t, -1),
                  'hard_sigmoid': lambda t: (.2 * t + .5).clamp(0, 1), 'log_softmax': lambda t: torch.log_softmax(t, -1), 'linear': lambda t: t}.items():
        layer('Activation', 'act_' + f, {'activation': f}, ['image'], fn(x))
    layer('ReLU', 'relu_all', {'max_value': 1.0, 'negative_slope': .1, 'threshold': .3}, ['image'],
          torch.where(x > .3, x.clamp(max=1), torch.where(x < .3, .1 * (x - .3), torch.zeros_like(x))))
    layer('LeakyReLU', 'leaky', {'alpha': .2}, ['image'], F.leaky_relu(x, .2)); layer('ELU', 'elu', {'alpha': .7}, ['image'], F.elu(x, .7))
    layer('ThresholdedReLU', 'thresholded', {'theta': .6}, ['image'], torch.where(x > .6, x, torch.zeros_like(x)))
    layer('Softmax', 'softmax_rows', {'axis': 1}, ['image'], torch.softmax(x, 1))
    pool = lambda cls, name, padding, y: layer(cls, name, {'pool_size': [3, 2], 'strides': [2, 2], 'padding': padding}, ['image'], nhwc(y))
    t = nchw(x); p = lambda value: pads(t, (3, 2), (2, 2), (1, 1), value)
    pool('MaxPooling2D', 'max_same', 'same', F.max_pool2d(p(-math.inf), (3, 2), 2))
    ones = pads(torch.ones_like(t), (3, 2), (2, 2), (1, 1))
    pool('AveragePooling2D', 'avg_same', 'same', F.avg_pool2d(p(0.0), (3, 2), 2) / F.avg_pool2d(ones, (3, 2), 2))
    layer('GlobalMaxPooling2D', 'gmp', {}, ['image'], x.amax((1, 2))); layer('GlobalAveragePooling2D', 'gap', {'keepdims': True}, ['image'], x.mean((1, 2), keepdim=True))
    layer('ZeroPadding2D', 'pad', {'padding': [[1, 2], [0, 3]]}, ['image'], F.pad(x, (0, 0, 0, 3, 1, 2))); layer('Cropping2D', 'crop', {'cropping': [[1, 2], [0, 3]]}, ['image'], x[:, 1:7, :5])
    layer('UpSampling2D', 'up', {'size': [2, 3], 'interpolation': 'nearest'}, ['image'], x.repeat_interleave(2, 1).repeat_interleave(3, 2))
    bilinear = lambda size: nhwc(F.interpolate(t, size=size, mode='bilinear', align_corners=False))
    layer('UpSampling2D', 'up_linear', {'size': [2, 2], 'interpolation': 'bilinear'}, ['image'], bilinear((18, 16)))
    layer('Resizing', 'resized', {'height': 5, 'width': 11, 'interpolation': 'bilinear', 'crop_to_aspect_ratio': False}, ['image'], bilinear((5, 11)))
    rows = [int((i + .5) * 9 / 5) for i in range(5)]; columns = [int((i + .5) * 8 / 11) for i in range(11)]
    layer('Resizing', 'resized_nearest', {'height': 5, 'width': 11, 'interpolation': 'nearest', 'crop_to_aspect_ratio': False}, ['image'], x[:, rows][:, :, columns])
    layer('CenterCrop', 'centre', {'height': 5, 'width': 5}, ['image'], x[:, 2:7, 1:6])
    layer('Rescaling', 'rescaled', {'scale': [1.0, .5, .25, 2.0], 'offset': -.5}, ['image'], x * torch.tensor([1.0, .5, .25, 2.0]) - .5)
    layer('Normalization', 'normalised', {'axis': [-1], 'mean': [[[[.1, .2, .3, .4]]]], 'variance': [[[[1.0, 2.0, 3.0, 4.0]]]]}, ['image'],
          (x - torch.tensor([.1, .2, .3, .4])) / torch.tensor([1.0, 2.0, 3.0, 4.0]).sqrt())
    sq = F.pad((x * x), (2, 2)).unfold(3, 5, 1).sum(-1)
    layer('LRN', 'lrn', {'n': 5, 'k': 1.5, 'alpha': .1, 'beta': .75}, ['image'], x / (1.5 + .1 / 5 * sq) ** .75)
    other = values['act_tanh']; pair = ['image', 'act_tanh']
    for cls, y in (('Add', x + other), ('Subtract', x - other), ('Multiply', x * other), ('Average', (x + other) / 2), ('Maximum', torch.maximum(x, other)), ('Minimum', torch.minimum(x, other))):
        layer(cls, 'm_' + cls.lower(), {}, pair, y)
    layer('Multiply', 'excited', {}, ['image', 'gap'], x * values['gap']); layer('Concatenate', 'joined', {'axis': 1}, pair, torch.cat([x, other], 1))
    layer('Flatten', 'flat', {}, ['image'], x.flatten(1)); layer('Permute', 'permuted', {'dims': [3, 1, 2]}, ['image'], x.permute(0, 3, 1, 2))
    layer('Reshape', 'sequence', {'target_shape': [-1, 4]}, ['image'], x.reshape(2, 72, 4))
    w, b = draw('dense4', 'kernel', 4, 3), draw('dense4', 'bias', 3); layer('Dense', 'dense4', {'units': 3, 'activation': 'sigmoid', 'use_bias': True}, ['image'], torch.sigmoid(x @ w + b))
    s = values['sequence'].permute(0, 2, 1)
    for padding, stride, dilation in (('causal', 1, 2), ('same', 2, 1), ('valid', 3, 1)):
        n = 'c1_' + padding; w, b = draw(n, 'kernel', 3, 4, 5), draw(n, 'bias', 5)
        total = (-(-72 // stride) - 1) * stride + 3 - 72 if padding == 'same' else 0
        t1 = F.pad(s, ((2 * dilation, 0) if padding == 'causal' else (total // 2, total - total // 2)))
        layer('Conv1D', n, {'filters': 5, 'kernel_size': [3], 'strides': [stride], 'padding': padding, 'dilation_rate': [dilation], 'activation': 'relu', 'use_bias': True}, ['sequence'],
              torch.relu(F.conv1d(t1, w.permute(2, 1, 0), b, stride=stride, dilation=dilation)).permute(0, 2, 1))
    layer('MaxPooling1D', 'max1', {'pool_size': [3], 'strides': [2], 'padding': 'valid'}, ['sequence'], F.max_pool1d(s, 3, 2).permute(0, 2, 1))
    layer('AveragePooling1D', 'avg1', {'pool_size': 2, 'strides': 2, 'padding': 'valid'}, ['sequence'], F.avg_pool1d(s, 2, 2).permute(0, 2, 1))
    layer('GlobalAveragePooling1D', 'gap1', {}, ['sequence'], values['sequence'].mean(1)); layer('GlobalMaxPooling1D', 'gmp1', {}, ['sequence'], values['sequence'].amax(1))
    layer('ZeroPadding1D', 'pad1', {'padding': [1, 2]}, ['sequence'], F.pad(values['sequence'], (0, 0, 1, 2)))
    for cls in ('Dropout', 'SpatialDropout2D', 'GaussianNoise', 'RandomFlip'):
        layer(cls, 'i_' + cls.lower(), {}, ['image'], x)
    op = lambda name, fn, kwargs, src, y, cls='TFOpLambda': layer(cls, name, {'function': fn}, [src], y, [[src, 0, 0, kwargs]])
    op('bgr', '__operators__.getitem', {'slice_spec': [{'class_name': '__ellipsis__'}, {'start': None, 'stop': None, 'step': -1}]}, 'image', x.flip(3), 'SlicingOpLambda')
    op('centred', 'nn.bias_add', {'bias': [-1.5, .5, .25, 0], 'data_format': 'channels_last'}, 'bgr', values['bgr'] + torch.tensor([-1.5, .5, .25, 0]))
    op('scaled', 'math.truediv', {'y': 127.5, 'name': None}, 'image', x / 127.5); op('shifted', 'math.subtract', {'y': 1.0, 'name': None}, 'scaled', values['scaled'] - 1)
    layer('TFOpLambda', 'product', {'function': 'math.multiply'}, ['image', 'act_tanh'], x * other, [['image', 0, 0, {'y': ['act_tanh', 0, 0], 'name': None}]])
    op('window', '__operators__.getitem', {'slice_spec': {'class_name': '__tuple__', 'items': [{'start': None, 'stop': None, 'step': None}, {'start': 1, 'stop': -1, 'step': None}, 2]}},
       'image', x[:, 1:-1, 2], 'SlicingOpLambda')
    node = json.dumps({'name': 'RealDiv', 'op': 'RealDiv', 'input': ['image', 'RealDiv/y']})
    layer('TensorFlowOpLayer', 'tf23', {'node_def': node, 'constants': {'1': 4.0}}, ['image'], x / 4)
    return x0


def save(name, x0, first):
    config = {'class_name': 'Functional', 'config': {'name': name, 'layers': layers, 'input_layers': [[first, 0, 0]], 'output_layers': [[o, 0, 0] for o in outputs]}}
    with h5py.File(os.path.join(OUT, name + '.h5'), 'w') as f:
        f.attrs['keras_version'], f.attrs['backend'], f.attrs['model_config'] = '2.11.0', 'tensorflow', json.dumps(config)
        g = f.create_group('model_weights')
        g.attrs['layer_names'], g.attrs['backend'], g.attrs['keras_version'] = np.array([l['name'].encode() for l in layers]), 'tensorflow', '2.11.0'
        for l in layers:
            h, ws = g.create_group(l['name']), weights.get(l['name'], [])
            h.attrs['weight_names'] = np.array([n.encode() for n, _ in ws])
            for n, w in ws:
                h[n] = w
    with h5py.File(os.path.join(OUT, name + '.expected.h5'), 'w') as f:
        f['input'] = x0
        for o in outputs:
            f['outputs/' + o] = values[o].numpy().astype(np.float32)
    print(name, len(outputs), 'outputs')


def build_channels_first():
    """In Keras' eyes every image is (n, c, h, w); the values kept here are (n, h, w, c)."""
    cf = {'data_format': 'channels_first'}
    x0 = rng.uniform(-1, 1, (2, 10, 9, 3)).astype(np.float32)
    layer('InputLayer', 'image', {'batch_input_shape': [None, 3, 10, 9]}, [], torch.from_numpy(x0.astype(np.float64)))
    conv('c1', 'image', 4, (3, 3), s=(2, 2)); layers[-1]['config'].update(cf)
    g, be, m, v = draw('bn', 'gamma', 4), draw('bn', 'beta', 4), draw('bn', 'moving_mean', 4), draw('bn', 'moving_variance', 4, positive=True)
    layer('BatchNormalization', 'bn', {'axis': 1, 'epsilon': 1e-3, 'center': True, 'scale': True}, ['c1'], (values['c1'] - m) / (v + 1e-3).sqrt() * g + be)
    layer('Activation', 'relu', {'activation': 'relu'}, ['bn'], torch.relu(values['bn']))
    layer('Concatenate', 'joined', {'axis': 1}, ['c1', 'relu'], torch.cat([values['c1'], values['relu']], 3))
    layer('MaxPooling2D', 'pool', {'pool_size': [2, 2], 'strides': [2, 2], 'padding': 'valid', **cf}, ['joined'], nhwc(F.max_pool2d(nchw(values['joined']), 2)))
    layer('Softmax', 'softmax', {'axis': 1}, ['pool'], torch.softmax(values['pool'], 3))
    p = values['pool']
    layer('Flatten', 'flat', dict(cf), ['pool'], p.flatten(1))                      # Keras lays channels last before it flattens
    layer('Reshape', 'vector', {'target_shape': [-1]}, ['pool'], nchw(p).flatten(1))   # a Reshape does not
    for src in ('flat', 'vector'):
        n = 'dense_' + src; w, b = draw(n, 'kernel', p[0].numel(), 3), draw(n, 'bias', 3)
        layer('Dense', n, {'units': 3, 'activation': 'linear', 'use_bias': True}, [src], values[src] @ w + b)
    layer('GlobalAveragePooling2D', 'gap', dict(cf), ['pool'], p.mean((1, 2)))
    return x0


save('every_layer', build(), 'image')
layers.clear(); weights.clear(); values.clear(); outputs.clear()
save('channels_first', build_channels_first(), 'image')

#!/usr/bin/python3
"""Runs files that Keras wrote with PyTorch in float64, an oracle that knows nothing of Salty, and keeps what comes out.

Needs Debian's python3-torch and python3-h5py, and the folder of the files themselves, which are not part of the project.

    /usr/bin/python3 make_expected.py KERAS_FILES expected.h5

expected.h5 holds, for each file, `input` (seeded) and `output0`, `output1`, ... as float32, channels last.
"""
import io, json, os, re, sys, zipfile
import h5py, numpy as np, torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
CASES = {'dl4j-cnn2d_64.h5': 2, 'dl4j-cnn2d_101.h5': 2, 'dl4j-conv2d_reshape_tensorflow_1.h5': 2, 'dl4j-conv2d_reshape_theano_2.h5': 2,
         'dl4j-batch_to_conv2d_tensorflow_1.h5': 2, 'dl4j-wgan_discriminator.h5': 2, 'dl4j-12net.h5': 1, 'mlcommons-pretrainedResnet.h5': 2,
         'tinymaix-mnist_resnet.h5': 2, 'leyuzak-mnist_cnn.h5': 2, 'leyuzak-mnist_cnn.keras': 2, 'colourspark-autoencoder.keras': 1}


def open_model(path):
    """Returns class, config, a function from layer to its weights in Keras' order, the version, the backend."""
    if path.endswith('.keras'):
        z = zipfile.ZipFile(path)
        top, f = json.loads(z.read('config.json')), h5py.File(io.BytesIO(z.read('model.weights.h5')), 'r')
        counts = {}
        groups = {}
        for l in top['config']['layers']:
            if l['class_name'] == 'InputLayer' and top['class_name'] == 'Sequential':
                continue

            s = re.sub(r'([a-z])([A-Z])', r'\1_\2', re.sub(r'(.)([A-Z][a-z]+)', r'\1_\2', l['class_name'])).lower()
            counts[s] = counts.get(s, -1) + 1
            groups[l['config']['name']] = f'layers/{s}' + (f'_{counts[s]}' if counts[s] else '') + '/vars'
        def weights(n):
            g = f.get(groups[n]) if n in groups else None
            return [np.asarray(g[str(i)], dtype=np.float64) for i in range(len(g))] if g is not None else []
        return top['class_name'], top['config'], weights, '3', 'tensorflow'
    f = h5py.File(path, 'r')
    top, g = json.loads(f.attrs['model_config']), f['model_weights']
    text = lambda v: v.decode() if isinstance(v, bytes) else v
    weights = lambda n: [np.asarray(g[n][text(w)], dtype=np.float64) for w in (g[n].attrs['weight_names'] if n in g else [])]
    return top['class_name'], top['config'], weights, text(g.attrs.get('keras_version', '1')), text(g.attrs.get('backend', ''))


def nchw(x): return x.permute(0, 3, 1, 2)
def nhwc(x): return x.permute(0, 2, 3, 1)
def pair(v): return tuple(v) if isinstance(v, (list, tuple)) else (v, v)


def pad(x, kernel, strides, dilation, padding, value=0.0):
    if padding == 'valid':
        return x
    p = []
    for size, k, s, d in zip(x.shape[2:], kernel, strides, dilation):
        total = max(0, (-(-size // s) - 1) * s + (k - 1) * d + 1 - size)
        p.append((total // 2, total - total // 2))
    return F.pad(x, (*p[1], *p[0]), value=value)


def act(x, a):
    if isinstance(a, dict):
        assert a['class_name'] == 'LeakyReLU', a
        return F.leaky_relu(x, a['config'].get('negative_slope', a['config'].get('alpha', .3)))
    return {None: lambda v: v, 'linear': lambda v: v, 'relu': torch.relu, 'tanh': torch.tanh, 'sigmoid': torch.sigmoid,
            'softmax': lambda v: torch.softmax(v, -1)}[a](x)


def apply(cls, c, w, xs, version, backend):
    x = xs[0]
    w = [torch.from_numpy(v.copy()) for v in w]
    if cls in ('Conv2D', 'Convolution2D'):
        k, b = w[0], w[1] if len(w) > 1 else None
        if backend == 'theano':
            k = torch.flip(k, (0, 1))
        s, d = pair(c.get('strides', c.get('subsample', 1))), pair(c.get('dilation_rate', 1))
        y = F.conv2d(pad(nchw(x), k.shape[:2], s, d, c.get('padding', c.get('border_mode'))), k.permute(3, 2, 0, 1), b, stride=s, dilation=d)
        return act(nhwc(y), c['activation'])
    if cls == 'DepthwiseConv2D':
        k, s = w[0], pair(c['strides'])
        y = F.conv2d(pad(nchw(x), k.shape[:2], s, (1, 1), c['padding']), k.permute(2, 3, 0, 1), w[1], stride=s, groups=x.shape[3])
        return act(nhwc(y), c['activation'])
    if cls == 'Dense':
        return act(x @ w[0] + w[1], c['activation'])
    if cls == 'BatchNormalization':
        g, b, m, v = w
        return (x - m) / torch.sqrt(v + c['epsilon']) * g + b
    if cls in ('MaxPooling2D', 'AveragePooling2D'):
        k, s = pair(c['pool_size']), pair(c['strides'] or c['pool_size'])
        if cls == 'MaxPooling2D':
            return nhwc(F.max_pool2d(pad(nchw(x), k, s, (1, 1), c['padding'], float('-inf')), k, s))
        assert c['padding'] == 'valid'
        return nhwc(F.avg_pool2d(nchw(x), k, s))
    if cls == 'GlobalMaxPooling2D': return x.amax((1, 2))
    if cls == 'GlobalAveragePooling2D': return x.mean((1, 2))
    if cls == 'Flatten': return x.flatten(1)
    if cls == 'Reshape': return x.reshape(x.shape[0], *c['target_shape'])
    if cls == 'ZeroPadding2D':
        (t, b), (l, r) = c['padding']
        return F.pad(x, (0, 0, l, r, t, b))
    if cls == 'Cropping2D':
        (t, b), (l, r) = c['cropping']
        return x[:, t:x.shape[1] - b, l:x.shape[2] - r]
    if cls == 'UpSampling2D': return x.repeat_interleave(c['size'][0], 1).repeat_interleave(c['size'][1], 2)
    if cls == 'Activation': return act(x, c['activation'])
    if cls == 'LeakyReLU': return F.leaky_relu(x, c.get('negative_slope', c.get('alpha')))
    if cls == 'ReLU': return torch.relu(x) if c.get('max_value') is None else x.clamp(0, c['max_value'])
    if cls == 'PReLU': return torch.where(x > 0, x, x * w[0])
    if cls == 'Softmax': return torch.softmax(x, c.get('axis', -1))
    if cls == 'Add' or cls == 'TFOpLambda' and c['function'] == '__operators__.add': return xs[0] + xs[1]
    if cls in ('Dropout', 'SpatialDropout2D', 'InputLayer'): return x
    raise ValueError(cls)


def run(path, n):
    cls, config, weights, version, backend = open_model(path)
    layers = config if isinstance(config, list) else config['layers']
    first = layers[0]['config']
    shape = [n] + [s if s else 33 + 2 * i for i, s in enumerate((first.get('batch_input_shape') or first.get('batch_shape'))[1:])]
    x = np.random.default_rng(7).uniform(0, 1, shape).astype(np.float32)
    t = torch.from_numpy(x.astype(np.float64))
    values = {}
    if cls == 'Sequential':
        for l in layers:
            c = l['config']
            t = apply(l['class_name'], c, weights(c['name']), [t], version, backend)
        return x, [t]
    for l in layers:
        ins, nodes = [], l['inbound_nodes']
        for node in nodes[:1]:
            if isinstance(node, dict):
                ins = [values[a['config']['keras_history'][0]] for a in (node['args'][0] if isinstance(node['args'][0], list) else node['args'])]
            elif isinstance(node[0], str):
                ins = [values[node[0]]] + [values[v[0]] for v in node[3].values() if isinstance(v, list)]
            else:
                ins = [values[a[0]] for a in node]
        c = l['config']
        values[l['name']] = apply(l['class_name'], c, weights(l['name']) if l['class_name'] not in ('InputLayer', 'TFOpLambda') else [], ins or [t], version, backend)
    outs = config['output_layers']
    return x, [values[o[0]] for o in (outs if isinstance(outs[0], list) else [outs])]


folder, target = sys.argv[1:3]
with h5py.File(target, 'w') as f:
    for name, n in CASES.items():
        x, outs = run(os.path.join(folder, name), n)
        f[f'{name}/input'] = x
        for i, o in enumerate(outs):
            f[f'{name}/output{i}'] = o.numpy().astype(np.float32)
        print(name, x.shape, [tuple(o.shape) for o in outs], [float(o.abs().mean()) for o in outs])

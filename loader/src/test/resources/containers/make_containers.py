#!/usr/bin/python3
"""Saves one small network in every container and spelling that Keras and TF.js have, laid out by hand as they do it.

The network: input (12, 12, 3) > conv 'c1' > model 'inner' (conv 'c2', batch normalisation 'bn') called twice, shared > add > flatten >
dense 'out', softmax. Needs Debian's python3-h5py.

    /usr/bin/python3 make_containers.py [DIR]
"""
import io, json, os, sys, zipfile
import h5py, numpy as np

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
draw = lambda *s: rng.standard_normal(s).astype(np.float32) / 3
W = {'c1': [('kernel', draw(3, 3, 3, 4)), ('bias', draw(4))],
     'c2': [('kernel', draw(3, 3, 4, 4)), ('bias', draw(4))],
     'bn': [('gamma', draw(4)), ('beta', draw(4)), ('moving_mean', draw(4)), ('moving_variance', np.abs(draw(4)) + .5)],
     'out': [('kernel', draw(144 * 4, 5)), ('bias', draw(5))]}


def config(keras3, frozen=()):
    def ref(name, call=0):
        return {'class_name': '__keras_tensor__', 'config': {'shape': [None], 'dtype': 'float32', 'keras_history': [name, call, 0]}} if keras3 \
            else [name, call, 0, {}]

    def layer(cls, name, settings, *calls):
        nodes = []
        for c in calls:
            nodes.append({'args': [[ref(*r) for r in c]] if len(c) > 1 else [ref(*c[0])], 'kwargs': {}} if keras3 else [ref(*r) for r in c])
        d = {'class_name': cls, 'config': {'name': name, 'trainable': name not in frozen, **settings}, 'name': name, 'inbound_nodes': nodes}
        return {**d, 'module': 'keras.layers', 'registered_name': None} if keras3 else d

    def inp(name, shape):
        return layer('InputLayer', name, {'batch_shape' if keras3 else 'batch_input_shape': [None, *shape], 'dtype': 'float32'})

    def conv(name, x):
        return layer('Conv2D', name, {'filters': 4, 'kernel_size': [3, 3], 'strides': [1, 1], 'padding': 'same', 'activation': 'relu', 'use_bias': True,
                                      'data_format': 'channels_last', 'dilation_rate': [1, 1]}, [(x,)])
    ends = lambda i, o: {'input_layers': ([i, 0, 0] if keras3 else [[i, 0, 0]]), 'output_layers': ([o, 0, 0] if keras3 else [[o, 0, 0]])}
    first = 0 if keras3 else 1                                     # before Keras 3 the calls of a nested model count from 1
    inner = layer('Functional', 'inner', {'layers': [inp('i2', (12, 12, 4)), conv('c2', 'i2'), layer('BatchNormalization', 'bn', {
        'axis': -1 if keras3 else [3], 'epsilon': 1e-3, 'center': True, 'scale': True}, [('c2',)])], **ends('i2', 'bn')}, [('c1',)], [('inner', first)])
    model = {'class_name': 'Functional', 'config': {'name': 'five_ways', 'layers': [
        inp('i1', (12, 12, 3)), conv('c1', 'i1'), inner, layer('Add', 'add', {}, [('inner', first), ('inner', first + 1)]),
        layer('Flatten', 'flatten', {'data_format': 'channels_last'}, [('add',)]),
        layer('Dense', 'out', {'units': 5, 'activation': 'softmax', 'use_bias': True}, [('flatten',)])], **ends('i1', 'out')}}
    return {**model, 'module': 'keras', 'registered_name': 'Functional'} if keras3 else model


def inner_weights(frozen):
    """The order of a nested model's weights: trainable ones of all layers, then the others; all of a frozen layer among the others."""
    first, second = [], []
    for l in ('c2', 'bn'):
        for key, w in W[l]:
            (second if l in frozen or key.startswith('moving') else first).append((l, key, w))
    return first + second


def legacy(path, name, frozen=(), chunked=False, split=False, dtype=np.float32, version='2.15.0'):
    with h5py.File(os.path.join(OUT, path), 'w') as f:
        f.attrs['model_config'], f.attrs['keras_version'], f.attrs['backend'] = json.dumps(config(False, frozen)), version, 'tensorflow'
        g = f.create_group('model_weights')
        g.attrs['keras_version'], g.attrs['backend'] = version, 'tensorflow'

        def names(h, key, values):
            values = np.array([v.encode() for v in values]) if values else np.array([])
            if split and len(values) > 1:
                for i, part in enumerate(np.array_split(values, 2)):
                    h.attrs[f'{key}{i}'] = part
            else:
                h.attrs[key] = values
        names(g, 'layer_names', ['i1', 'c1', 'inner', 'add', 'flatten', 'out'])
        for l in ('i1', 'c1', 'inner', 'add', 'flatten', 'out'):
            h = g.create_group(l)
            ws = inner_weights(frozen) if l == 'inner' else [(l, key, w) for key, w in W.get(l, [])]
            written = []
            for i, (owner, key, w) in enumerate(ws):
                n = name(owner, key, i)
                written.append(n)
                h.create_dataset(n, data=w.astype(dtype), **({'chunks': tuple(max(1, (s + 1) // 2) for s in w.shape), 'compression': 'gzip',
                                                              'shuffle': True} if chunked else {}))
            names(h, 'weight_names', written)


def keras3_weights(target):
    with h5py.File(target, 'w') as f:
        def vars_of(path, layer, ws):
            g = f.create_group(path + '/vars')
            g.attrs['name'] = layer
            for i, (_, w) in enumerate(ws):
                g[str(i)] = w
        for path, layer in (('layers/input_layer', 'i1'), ('layers/conv2d', 'c1'), ('layers/functional/layers/input_layer', 'i2'),
                            ('layers/functional/layers/conv2d', 'c2'), ('layers/functional/layers/batch_normalization', 'bn'),
                            ('layers/add', 'add'), ('layers/flatten', 'flatten'), ('layers/dense', 'out')):
            vars_of(path, layer, W.get(layer, []))


def archive(path, method):
    data = io.BytesIO()
    keras3_weights(data)
    with zipfile.ZipFile(os.path.join(OUT, path), 'w', method) as z:
        for n, content in (('metadata.json', json.dumps({'keras_version': '3.10.0', 'date_saved': '2026-01-28@14:20:04'})),
                           ('config.json', json.dumps(config(True))), ('model.weights.h5', data.getvalue())):
            z.writestr(zipfile.ZipInfo(n, (1980, 1, 1, 0, 0, 0)), content, method)


def tfjs(folder, quantize=None, shard=1500):
    os.makedirs(os.path.join(OUT, folder), exist_ok=True)
    entries, data = [], b''
    for l, ws in W.items():
        for key, w in ws:
            e = {'name': f'{l}/{key}', 'shape': list(w.shape), 'dtype': 'float32'}
            if quantize in ('uint8', 'uint16'):
                lo, hi, top = float(w.min()), float(w.max()), 255 if quantize == 'uint8' else 65535
                scale = (hi - lo) / top
                e['quantization'] = {'dtype': quantize, 'min': lo, 'scale': scale, 'original_dtype': 'float32'}
                w = np.round((w.astype(np.float64) - lo) / scale).astype(quantize)
            elif quantize == 'float16':
                e['quantization'] = {'dtype': 'float16', 'original_dtype': 'float32'}
                w = w.astype(np.float16)
            entries.append(e)
            data += w.tobytes()
    count = -(-len(data) // shard)
    paths = [f'group1-shard{i + 1}of{count}.bin' for i in range(count)]
    for i, p in enumerate(paths):
        with open(os.path.join(OUT, folder, p), 'wb') as f:
            f.write(data[i * shard:(i + 1) * shard])
    with open(os.path.join(OUT, folder, 'model.json'), 'w') as f:
        json.dump({'format': 'layers-model', 'generatedBy': 'keras v2.15.0', 'convertedBy': 'TensorFlow.js Converter v4.22.0', 'modelTopology': {
            'keras_version': '2.15.0', 'backend': 'tensorflow', 'model_config': config(False)},
            'weightsManifest': [{'paths': paths, 'weights': entries}]}, f)


legacy('full_names.h5', lambda l, key, i: f'{l}/{key}:0')
legacy('bare_names.h5', lambda l, key, i: f'{key}_{i}' if l in ('c2', 'bn') else key)
legacy('numbered.h5', lambda l, key, i: f'variable_{i}')
legacy('frozen_bn.h5', lambda l, key, i: f'variable_{i}', frozen=('bn',))
legacy('frozen_inner.h5', lambda l, key, i: f'variable_{i}', frozen=('inner', 'c2', 'bn'))
legacy('chunked.h5', lambda l, key, i: f'{l}/{key}:0', chunked=True, split=True)
legacy('float64.h5', lambda l, key, i: f'{l}/{key}:0', dtype=np.float64)
keras3_weights(os.path.join(OUT, 'model.weights.h5'))
with open(os.path.join(OUT, 'config.json'), 'w') as f:
    json.dump(config(True), f)
archive('stored.keras', zipfile.ZIP_STORED)
archive('deflated.keras', zipfile.ZIP_DEFLATED)
tfjs('tfjs')
for q in ('uint8', 'uint16', 'float16'):
    tfjs('tfjs_' + q, q, 1 << 20)

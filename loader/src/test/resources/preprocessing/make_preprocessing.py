#!/usr/bin/python3
"""Lets Keras save models that preprocess their own input, in its three dialects, and keeps what Keras makes of an input.

Needs TensorFlow, which brings Keras 3 and, as tensorflow.python.keras, the Keras that it had until 2.6 (pip install
tensorflow-cpu). The files here are of TensorFlow 2.21.0 with Keras 3.15.1.

    python3 make_preprocessing.py [DIR]

keras3 has operations of keras.ops as layers, tf24 TFOpLambda and SlicingOpLambda, tf22 TensorFlowOpLayer, as tf.keras 2.2 and
2.3 have it; the same file ending in _first has images (channels, height, width). Every file has an output for each way to
preprocess, behind a ZeroPadding2D by whose name it goes; expected.h5 holds FILE/input and FILE/OUTPUT, channels last.
"""
import os, subprocess, sys
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import h5py, numpy as np

OUT = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
MEAN, STD, BGR_MEAN = [.485, .456, .406], [.229, .224, .225], [103.939, 116.779, 123.68]
IMAGE = np.random.default_rng(5).uniform(0, 255, (2, 5, 6, 3)).astype(np.float32)


def preprocess_as_tf_keras_did(backend):
    """imagenet_utils._preprocess_symbolic_input of tf.keras 2; only its Keras 3 successor is still in TensorFlow."""
    def preprocess(x, data_format, mode):
        if mode == 'tf':
            return x / 127.5 - 1.
        if mode == 'torch':
            x = x / 255.
        else:
            x = x[:, ::-1, ...] if data_format == 'channels_first' else x[..., ::-1]
        x = backend.bias_add(x, backend.constant(-np.array(BGR_MEAN if mode == 'caffe' else MEAN)), data_format)
        return x / STD if mode == 'torch' else x
    return preprocess


def save(files, keras, preprocess, predict, first):
    """Saves a model with an output for every way, and returns what it makes of the image."""
    form = 'channels_first' if first else 'channels_last'
    x = keras.Input((3, 5, 6) if first else (5, 6, 3))
    ways = {mode: preprocess(x, data_format=form, mode=mode) for mode in ('caffe', 'tf') + (() if first else ('torch',))}
    ways['upside_down'] = x[:, :, ::-1] if first else x[:, ::-1]
    ways['window'] = x[:, 1:, 1:-1] if first else x[:, 1:-1, :, 1:]
    ways['brighter'] = 2. * x + 7.
    if not first:
        ways['red_and_blue'] = x[..., 0] - x[..., 2]
    outputs = [keras.layers.ZeroPadding2D(1, data_format=form, name=name)(y) if len(y.shape) == 4
               else keras.layers.Flatten(name=name)(y) for name, y in ways.items()]
    model = keras.Model(x, outputs)
    for name in files:
        model.save(os.path.join(OUT, name))
    values = predict(model, IMAGE.transpose(0, 3, 1, 2) if first else IMAGE)
    return {name: v.transpose(0, 2, 3, 1) if first else v for name, v in zip(ways, values)}


def keras_3():
    import keras
    preprocess, predict = keras.applications.imagenet_utils.preprocess_input, lambda model, x: model.predict(x, verbose=0)
    return {'keras3': save(['keras3.keras', 'keras3.h5'], keras, preprocess, predict, False),
            'keras3_first': save(['keras3_first.keras'], keras, preprocess, predict, True)}


def tf_keras(dialect):
    import tensorflow as tf
    if dialect == 'tf22':
        tf.compat.v1.disable_eager_execution()                  # graphs make TensorFlowOpLayers still
    import tensorflow.python.keras as keras
    from tensorflow.python.keras import Input, Model, backend, layers
    keras.__version__ = {'tf22': '2.4.0', 'tf24': '2.6.0'}[dialect]      # which Keras wrote into its files
    keras.Input, keras.Model, keras.layers = Input, Model, layers
    predict = lambda model, x: backend.function([model.input], model.outputs)([x])
    return {name: save([name + '.h5'], keras, preprocess_as_tf_keras_did(backend), predict, first)
            for name, first in ((dialect, False), (dialect + '_first', True))}


if len(sys.argv) > 2:                                           # one dialect a process
    results = keras_3() if sys.argv[2] == 'keras3' else tf_keras(sys.argv[2])
    with h5py.File(os.path.join(OUT, 'expected.h5'), 'a') as f:
        for file, values in results.items():
            f[file + '/input'] = IMAGE
            for name, value in values.items():
                f[f'{file}/{name}'] = value.astype(np.float32)
else:
    if os.path.exists(os.path.join(OUT, 'expected.h5')):
        os.remove(os.path.join(OUT, 'expected.h5'))
    for dialect in ('keras3', 'tf24', 'tf22'):
        subprocess.run([sys.executable, os.path.abspath(__file__), OUT, dialect], check=True)

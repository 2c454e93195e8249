#!/usr/bin/env python3
"""Makes small models with Keras 3 and what Keras itself makes of an input: for every kind of layer that knows data formats or
axes, one model whose images are (channels, height, width), and the spellings and element types of Keras 3's files.

Keras 3.15 adds the bias of a SeparableConv2D with channels first along the width; that one has none here. Needs Keras 3.15 with TensorFlow (pip install keras tensorflow-cpu); weights are drawn from a seed.

    python3 make_keras3.py [DIR]

expected.h5 holds MODEL/input and MODEL/output, or MODEL/outputs/LAYER; images of channels_first.h5 are channels last there.
"""
import os, sys
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import h5py, keras, numpy as np
from keras import layers as L

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
CF = {'data_format': 'channels_first'}
golden = h5py.File(os.path.join(OUT, 'expected.h5'), 'w')
rng = np.random.default_rng(11)


def shake(model):
    for v in model.variables:
        if v.dtype in ('float32', 'bfloat16'):
            positive = 'variance' in v.path
            v.assign(rng.uniform(.5, 1.5, v.shape) if positive else rng.normal(0, .4, v.shape))


def last(x):
    return np.moveaxis(x, 1, -1)


def save(name, model, shaken=True, ends=('keras',)):
    if shaken:
        shake(model)
    x = rng.uniform(-1, 1, (2, *model.inputs[0].shape[1:])).astype(np.float32)
    golden[f'{name}/input'], golden[f'{name}/output'] = x, np.asarray(model(x)).astype(np.float32)
    write(name, model, ends)


def twin(name, weights, layers, shape):
    """What float32 makes of the same weights; Keras computes in the narrow type, too."""
    keras.config.set_dtype_policy('float32')
    model = chain(*layers(), shape=shape)
    model.set_weights(weights)
    golden[f'{name}/float32'] = np.asarray(model(golden[f'{name}/input'][...]))


def write(name, model, ends):
    for end in ends:
        path = os.path.join(OUT, f'{name}.{end}')
        model.save_weights(path) if end == 'weights.h5' else model.save(path)
        if end == 'weights.h5':
            open(os.path.join(OUT, name + '.json'), 'w').write(model.to_json())


def chain(*layers, shape=(3, 7, 6), name=None):
    x = i = L.Input(shape)
    for layer in layers:
        x = layer(x)
    return keras.Model(i, x, name=name)


class ChannelsFirst:
    """One model of many outputs: each kind of layer on a convolution's maps, and on each a dense layer that tells every order
    of values apart."""

    def __init__(self):
        self.image = L.Input((3, 7, 6))
        self.maps = L.Conv2D(5, 3, padding='same', **CF)(self.image)
        self.outputs, self.images = {}, set()

    def add(self, name, y, images=True):
        self.outputs[name] = L.Identity(name='of_' + name)(y)
        self.outputs[name + '_dense'] = L.Identity(name='of_' + name + '_dense')(L.Dense(3)(L.Reshape((-1,))(y)))
        if images:
            self.images.add(name)

    def __call__(self, name, *layers, images=True):
        y = self.maps
        for layer in layers:
            y = layer(y)
        self.add(name, y, images)

    def save(self):
        model = keras.Model(self.image, list(self.outputs.values()), name='channels_first')
        shake(model)
        x = rng.uniform(-1, 1, (2, 3, 7, 6)).astype(np.float32)
        golden['channels_first/input'] = last(x)
        for name, y in zip(self.outputs, model(x)):
            golden['channels_first/outputs/of_' + name] = last(np.asarray(y)) if name in self.images else np.asarray(y)
        write('channels_first', model, ('h5',))


def channels_first():
    first = ChannelsFirst()
    first('prelu', L.PReLU()); first('prelu_shared', L.PReLU(shared_axes=[2, 3])); first('prelu_rows', L.PReLU(shared_axes=[2]))
    first('prelu_channels', L.PReLU(shared_axes=[1]))
    first('batchnorm', L.BatchNormalization(axis=1)); first('batchnorm_rows', L.BatchNormalization(axis=2)); first('batchnorm_columns', L.BatchNormalization())
    first('layernorm', L.LayerNormalization(axis=1)); first('layernorm_columns', L.LayerNormalization(axis=-1)); first('layernorm_all', L.LayerNormalization(axis=[1, 2, 3]))
    first('softmax', L.Softmax(axis=1)); first('softmax_columns', L.Softmax()); first('activation_softmax', L.Activation('softmax')); first('log_softmax', L.Activation('log_softmax'))
    first('zeropadding', L.ZeroPadding2D(((1, 2), (0, 3)), **CF)); first('cropping', L.Cropping2D(((1, 2), (0, 3)), **CF)); first('upsampling', L.UpSampling2D((2, 3), **CF))
    first('maxpool', L.MaxPooling2D((2, 3), **CF)); first('averagepool', L.AveragePooling2D((2, 2), padding='same', **CF))
    first('depthwise', L.DepthwiseConv2D(3, depth_multiplier=2, **CF)); first('separable', L.SeparableConv2D(4, 3, use_bias=False, **CF)); first('transposed', L.Conv2DTranspose(4, 3, strides=2, **CF))
    first('dense_last', L.Dense(4)); first('dropout', L.Dropout(.5)); first('identity', L.Identity()); first('leaky', L.LeakyReLU())
    first('globalmax', L.GlobalMaxPooling2D(keepdims=True, **CF)); first('global_flat', L.GlobalAveragePooling2D(**CF), images=False)
    first('flatten', L.Flatten(**CF), images=False); first('flatten_plain', L.Flatten(data_format='channels_last'), images=False)
    first('permute', L.Permute((2, 3, 1)), images=False); first('permute_back', L.Permute((2, 3, 1)), L.Permute((3, 1, 2)), images=False)
    first('reshape_sequence', L.Reshape((5, -1)), images=False); first('reshape_images', L.Reshape((5, 6, 7)), L.MaxPooling2D(**CF))
    first('rescaling', L.Rescaling(.5, 1)); first('rescaling_columns', L.Rescaling([.1, .2, .3, .4, .5, .6]))
    first('normalization', L.Normalization(axis=1, mean=[.1, .2, .3, .4, .5], variance=[1, 2, 3, 4, 5.]))
    i, a = first.image, first.maps
    b = L.Conv2D(5, 1, **CF)(i)
    first.add('concatenate', L.Concatenate(axis=1)([a, b])); first.add('concatenate_rows', L.Concatenate(axis=2)([a, b])); first.add('concatenate_columns', L.Concatenate()([a, b]))
    first.add('sum', L.Add()([a, b])); first.add('excited', L.Multiply()([a, L.GlobalAveragePooling2D(keepdims=True, **CF)(b)])); first.add('greatest', L.Maximum()([a, b]))
    first.add('prelu_added', L.Add()([L.PReLU()(a), b])); first.add('rows_added', L.Add()([a, L.Conv2D(5, (7, 1), **CF)(i)]))
    first.add('dense_added', L.Add()([L.Dense(6)(a), b])); first.add('permuted_added', L.Add()([L.Permute((2, 3, 1))(a), L.Permute((2, 3, 1))(b)]), images=False)
    first.save()


def spellings():
    save('permute_first', chain(L.Permute((3, 1, 2)), L.Conv2D(4, 3, **CF), L.GlobalAveragePooling2D(**CF), L.Dense(3), shape=(8, 9, 3)))
    save('grey', chain(L.Reshape((28, 28, 1)), L.Conv2D(2, 3), L.GlobalAveragePooling2D(), L.Dense(3), shape=(28, 28)))
    save('grey_flat', chain(L.Flatten(), L.Dense(3), shape=(28, 28)))
    save('identity', chain(L.Identity(), L.Conv2D(2, 3), L.Identity(), shape=(6, 6, 3)))
    save('no_crop', chain(L.Resizing(6, 8, crop_to_aspect_ratio=True), L.Conv2D(2, 3), shape=(12, 16, 3)))
    save('no_pad', chain(L.Resizing(6, 8, pad_to_aspect_ratio=True), L.Conv2D(2, 3), shape=(12, 16, 3)))
    save('numpy_scale', chain(L.Rescaling(np.array([.1, .2, .3]), np.array([1, 2, 3])), L.Conv2D(2, 3), shape=(6, 6, 3)))
    save('unicode', chain(L.Conv2D(4, 3, name='Свёртка'), L.GlobalAveragePooling2D(name='häuser'), L.Dense(3, name='出力'), shape=(8, 8, 3)), ends=('keras', 'h5'))
    keras.config.set_dtype_policy('bfloat16')
    narrow = chain(L.Conv2D(4, 3), L.GlobalAveragePooling2D(), L.Dense(3), shape=(8, 8, 3))
    save('bfloat16', narrow, ends=('keras', 'h5'))
    twin('bfloat16', [np.asarray(w).astype(np.float32) for w in narrow.get_weights()], lambda: (L.Conv2D(4, 3), L.GlobalAveragePooling2D(), L.Dense(3)), (8, 8, 3))
    quantised = chain(L.Conv2D(4, 3), L.Flatten(), L.Dense(8, activation='relu'), L.Dense(3, use_bias=False), shape=(6, 6, 3))
    shake(quantised); quantised.quantize('int8')
    save('int8', quantised, shaken=False, ends=('keras', 'h5', 'weights.h5'))
    floats = lambda layer: np.asarray(layer._kernel if hasattr(layer, '_kernel') else layer.kernel).astype(np.float32)
    _, conv, _, wide, out = quantised.layers
    twin('int8', [*conv.get_weights(), floats(wide) / np.asarray(wide.kernel_scale), np.asarray(wide.bias), floats(out) / np.asarray(out.kernel_scale)],
         lambda: (L.Conv2D(4, 3), L.Flatten(), L.Dense(8, activation='relu'), L.Dense(3, use_bias=False)), (6, 6, 3))
    packed = chain(L.Flatten(), L.Dense(8), shape=(4, 4, 3)); packed.quantize('int4')
    save('int4', packed, shaken=False, ends=('keras', 'h5'))


channels_first()
spellings()
print(len(golden), 'models')

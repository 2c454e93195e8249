#!/usr/bin/python3
"""Compares what ./salty classify makes of Keras' own networks with what Keras makes of them.

Keras builds each network with random weights and batch statistics that are not those of a new one, saves it as .keras and
as .h5, and predicts a random image; salty reads both files and the same image. Needs Keras 3 with TensorFlow
(pip install tensorflow-cpu). Prints the greatest difference between the five greatest probabilities; run in a scratch folder:

    python3 compare_with_keras.py SALTY [NETWORK ...]
"""
import json, os, subprocess, sys
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras, numpy as np

NETWORKS = ['VGG16', 'VGG19', 'ResNet50', 'ResNet50V2', 'MobileNet', 'MobileNetV2', 'MobileNetV3Small', 'MobileNetV3Large', 'InceptionV3',
            'Xception', 'DenseNet121', 'NASNetMobile', 'EfficientNetB0', 'EfficientNetV2B0']


def shaken(network, rng):
    """Statistics off their start values: then a weight at the wrong place shows."""
    for v in network.variables:
        if 'moving_variance' in v.path:
            v.assign(rng.uniform(.5, 1.5, v.shape))
        elif 'moving_mean' in v.path or 'beta' in v.path:
            v.assign(rng.normal(0, .1, v.shape))
        elif 'gamma' in v.path:
            v.assign(rng.uniform(.8, 1.2, v.shape))


for name in sys.argv[2:] or NETWORKS:
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(3)
    size = {'input_shape': (224, 224, 3)} if 'MobileNetV3' in name else {}
    network = getattr(keras.applications, name)(weights=None, **size)
    shaken(network, rng)
    scaling = any(type(layer).__name__ == 'Rescaling' for layer in network.layers)
    image = rng.uniform(*((0, 255) if scaling else (-1, 1)), (1, *network.input_shape[1:])).astype(np.float32)
    np.save('image.npy', image)
    expected = network.predict(image, verbose=0)[0]
    for file in (name + '.keras', name + '.h5'):
        network.save(file)
        run = subprocess.run([sys.argv[1], 'classify', '-q', '--format', 'json', '--preprocess', 'none', '--model', file, 'image.npy'],
                             capture_output=True, text=True)
        if run.returncode:
            print(file, run.stderr.strip())
        else:
            top = json.loads(run.stdout)['top']
            print(f'{file:24} {network.count_params():12,} parameters, top 5 differ by '
                  f'{max(abs(t["probability"] - expected[t["index"]]) for t in top):.1e}, '
                  f'{"same" if [t["index"] for t in top] == list(np.argsort(-expected)[:5]) else "other"} order', flush=True)
        os.remove(file)

#!/usr/bin/python3
"""Lists the layers with weights of Keras' own networks in the order in which Keras keeps and reads them.

Needs Keras 3 with TensorFlow (pip install tensorflow-cpu). The lists here are Keras 3.15.1's.

    python3 make_order.py [DIR]
"""
import os, sys
import keras

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
for name in ('VGG19', 'ResNet50', 'MobileNetV2', 'InceptionV3'):
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(weights=None)
    with open(os.path.join(OUT, name.lower() + '.txt'), 'w') as f:
        f.writelines(layer.name + '\n' for layer in model.layers if layer.weights)

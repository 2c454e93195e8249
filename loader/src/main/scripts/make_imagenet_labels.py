#!/usr/bin/env python3
"""Writes imagenet-labels.txt, one line a class in the order of outputs, from Keras' imagenet_class_index.json.

usage: make_imagenet_labels.py imagenet_class_index.json > ../resources/salty/loader/image/imagenet-labels.txt
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    classes = json.load(file)
for index in range(len(classes)):
    wordnet_id, name = classes[str(index)]
    print(wordnet_id, name)

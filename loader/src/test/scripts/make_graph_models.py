#!/usr/bin/env python3
"""Writes small frozen TensorFlow graphs as TF.js' converter writes graph models, with what TensorFlow computes.

    make_graph_models.py FOLDER      # as they lie in src/test/resources/graph

Needs TensorFlow 2. plain/ is the graph as it was traced; quantised/ the same after Grappler's passes, with weights of uint8 and a signature.
Each has model.json, group1-shard1of1.bin, in.npy (n, h, w, c) and out.npy.
"""
import base64
import json
import sys
from pathlib import Path

import numpy
import tensorflow as tf
from google.protobuf.json_format import MessageToDict
from tensorflow.core.protobuf import config_pb2, meta_graph_pb2
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
from tensorflow.python.grappler import cluster, tf_optimizer
from tensorflow.python.training.saver import export_meta_graph

RANDOM = numpy.random.default_rng(5)


def weight(*shape):
    values = RANDOM.standard_normal(shape) / numpy.sqrt(numpy.prod(shape[:-1]))
    return tf.constant(values.astype(numpy.float32))


def vector(n, low=-.5, high=.5):
    return tf.constant(RANDOM.uniform(low, high, n).astype(numpy.float32))


WEIGHTS = {"stem": weight(3, 3, 3, 8), "depth": weight(3, 3, 8, 1), "point": weight(1, 1, 8, 12), "wide": weight(3, 3, 12, 12),
           "dense": weight(60, 7), "head": weight(7, 5), "up": weight(3, 3, 4, 12)}


def normalised(x, n):
    return tf.compat.v1.nn.fused_batch_norm(x, vector(n, .5, 1.5), vector(n), vector(n), vector(n, .5, 2),
                                            epsilon=1e-3, is_training=False)[0]


def network(x):
    x = x * 2. - 1.
    x = tf.nn.conv2d(x, WEIGHTS["stem"], 2, "SAME")
    x = tf.nn.relu6(normalised(x, 8))
    y = tf.nn.depthwise_conv2d(x, WEIGHTS["depth"], [1, 1, 1, 1], "SAME")
    y = tf.nn.leaky_relu(tf.nn.bias_add(y, vector(8)), .1)
    y = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(y, WEIGHTS["point"], 1, "VALID"), vector(12)))
    z = tf.space_to_batch_nd(y, [2, 2], [[2, 2], [2, 2]])
    z = tf.nn.conv2d(z, WEIGHTS["wide"], 1, "VALID")
    z = tf.batch_to_space(z, [2, 2], [[0, 0], [0, 0]])
    y = tf.nn.elu(z + y)
    y = tf.pad(y, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT")
    p = tf.nn.max_pool2d(y, 3, 2, "SAME")
    q = tf.nn.avg_pool2d(y, 3, 2, "SAME")
    size = tf.shape(p)[1:3] * 2
    r = tf.compat.v1.image.resize_bilinear(p, size, half_pixel_centers=True)
    s = tf.compat.v1.image.resize_nearest_neighbor(q, size)
    t = tf.nn.conv2d_transpose(p, WEIGHTS["up"], tf.stack([tf.shape(p)[0], tf.shape(p)[1] * 2, tf.shape(p)[2] * 2, 4]), 2)
    x = tf.concat([r, tf.sigmoid(s), t[:, :, ::-1, :]], 3)
    mean = tf.reduce_mean(x, [1, 2], keepdims=True)
    most = tf.reduce_max(x, [1, 2])
    x = tf.concat([tf.squeeze(mean, [1, 2]), most], -1)
    x = tf.reshape(tf.expand_dims(x, 1), [-1, 56])
    x = tf.concat([x, tf.tanh(x[:, :4])], 1)
    x = tf.nn.relu(tf.matmul(x, WEIGHTS["dense"]) + vector(7))
    return tf.nn.softmax(tf.matmul(x, WEIGHTS["head"]) + vector(5))


def remapped(graph_def, inputs, outputs):
    """As TF.js' converter optimises: Grappler fuses biases and activations into what they follow."""
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def, name="")
    meta = export_meta_graph(graph_def=graph.as_graph_def(), graph=graph)
    fetch = meta_graph_pb2.CollectionDef()
    fetch.node_list.value.extend(outputs)
    meta.collection_def["train_op"].CopyFrom(fetch)
    config = config_pb2.ConfigProto()
    config.graph_options.rewrite_options.optimizers[:] = ["pruning", "constfold", "arithmetic", "dependency", "remap",
                                                          "constfold", "dependency"]
    config.graph_options.rewrite_options.meta_optimizer_iterations = 2
    config.graph_options.rewrite_options.min_graph_nodes = 1
    return tf_optimizer.OptimizeGraph(config, meta, cluster=cluster.Cluster())


def write(folder, graph_def, quantised):
    folder.mkdir(parents=True, exist_ok=True)
    data, entries, nodes = b"", [], []
    for node in graph_def.node:
        entry = MessageToDict(node)
        if node.op == "Const":
            value = tf.make_ndarray(node.attr["value"].tensor)
            kind = {"float32": "float32", "int32": "int32", "bool": "bool"}[str(value.dtype)]
            manifest = {"name": node.name, "shape": list(value.shape), "dtype": kind}
            raw = value.tobytes()
            if quantised and kind == "float32" and value.size > 4:
                low, high = float(value.min()), float(value.max())
                scale = (high - low) / 255
                manifest["quantization"] = {"dtype": "uint8", "min": low, "scale": scale}
                codes = numpy.round((value - low) / scale).astype(numpy.uint8)
                node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto((codes * scale + low).astype(numpy.float32)))
                raw = codes.tobytes()
            data += raw
            entries.append(manifest)
            entry["attr"] = {"dtype": entry["attr"]["dtype"], "value": {"tensor": {
                "dtype": entry["attr"]["dtype"]["type"], "tensorShape": {}}}}
        entry["attr"] = {key: value for key, value in entry.get("attr", {}).items() if not key.startswith("_")}
        nodes.append(entry)
    model = {"modelTopology": {"node": nodes, "versions": {"producer": 1}}, "weightsManifest": [
        {"paths": ["group1-shard1of1.bin"], "weights": entries}]}
    if quantised:
        model["format"] = "graph-model"
        model["signature"] = {"inputs": {"x": {"name": "x:0", "tensorShape": {"dim": [
            {"size": "-1"}, {"size": "20"}, {"size": "20"}, {"size": "3"}]}}}, "outputs": {"y": {"name": "Identity:0"}}}
    (folder / "model.json").write_text(json.dumps(model, separators=(",", ":")))
    (folder / "group1-shard1of1.bin").write_bytes(data)
    image = RANDOM.uniform(0, 1, (1, 20, 20, 3)).astype(numpy.float32)
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def, name="")
    with tf.compat.v1.Session(graph=graph) as session:
        result = session.run("Identity:0", {"x:0": image})
    numpy.save(folder / "in.npy", image)
    numpy.save(folder / "out.npy", result)
    print(folder, sorted({node.op for node in graph_def.node}), result)


def main():
    traced = tf.function(network).get_concrete_function(tf.TensorSpec([None, 20, 20, 3], tf.float32, "x"))
    frozen = convert_variables_to_constants_v2(traced).graph.as_graph_def()
    folder = Path(sys.argv[1])
    write(folder / "plain", frozen, False)
    write(folder / "quantised", remapped(frozen, ["x"], ["Identity"]), True)


main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Write small seeded Keras networks of `exported/` as tf2onnx exports them.

    export_tf2onnx.py --out DIR [--only NAME]...

Needs TensorFlow, tf2onnx, onnx and onnxruntime; no test does. The files in `exported/` came from Python
3.11.7, tensorflow-cpu 2.15.1, tf2onnx 1.16.1, onnx 1.16.1, numpy 1.26.4. What was changed behind the exporter: dynamic
dims that it called `unk__N` have the names that the tests use. Each file is accepted only if ONNX Runtime
(1.19.2) agrees with Keras.
"""

import argparse
import hashlib
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402

OPSET = 17
MAX_BYTES = 300 << 10
layers = tf.keras.layers


def randomise(model, seed):
    """Seeded weights that keep activations O(1) and leave none trivial."""
    generator = np.random.default_rng(seed)
    for w in model.weights:
        shape, name = w.shape.as_list(), w.name
        normal = generator.standard_normal(shape)
        if "gamma" in name:
            value = 1 + 0.1 * normal
        elif "variance" in name:
            value = 0.5 + generator.random(shape)
        elif len(shape) < 2 or "beta" in name or "mean" in name or "bias" in name:
            value = 0.1 * normal
        else:
            value = normal / np.sqrt(max(1, np.prod(shape[:-1])))
        w.assign(value.astype(np.float32))
    return model


def conv_norm(x, filters, kernel, stride=1, activation="relu"):
    x = layers.Conv2D(filters, kernel, stride, "same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU(6.0 if activation == "relu6" else None)(x) if activation else x


def resnet():
    image = tf.keras.Input((32, 32, 3), name="image")
    x = layers.ZeroPadding2D(1)(image)
    x = layers.Conv2D(8, 3, 2, "valid")(x)  # Keras' ResNets keep this bias
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for filters, stride in ((8, 1), (16, 2), (24, 2)):
        short = x if filters == x.shape[-1] else conv_norm(x, filters, 1, stride, None)
        y = conv_norm(conv_norm(x, filters, 3, stride), filters, 3, 1, None)
        x = layers.ReLU()(layers.Add()([short, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(image, layers.Dense(10, "softmax")(x)), {0: "batch"}


def mobilenet_v2():
    image = tf.keras.Input((32, 32, 3), name="image")
    x = conv_norm(image, 8, 3, 2, "relu6")
    for filters, stride in ((8, 1), (12, 2), (12, 1), (16, 2)):
        c = x.shape[-1]
        y = conv_norm(x, 6 * c, 1, 1, "relu6")
        if stride == 2:
            y = layers.ZeroPadding2D(((0, 1), (0, 1)))(y)
        y = layers.DepthwiseConv2D(3, stride, "same" if stride == 1 else "valid", use_bias=False)(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
        y = conv_norm(y, filters, 1, 1, None)
        x = layers.Add()([x, y]) if stride == 1 and c == filters else y
    x = conv_norm(x, 64, 1, 1, "relu6")
    return tf.keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x))), {0: "batch"}


class Positions(layers.Layer):
    """Adds a learned vector for each place."""

    def build(self, shape):
        self.table = self.add_weight("table", (64 if shape[1] is None else shape[1], shape[2]))

    def call(self, x):
        return x + self.table[:tf.shape(x)[1]]


class ClassToken(layers.Layer):
    """Puts a learned row in front."""

    def build(self, shape):
        self.token = self.add_weight("token", (1, 1, shape[2]))

    def call(self, x):
        token = tf.broadcast_to(self.token, [tf.shape(x)[0], 1, self.token.shape[2]])
        return tf.concat([token, x], 1)


def encoder_after(x, mask=None):
    """A block of BERT: norms behind the sums, GELU by erf."""
    y = layers.MultiHeadAttention(4, 8)(x, x, attention_mask=mask)
    x = layers.LayerNormalization(epsilon=1e-12)(x + y)
    y = layers.Dense(32)(layers.Dense(64, tf.keras.activations.gelu)(x))
    return layers.LayerNormalization(epsilon=1e-12)(x + y)


def bert():
    ids = tf.keras.Input((None,), dtype=tf.int32, name="input_ids")
    mask = tf.keras.Input((None,), dtype=tf.int32, name="attention_mask")
    types = tf.keras.Input((None,), dtype=tf.int32, name="token_type_ids")
    x = layers.Embedding(300, 32)(ids) + layers.Embedding(2, 32)(types)
    x = layers.LayerNormalization(epsilon=1e-12)(Positions()(x))
    for _ in range(2):
        x = encoder_after(x, mask[:, tf.newaxis, :])
    return tf.keras.Model([ids, mask, types], [x, layers.Dense(32, "tanh")(x[:, 0])]), {0: "batch", 1: "sequence"}


def vit():
    image = tf.keras.Input((32, 32, 3), name="image")
    x = layers.Reshape((16, 48))(layers.Conv2D(48, 8, 8)(image))
    x = Positions()(ClassToken()(x))
    for _ in range(2):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = x + layers.MultiHeadAttention(2, 24)(y, y)
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = x + layers.Dense(48)(layers.Dense(96, tf.nn.gelu)(y))
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    return tf.keras.Model(image, layers.Dense(10)(x[:, 0])), {0: "batch"}


def recurrent():
    x = tf.keras.Input((None, 12), name="x")
    y = layers.Bidirectional(layers.LSTM(16, return_sequences=True))(x)
    y = layers.GRU(12, return_sequences=True)(layers.LSTM(16, return_sequences=True)(y))
    return tf.keras.Model(x, layers.Dense(5)(y)), {0: "batch", 1: "sequence"}


CASES = {"resnet": resnet, "mobilenet_v2": mobilenet_v2, "bert": bert, "vit": vit, "recurrent": recurrent}


def rename_dims(model, names):
    """Dynamic dims of inputs get the names of their axes; of outputs too."""
    for value in [*model.graph.input, *model.graph.output]:
        for axis, dim in enumerate(value.type.tensor_type.shape.dim):
            if not dim.HasField("dim_value"):
                dim.dim_param = names[axis]


def sample(spec, sizes, generator):
    shape = [s if s is not None else sizes[k] for k, s in enumerate(spec.shape)]
    if spec.dtype.is_integer:
        most = {"input_ids": 300, "token_type_ids": 2}.get(spec.name, 1)
        value = generator.integers(0, most, shape) if most > 1 else np.arange(shape[1]) < shape[1] - np.arange(
            shape[0])[:, None]
        return value.astype(np.int32)
    return generator.standard_normal(shape).astype(np.float32)


def check(network, model, specs):
    session, worst = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]), 0.0
    for sizes in ((2, 5), (1, 7)):
        generator = np.random.default_rng(sizes[1])
        inputs = {s.name: sample(s, sizes, generator) for s in specs}
        want = network([tf.constant(v) for v in inputs.values()] if len(inputs) > 1 else next(iter(inputs.values())),
                       training=False)
        for w, g in zip(tf.nest.flatten(want), session.run(None, inputs)):
            assert w.shape == g.shape, (w.shape, g.shape)
            worst = max(worst, float(np.abs(w.numpy() - g).max() / np.abs(w.numpy()).max()))
    assert worst < 1e-4, worst
    return worst


def export(name, out):
    tf.keras.utils.set_random_seed(1)
    network, names = CASES[name]()
    randomise(network, 7 + sorted(CASES).index(name))
    specs = [tf.TensorSpec(i.shape, i.dtype, name=i.name) for i in network.inputs]
    model, _ = tf2onnx.convert.from_keras(network, specs, opset=OPSET)
    rename_dims(model, names)
    onnx.checker.check_model(model)
    worst = check(network, model, specs)
    path = os.path.join(out, f"{name}_tf2onnx.onnx")
    onnx.save(model, path)
    data = open(path, "rb").read()
    assert len(data) <= MAX_BYTES, f"{len(data)} bytes"
    print(f"{os.path.basename(path):28} {len(data):7} bytes, differs by {worst:.1e}, sha256 "
          f"{hashlib.sha256(data).hexdigest()}")
    print("   ", *sorted({n.op_type for n in model.graph.node}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--only", action="append", choices=sorted(CASES))
    options = parser.parse_args()
    for name in options.only or CASES:
        export(name, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

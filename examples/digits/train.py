#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Train the demo's digit classifier in numpy and write digits.onnx, images.npy and labels.npy beside this file.

The files are shipped, so nobody needs to run this. To make them anew (a minute on one core):

    python3 -m venv build/train-venv
    build/train-venv/bin/pip install numpy==2.4.6 onnx==1.23.2 scikit-learn==1.9.1
    build/train-venv/bin/python examples/digits/train.py

Data: scikit-learn's copy of the UCI handwritten digits (1797 images of 8x8, CC BY 4.0). A seeded fifth is held out: it
is never trained on nor used to choose anything, and is what images.npy and labels.npy hold.
Net: conv 3x3 (16) - ReLU - max pool - conv 3x3 (32) - ReLU - max pool - linear (64) - ReLU - linear (10) - softmax.
"""

import argparse
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SEED, EPOCHS, BATCH, RATE = 20260301, 60, 32, 2e-3
HERE = pathlib.Path(__file__).resolve().parent


def load():
    """Images as float32 [count, 1, 8, 8] in 0..1, labels as int64 [count]; split in (trained on, held out)."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = (digits.images / 16.0).astype(np.float32)[:, None]
    labels = digits.target.astype(np.int64)
    order = np.random.default_rng(SEED).permutation(len(labels))
    held, kept = np.sort(order[:360]), np.sort(order[360:])
    return (images[kept], labels[kept]), (images[held], labels[held])


def patches(x):
    """[n, c, h, w] -> [n, h, w, c * 9]: every 3x3 neighbourhood, zero padded."""
    n, c, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.ascontiguousarray(view.transpose(0, 2, 3, 1, 4, 5)).reshape(n, h, w, c * 9)


class Conv:
    def __init__(self, rng, c_in, c_out):
        self.w = (rng.standard_normal((c_out, c_in, 3, 3)) * np.sqrt(2 / (c_in * 9))).astype(np.float32)
        self.b = np.zeros(c_out, np.float32)

    def forward(self, x):
        self.shape, self.columns = x.shape, patches(x)
        y = self.columns @ self.w.reshape(len(self.w), -1).T + self.b
        return y.transpose(0, 3, 1, 2)

    def backward(self, dy):
        rows = dy.transpose(0, 2, 3, 1)
        flat = rows.reshape(-1, rows.shape[-1])
        self.dw = (flat.T @ self.columns.reshape(len(flat), -1)).reshape(self.w.shape)
        self.db = flat.sum(0)
        n, c, h, w = self.shape
        columns = (rows @ self.w.reshape(len(self.w), -1)).reshape(n, h, w, c, 3, 3)
        dx = np.zeros((n, c, h + 2, w + 2), np.float32)
        for i in range(3):
            for j in range(3):
                dx[:, :, i:i + h, j:j + w] += columns[..., i, j].transpose(0, 3, 1, 2)
        return dx[:, :, 1:-1, 1:-1]


class Linear:
    def __init__(self, rng, c_in, c_out):
        self.w = (rng.standard_normal((c_out, c_in)) * np.sqrt(2 / c_in)).astype(np.float32)
        self.b = np.zeros(c_out, np.float32)

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.w.T + self.b

    def backward(self, dy):
        self.dw, self.db = dy.T @ self.x, dy.sum(0)
        return (dy @ self.w).reshape(self.shape)


class Relu:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, dy):
        return dy * self.on


class MaxPool:
    def forward(self, x):
        n, c, h, w = x.shape
        cells = x.reshape(n, c, h // 2, 2, w // 2, 2)
        y = cells.max(axis=(3, 5), keepdims=True)
        self.share = (cells == y) / (cells == y).sum(axis=(3, 5), keepdims=True)  # equal maxima share the gradient
        return y[:, :, :, 0, :, 0]

    def backward(self, dy):
        n, c, h, w = dy.shape
        return (self.share * dy[:, :, :, None, :, None]).reshape(n, c, 2 * h, 2 * w).astype(np.float32)


class Adam:
    def __init__(self, layers):
        self.layers = [layer for layer in layers if hasattr(layer, "w")]
        self.moments = [[np.zeros_like(p) for p in (layer.w, layer.b) for _ in (0, 1)] for layer in self.layers]
        self.step_count = 0

    def step(self, rate, decay=1e-4):
        self.step_count += 1
        for layer, m in zip(self.layers, self.moments):
            for k, (p, g) in enumerate(((layer.w, layer.dw + decay * layer.w), (layer.b, layer.db))):
                first, second = m[2 * k], m[2 * k + 1]
                first += 0.1 * (g - first)
                second += 0.001 * (g * g - second)
                scale = rate / (1 - 0.9**self.step_count)
                p -= scale * first / (np.sqrt(second / (1 - 0.999**self.step_count)) + 1e-8)


def forward(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def shifted(rng, images):
    """Half of the images moved by up to one pixel each way: the only augmentation (chosen within the trained part)."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    at = np.where(rng.random((len(images), 1)) < 0.5, rng.integers(0, 3, (len(images), 2)), 1)
    return np.stack([p[:, i:i + 8, j:j + 8] for p, (i, j) in zip(padded, at)])


def train(images, labels):
    rng = np.random.default_rng(SEED + 1)
    layers = [Conv(rng, 1, 16), Relu(), MaxPool(), Conv(rng, 16, 32), Relu(), MaxPool(), Linear(rng, 128, 64), Relu(),
              Linear(rng, 64, 10)]
    optimiser = Adam(layers)
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order, losses = rng.permutation(len(labels)), []
        for start in range(0, len(order), BATCH):
            pick = order[start:start + BATCH]
            p = softmax(forward(layers, shifted(rng, images[pick])))
            losses.append(-np.log(p[np.arange(len(pick)), labels[pick]] + 1e-12).mean())
            dy = p
            dy[np.arange(len(pick)), labels[pick]] -= 1
            dy /= len(pick)
            for layer in reversed(layers):
                dy = layer.backward(dy)
            optimiser.step(rate)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}")
    return layers


def to_onnx(layers):
    conv1, conv2, fc1, fc2 = (layer for layer in layers if hasattr(layer, "w"))
    weights = []

    def node(op, inputs, output, layer=None, **attributes):
        if layer is not None:
            for part in ("weight", "bias"):
                value = np.asarray(getattr(layer, part[0]), np.float32)
                weights.append(numpy_helper.from_array(np.ascontiguousarray(value), f"{output}.{part}"))
                inputs = inputs + [f"{output}.{part}"]
        return helper.make_node(op, inputs, [output], name=output, **attributes)

    conv = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [1, 1]}
    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
    nodes = [
        node("Conv", ["image"], "conv1", conv1, **conv),
        node("Relu", ["conv1"], "relu1"),
        node("MaxPool", ["relu1"], "pool1", **pool),
        node("Conv", ["pool1"], "conv2", conv2, **conv),
        node("Relu", ["conv2"], "relu2"),
        node("MaxPool", ["relu2"], "pool2", **pool),
        node("Flatten", ["pool2"], "flatten", axis=1),
        node("Gemm", ["flatten"], "fc1", fc1, transB=1),
        node("Relu", ["fc1"], "relu3"),
        node("Gemm", ["relu3"], "fc2", fc2, transB=1),
        node("Softmax", ["fc2"], "probabilities", axis=1),
    ]
    graph = helper.make_graph(
        nodes, "digits", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 8, 8])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 10])], initializer=weights)
    model = helper.make_model(graph, producer_name="sinter-digits", opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    (images, labels), (held_images, held_labels) = load()
    layers = train(images, labels)
    found = forward(layers, held_images).argmax(1)
    print(f"held out: {(found == held_labels).mean():.4f} of {len(held_labels)}")
    (HERE / "digits.onnx").write_bytes(to_onnx(layers).SerializeToString(deterministic=True))
    np.save(HERE / "images.npy", held_images)
    np.save(HERE / "labels.npy", held_labels)


if __name__ == "__main__":
    main()

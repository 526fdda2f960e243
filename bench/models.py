#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Write the models that SinterRT is measured and tested with: published structures, seeded random weights.

    models.py --list
    models.py --out DIR [--small] [--batch N] [NAME...]        (every model when none is named)

Speed does not depend on the weights' values, and correctness is checked against another engine, so no trained weights
are needed. Scales are chosen so that activations stay O(1) through all layers (He initialisation; the last
normalisation of a residual branch is small, so that sums do not grow): a difference of 1e-4 then means the same
everywhere. BatchNormalization stays a node of its own, as trainers export it, so that folding it is the engine's work.
Files are byte-identical from run to run (opset 17, float32, batch "N" unless --batch fixes it).
"""

import argparse
import os
import sys
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8


class Builder:
    """Collects nodes and weights of one graph. Every weight's random stream depends only on the weight's own name."""

    def __init__(self, seed):
        self.seed = seed
        self.nodes, self.weights = [], []
        self.known = set()

    def rng(self, name):
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def weight(self, name, value):
        if name not in self.known:
            self.known.add(name)
            self.weights.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def ints(self, values, name=None):
        """A shape or index constant (int64; a plain int gives a scalar)."""
        value = np.array(values, dtype=np.int64)
        text = "_".join(map(str, value.reshape(-1).tolist())).replace("-", "m")
        return self.weight(name or f"const_{'s' if value.ndim == 0 else 'v'}{text}", value)

    def scalar(self, value):
        return self.weight(f"const_f{value:g}", np.array(value, dtype=np.float32))

    def normal(self, name, shape, std):
        return self.weight(name, self.rng(name).standard_normal(shape, dtype=np.float32) * np.float32(std))

    def near(self, name, count, centre, spread):
        return self.weight(name, (centre + spread * self.rng(name).standard_normal(count)).astype(np.float32))

    def uniform(self, name, count, low, high):
        return self.weight(name, self.rng(name).uniform(low, high, count).astype(np.float32))

    def node(self, op, inputs, name, outputs=1, **attributes):
        out = [f"{name}_output_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, out, name=name, **attributes))
        return out[0] if outputs == 1 else out

    def model(self, name, inputs, outputs):
        """`outputs`: [(value, public name, elem type, dims)]; the value is renamed by rewriting its producer."""
        rename = {value: public for value, public, _, _ in outputs}
        for node in self.nodes:
            node.output[:] = [rename.get(o, o) for o in node.output]
            node.input[:] = [rename.get(i, i) for i in node.input]
        graph = helper.make_graph(
            self.nodes, name,
            [helper.make_tensor_value_info(n, t, d) for n, t, d in inputs],
            [helper.make_tensor_value_info(n, t, d) for _, n, t, d in outputs],
            initializer=self.weights)
        made = helper.make_model(graph, producer_name="sinter-bench", opset_imports=[helper.make_opsetid("", OPSET)])
        made.ir_version = IR_VERSION
        onnx.checker.check_model(made)
        return made


def conv_bn(b, x, name, c_in, c_out, kernel, stride=1, groups=1, act=None, gamma=1.0, bn_name=None):
    """Conv (no bias) -> BatchNormalization -> activation. A layer without activation keeps the variance as it is."""
    fan_in = c_in // groups * kernel * kernel
    w = b.normal(f"{name}.weight", (c_out, c_in // groups, kernel, kernel), np.sqrt((2 if act else 1) / fan_in))
    x = b.node("Conv", [x, w], f"/{name}/Conv", kernel_shape=[kernel] * 2, strides=[stride] * 2,
               pads=[kernel // 2] * 4, dilations=[1, 1], group=groups)
    bn = bn_name or f"{name}.bn"
    statistics = [b.near(f"{bn}.weight", c_out, gamma, 0.05 * gamma), b.near(f"{bn}.bias", c_out, 0.0, 0.05),
                  b.near(f"{bn}.running_mean", c_out, 0.0, 0.05),
                  b.uniform(f"{bn}.running_var", c_out, 0.85, 1.2)]
    x = b.node("BatchNormalization", [x, *statistics], f"/{bn}/BatchNormalization", epsilon=1e-5)
    if act == "relu":
        return b.node("Relu", [x], f"/{name}/Relu")
    if act == "relu6":
        return b.node("Clip", [x, b.scalar(0.0), b.scalar(6.0)], f"/{name}/Clip")
    return x


def classifier(b, x, width, classes):
    x = b.node("GlobalAveragePool", [x], "/avgpool/GlobalAveragePool")
    x = b.node("Flatten", [x], "/Flatten", axis=1)
    w = b.normal("classifier.weight", (classes, width), 1 / np.sqrt(width))
    return b.node("Gemm", [x, w, b.near("classifier.bias", classes, 0.0, 0.1)], "/classifier/Gemm", alpha=1.0, beta=1.0,
                  transB=1)


def image_model(b, name, y, batch, size, classes):
    return b.model(name, [("input", TensorProto.FLOAT, [batch, 3, size, size])],
                   [(y, "output", TensorProto.FLOAT, [batch, classes])])


def bottleneck(b, x, name, c_in, mid, stride):
    """ResNet v1.5's block: the stride sits on the 3x3 convolution; 1x1 -> 3x3 -> 1x1 (x4), added to the shortcut."""
    y = conv_bn(b, x, f"{name}.conv1", c_in, mid, 1, act="relu", bn_name=f"{name}.bn1")
    y = conv_bn(b, y, f"{name}.conv2", mid, mid, 3, stride, act="relu", bn_name=f"{name}.bn2")
    y = conv_bn(b, y, f"{name}.conv3", mid, 4 * mid, 1, gamma=0.3, bn_name=f"{name}.bn3")
    if stride != 1 or c_in != 4 * mid:
        x = conv_bn(b, x, f"{name}.downsample.0", c_in, 4 * mid, 1, stride, bn_name=f"{name}.downsample.1")
    return b.node("Relu", [b.node("Add", [y, x], f"/{name}/Add")], f"/{name}/relu_out/Relu")


def resnet50(batch, small):
    """ResNet-50 v1.5 (25.6 M weights). Small: 1/16 of the channels, two blocks a stage, 32x32."""
    width, depths, size, classes = (4, (2, 2, 2, 2), 32, 10) if small else (64, (3, 4, 6, 3), 224, 1000)
    b = Builder(50)
    x = conv_bn(b, "input", "conv1", 3, width, 7, 2, act="relu", bn_name="bn1")
    x = b.node("MaxPool", [x], "/maxpool/MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    c_in = width
    for stage, depth in enumerate(depths):
        mid = width << stage
        for i in range(depth):
            x = bottleneck(b, x, f"layer{stage + 1}.{i}", c_in, mid, 2 if stage and i == 0 else 1)
            c_in = 4 * mid
    return image_model(b, "resnet50", classifier(b, x, c_in, classes), batch, size, classes)


def inverted_residual(b, x, name, c_in, c_out, expand, stride):
    """MobileNetV2's block: 1x1 expand -> 3x3 depthwise -> 1x1 project (no activation), added when shapes allow."""
    hidden, y = c_in * expand, x
    if expand != 1:
        y = conv_bn(b, y, f"{name}.expand", c_in, hidden, 1, act="relu6")
    y = conv_bn(b, y, f"{name}.depthwise", hidden, hidden, 3, stride, groups=hidden, act="relu6")
    residual = stride == 1 and c_in == c_out
    y = conv_bn(b, y, f"{name}.project", hidden, c_out, 1, gamma=0.5 if residual else 1.0)
    return b.node("Add", [x, y], f"/{name}/Add") if residual else y


def mobilenet_v2(batch, small):
    """MobileNetV2 1.0 (3.5 M weights). Small: 1/8 of the channels, 32x32."""
    divide, size, classes = (8, 32, 10) if small else (1, 224, 1000)
    b = Builder(2)
    c_in = 32 // divide
    x = conv_bn(b, "input", "features.0", 3, c_in, 3, 2, act="relu6")
    plan = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    index = 1
    for expand, channels, count, stride in plan:
        for i in range(count):
            c_out = channels // divide
            x = inverted_residual(b, x, f"features.{index}", c_in, c_out, expand, stride if i == 0 else 1)
            c_in, index = c_out, index + 1
    last = 1280 // divide
    x = conv_bn(b, x, f"features.{index}", c_in, last, 1, act="relu6")
    return image_model(b, "mobilenet_v2", classifier(b, x, last, classes), batch, size, classes)


def linear(b, x, name, c_in, c_out, std=None):
    """MatMul + Add, as PyTorch exports nn.Linear on inputs of rank 3 (the weight already transposed)."""
    w = b.normal(f"{name}.weight", (c_in, c_out), std or 1 / np.sqrt(c_in))
    y = b.node("MatMul", [x, w], f"/{name}/MatMul")
    return b.node("Add", [b.near(f"{name}.bias", c_out, 0.0, 0.1), y], f"/{name}/Add")


def layer_norm(b, x, name, width):
    """LayerNorm in primitives, as exported below opset 17."""
    at = f"/{name}/"
    centred = b.node("Sub", [x, b.node("ReduceMean", [x], at + "ReduceMean", axes=[-1], keepdims=1)], at + "Sub")
    square = b.node("Pow", [centred, b.scalar(2.0)], at + "Pow")
    variance = b.node("ReduceMean", [square], at + "ReduceMean_1", axes=[-1], keepdims=1)
    root = b.node("Sqrt", [b.node("Add", [variance, b.scalar(1e-12)], at + "Add")], at + "Sqrt")
    y = b.node("Div", [centred, root], at + "Div")
    y = b.node("Mul", [y, b.near(f"{name}.weight", width, 1.0, 0.1)], at + "Mul")
    return b.node("Add", [y, b.near(f"{name}.bias", width, 0.0, 0.1)], at + "Add_1")


def gelu(b, x, name):
    """x * (1 + erf(x / sqrt 2)) / 2 in primitives."""
    at = f"/{name}/"
    e = b.node("Erf", [b.node("Div", [x, b.scalar(np.sqrt(2.0))], at + "Div")], at + "Erf")
    y = b.node("Mul", [x, b.node("Add", [e, b.scalar(1.0)], at + "Add")], at + "Mul")
    return b.node("Mul", [y, b.scalar(0.5)], at + "Mul_1")


def shape_of(b, x, name, axes, tail):
    """A Reshape target as PyTorch computes it: the named axes of x, then constants."""
    shape = b.node("Shape", [x], f"{name}/Shape")
    parts = []
    for i, axis in enumerate(axes):
        dim = b.node("Gather", [shape, b.ints(axis)], f"{name}/Gather_{i}", axis=0)
        parts.append(b.node("Unsqueeze", [dim, b.ints([0])], f"{name}/Unsqueeze_{i}"))
    parts += [b.ints([t]) for t in tail]
    return b.node("Concat", parts, f"{name}/Concat", axis=0)


def attention(b, x, mask, name, width, heads):
    size = width // heads

    def heads_of(part, perm):
        y = linear(b, x, f"{name}.self.{part}", width, width)
        at = f"/{name}.self.{part}"
        y = b.node("Reshape", [y, shape_of(b, y, at, (0, 1), (heads, size))], f"{at}/Reshape")
        return b.node("Transpose", [y], f"{at}/Transpose", perm=perm)

    q, k, v = heads_of("query", [0, 2, 1, 3]), heads_of("key", [0, 2, 3, 1]), heads_of("value", [0, 2, 1, 3])
    at = f"/{name}.self"
    scores = b.node("Div", [b.node("MatMul", [q, k], f"{at}/MatMul"), b.scalar(np.sqrt(size))], f"{at}/Div")
    weights = b.node("Softmax", [b.node("Add", [scores, mask], f"{at}/Add")], f"{at}/Softmax", axis=-1)
    y = b.node("Transpose", [b.node("MatMul", [weights, v], f"{at}/MatMul_1")], f"{at}/Transpose", perm=[0, 2, 1, 3])
    y = b.node("Reshape", [y, shape_of(b, y, f"{at}/out", (0, 1), (width,))], f"{at}/Reshape")
    y = linear(b, y, f"{name}.output.dense", width, width)
    return layer_norm(b, b.node("Add", [y, x], f"/{name}.output/Add"), f"{name}.output.LayerNorm", width)


def embeddings(b, width, vocabulary, positions):
    words = b.normal("embeddings.word_embeddings.weight", (vocabulary, width), 0.6)
    places = b.normal("embeddings.position_embeddings.weight", (positions, width), 0.6)
    kinds = b.normal("embeddings.token_type_embeddings.weight", (2, width), 0.6)
    shape = b.node("Shape", ["input_ids"], "/embeddings/Shape")
    length = b.node("Unsqueeze", [b.node("Gather", [shape, b.ints(1)], "/embeddings/Gather", axis=0), b.ints([0])],
                    "/embeddings/Unsqueeze")
    all_places = b.ints([list(range(positions))], name="embeddings.position_ids")
    slots = b.node("Slice", [all_places, b.ints([0]), length, b.ints([1]), b.ints([1])], "/embeddings/Slice")
    x = b.node("Add", [b.node("Gather", [words, "input_ids"], "/embeddings/word_embeddings/Gather", axis=0),
                       b.node("Gather", [kinds, "token_type_ids"], "/embeddings/token_type_embeddings/Gather", axis=0)],
               "/embeddings/Add")
    x = b.node("Add", [x, b.node("Gather", [places, slots], "/embeddings/position_embeddings/Gather", axis=0)],
               "/embeddings/Add_1")
    return layer_norm(b, x, "embeddings.LayerNorm", width)


def bert_small(batch, small):
    """A BERT encoder in primitive operators: 2 layers, hidden 128, 2 heads. Small: hidden 32, vocabulary 100."""
    width, inner, vocabulary, positions = (32, 64, 100, 64) if small else (128, 512, 1000, 128)
    layers, heads = 2, 2
    b = Builder(128)
    mask = b.node("Unsqueeze", ["attention_mask", b.ints([1])], "/Unsqueeze")
    mask = b.node("Cast", [b.node("Unsqueeze", [mask, b.ints([2])], "/Unsqueeze_1")], "/Cast", to=TensorProto.FLOAT)
    mask = b.node("Mul", [b.node("Sub", [b.scalar(1.0), mask], "/Sub"), b.scalar(float(np.finfo(np.float32).min))],
                  "/Mul")
    x = embeddings(b, width, vocabulary, positions)
    for i in range(layers):
        name = f"encoder.layer.{i}"
        x = attention(b, x, mask, f"{name}.attention", width, heads)
        y = linear(b, x, f"{name}.intermediate.dense", width, inner, np.sqrt(2 / width))
        y = gelu(b, y, f"{name}.intermediate")
        y = linear(b, y, f"{name}.output.dense", inner, width)
        x = layer_norm(b, b.node("Add", [y, x], f"/{name}.output/Add"), f"{name}.output.LayerNorm", width)
    first = b.node("Gather", [x, b.ints(0)], "/pooler/Gather", axis=1)
    w = b.normal("pooler.dense.weight", (width, width), 1 / np.sqrt(width))
    pooled = b.node("Gemm", [first, w, b.near("pooler.dense.bias", width, 0.0, 0.1)], "/pooler/dense/Gemm", transB=1)
    pooled = b.node("Tanh", [pooled], "/pooler/activation/Tanh")
    inputs = [(n, TensorProto.INT64, [batch, "S"]) for n in ("input_ids", "attention_mask", "token_type_ids")]
    return b.model("bert_small", inputs, [(x, "last_hidden_state", TensorProto.FLOAT, [batch, "S", width]),
                                          (pooled, "pooler_output", TensorProto.FLOAT, [batch, width])])


MODELS = {"resnet50": resnet50, "mobilenet_v2": mobilenet_v2, "bert-small": bert_small}


def write(name, directory, batch="N", small=False):
    """Write one model; returns its path. A file that already holds the same bytes is left alone."""
    data = MODELS[name](batch, small).SerializeToString(deterministic=True)
    file = name.replace("-", "_") + ("_small" if small else "") + ("" if batch == "N" else f"_b{batch}") + ".onnx"
    path = os.path.join(directory, file)
    os.makedirs(directory, exist_ok=True)
    if not os.path.exists(path) or open(path, "rb").read() != data:
        with open(path, "wb") as f:
            f.write(data)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which models (all when none is named)")
    parser.add_argument("--out", metavar="DIR", help="folder to write to")
    parser.add_argument("--batch", type=int, help="fix the batch instead of leaving it dynamic")
    parser.add_argument("--small", action="store_true", help="tiny variants of the same structure, < 300 KB each")
    parser.add_argument("--list", action="store_true", help="print the names and what they are")
    options = parser.parse_args()
    if options.list:
        for name, make in MODELS.items():
            print(f"{name:14} {make.__doc__}")
        return 0
    unknown = [n for n in options.names if n not in MODELS]
    if unknown or not options.out or (options.batch is not None and options.batch < 1):
        parser.error(f"no model {unknown[0]!r}; --list prints them" if unknown else
                     "--out DIR is needed" if not options.out else "--batch must be at least 1")
    for name in options.names or MODELS:
        path = write(name, options.out, options.batch or "N", options.small)
        print(f"{path}  {os.path.getsize(path)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

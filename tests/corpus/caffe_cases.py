# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""The cases of caffe_layers.py: a model of a few layers each, its weights and inputs, and what must come out."""

import dataclasses
from typing import Callable

import numpy as np

import caffe_numpy as n
from caffe_model import inputs, layer


@dataclasses.dataclass
class Case:
    name: str
    text: str
    inputs: dict
    expect: Callable  # () -> {output: array}
    blobs: dict
    form: str = "packed"
    version: int = 2
    flags: tuple = ()


class Maker:
    """Collects cases; random numbers are the same in every run."""

    def __init__(self):
        self.cases = []
        self.rng = np.random.default_rng(7)

    def array(self, *shape, scale=1.0):
        return (self.rng.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)

    def add(self, name, text, feeds, expect, blobs=None, **more):
        """`expect` gets the inputs in order and gives an array for "y", or a dict."""
        def run():
            result = expect(*feeds.values())
            return result if isinstance(result, dict) else {"y": result}

        shapes = {k: v.shape for k, v in feeds.items()}
        self.cases.append(Case(name, inputs(shapes) + text, feeds, run, blobs or {}, **more))

    def one(self, name, kind, params, x, f, blobs=None, **more):
        """One layer from x to y."""
        self.add(name, layer(kind, "x", "y", params), {"x": x}, f, {"y": blobs} if blobs else None, **more)


def convolutions(m):
    x, w, b = m.array(2, 4, 7, 9), m.array(6, 4, 3, 3), m.array(6)
    m.one("conv", "Convolution", "convolution_param { num_output: 6 kernel_size: 3 }", x, lambda x: n.conv(x, w, b),
          [w, b])
    for form in ("unpacked", "double", "old"):
        m.one(f"conv_{form}", "Convolution", "convolution_param { num_output: 6 kernel_size: 3 }", x,
              lambda x: n.conv(x, w, b), [w, b], form=form)
    half = [v.astype(np.float16).astype(np.float64) for v in (w, b)]
    m.one("conv_half", "Convolution", "convolution_param { num_output: 6 kernel_size: 3 }", x,
          lambda x: n.conv(x, *half), half, form="half")
    g = m.array(6, 2, 3, 2)
    m.one("conv_group_hw", "Convolution",
          "convolution_param { num_output: 6 kernel_h: 3 kernel_w: 2 stride_h: 2 stride_w: 1 pad_h: 1 pad_w: 0 "
          "group: 2 bias_term: false }", x, lambda x: n.conv(x, g, None, (2, 1), (1, 0), group=2), [g])
    m.one("conv_dilation", "Convolution",
          "convolution_param { num_output: 6 kernel_size: 3 dilation: 2 pad: 2 stride: 2 }", x,
          lambda x: n.conv(x, w, b, 2, 2, 2), [w, b])
    w1, x1 = m.array(3, 4, 2), m.array(2, 4, 8)
    m.one("conv_1d", "Convolution", "convolution_param { num_output: 3 kernel_size: 2 bias_term: false }", x1,
          lambda x: n.conv(x, w1), [w1])
    w3, x3 = m.array(3, 2, 2, 3, 1), m.array(1, 2, 4, 5, 3)
    m.one("conv_3d", "Convolution",
          "convolution_param { num_output: 3 kernel_size: 2 kernel_size: 3 kernel_size: 1 pad: 0 pad: 1 pad: 0 "
          "bias_term: false }", x3, lambda x: n.conv(x, w3, pad=(0, 1, 0)), [w3])
    d = m.array(4, 1, 3, 3)
    for kind in ("DepthwiseConvolution", "ConvolutionDepthwise"):
        m.one(kind, kind, "convolution_param { num_output: 4 kernel_size: 3 pad: 1 bias_term: false }", x,
              lambda x: n.conv(x, d, pad=1, group=4), [d])
    t, tb = m.array(4, 3, 4, 4), m.array(3)
    m.one("deconv", "Deconvolution", "convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }", x,
          lambda x: n.deconv(x, t, tb, 2, 1), [t, tb])
    tg = m.array(4, 1, 4, 4)
    m.one("deconv_group", "Deconvolution",
          "convolution_param { num_output: 4 kernel_size: 4 stride: 2 pad: 1 group: 4 bias_term: false }", x,
          lambda x: n.deconv(x, tg, None, 2, 1, group=4), [tg])
    m.one("im2col", "Im2col", "convolution_param { kernel_size: 3 stride: 2 pad: 1 }", x,
          lambda x: n.windows(x, (3, 3), (2, 2), (1, 1), (1, 1), (4, 5), 0.0).reshape(2, 36, 4, 5))
    two = layer("Convolution", "a b", "y z", "convolution_param { num_output: 6 kernel_size: 3 }")
    x2 = m.array(1, 4, 5, 5)
    m.add("conv_two_bottoms", two, {"a": x, "b": x2}, lambda a, c: {"y": n.conv(a, w, b), "z": n.conv(c, w, b)},
          {"y": [w, b]})


def poolings(m):
    x = m.array(2, 3, 8, 7)
    for kind in ("MAX", "AVE"):
        for k, s, p in ((2, 2, 0), (3, 2, 0), (3, 2, 1), (3, 3, 2), (2, 1, 0)):
            m.one(f"pool_{kind}_{k}{s}{p}", "Pooling",
                  f"pooling_param {{ pool: {kind} kernel_size: {k} stride: {s} pad: {p} }}", x,
                  lambda x, kind=kind, k=k, s=s, p=p: n.pool(x, kind, (k, k), (s, s), (p, p)))
        m.one(f"pool_{kind}_floor", "Pooling",
              f"pooling_param {{ pool: {kind} kernel_size: 3 stride: 2 pad: 1 round_mode: FLOOR }}", x,
              lambda x, kind=kind: n.pool(x, kind, (3, 3), (2, 2), (1, 1), False))
        m.one(f"pool_{kind}_global", "Pooling", f"pooling_param {{ pool: {kind} global_pooling: true }}", x,
              lambda x, kind=kind: n.pool(x, kind, x.shape[2:]))
    m.one("pool_hw", "Pooling", "pooling_param { kernel_h: 3 kernel_w: 2 stride_h: 2 stride_w: 1 pad_h: 1 pad_w: 0 }",
          x, lambda x: n.pool(x, "MAX", (3, 2), (2, 1), (1, 0)))
    pooling = layer("Pooling", "x", "p mask", "pooling_param { kernel_size: 2 stride: 2 }")

    def unpooled(x):
        p, mask = n.pool(x, "MAX", (2, 2), (2, 2), mask=True)
        return {"y": n.unpool(p * 2, mask, (8, 8)), "m": mask * 3}

    rest = layer("Power", "p", "q", "power_param { scale: 2 }") + \
        layer("Power", "mask", "m", "power_param { scale: 3 }")
    even = m.array(2, 3, 8, 8)
    m.add("unpool", pooling + rest + layer("Upsample", "q mask", "y", "upsample_param { scale: 2 }"), {"x": even},
          unpooled)
    odd = m.array(1, 2, 5, 7)

    def unpooled_odd(x):
        p, mask = n.pool(x, "MAX", (2, 2), (2, 2), mask=True)
        return n.unpool(p, mask, (5, 7))

    m.add("unpool_sized", pooling + layer("Upsample", "p mask", "y", "upsample_param { upsample_h: 5 upsample_w: 7 }"),
          {"x": odd}, unpooled_odd)
    m.one("spp", "SPP", "spp_param { pyramid_height: 3 }", x, lambda x: n.spp(x, 3))
    rois = np.array([[0, 0, 0, 6, 6], [1, 2, 1, 5, 7], [0, 4, 4, 4, 4], [1, 0, 3, 12, 12]], np.float64)
    m.add("roi_pooling",
          layer("ROIPooling", "x r", "y", "roi_pooling_param { pooled_h: 3 pooled_w: 2 spatial_scale: 0.5 }"),
          {"x": x, "r": rois}, lambda x, r: n.roi_pool(x, r, 3, 2, 0.5))
    m.one("upsample", "Upsample", "upsample_param { scale: 2 }", x, lambda x: x.repeat(2, 2).repeat(2, 3))
    for params, size in (("height: 11 width: 5", (11, 5)), ("zoom_factor: 2", (15, 13)), ("shrink_factor: 2", (4, 4)),
                         ("shrink_factor: 2 zoom_factor: 3", (10, 10))):
        m.one("interp_" + params.split(":")[0] + str(size[0]), "Interp", f"interp_param {{ {params} }}", x,
              lambda x, size=size: n.interp(x, size))
    m.one("interp_cut", "Interp", "interp_param { height: 9 width: 9 pad_beg: -1 pad_end: -1 }", x,
          lambda x: n.interp(x[:, :, 1:-1, 1:-1], (9, 9)))


def dense(m):
    x = m.array(3, 2, 4, 5)
    w, b = m.array(6, 40), m.array(6)
    m.one("ip", "InnerProduct", "inner_product_param { num_output: 6 }", x, lambda x: x.reshape(3, 40) @ w.T + b,
          [w, b])
    m.one("ip_old", "InnerProduct", "inner_product_param { num_output: 6 }", x, lambda x: x.reshape(3, 40) @ w.T + b,
          [w, b], form="old", version=1)
    m.one("ip_v0", "InnerProduct", "inner_product_param { num_output: 6 }", x, lambda x: x.reshape(3, 40) @ w.T + b,
          [w, b], form="old", version=0)
    w2 = m.array(5, 7)
    m.one("ip_axis_transpose", "InnerProduct",
          "inner_product_param { num_output: 7 axis: -1 transpose: true bias_term: false }",
          x, lambda x: x @ w2, [w2])
    table, tb = m.array(9, 4), m.array(4)
    i = np.array([[0, 3, 8], [7, 7, 1]], np.float64)
    m.one("embed", "Embed", "embed_param { num_output: 4 input_dim: 9 }", i, lambda i: table[i.astype(int)] + tb,
          [table, tb])
    m.one("embed_no_bias", "Embed", "embed_param { num_output: 4 input_dim: 9 bias_term: false }", i,
          lambda i: table[i.astype(int)], [table])


def activations(m):
    x = m.array(2, 3, 4, 5, scale=3)
    positive = np.abs(x) + 0.1
    for kind, params, f, feed in (
            ("ReLU", "", lambda x: np.maximum(x, 0), x),
            ("ReLU", "relu_param { negative_slope: 0.2 }", lambda x: np.where(x > 0, x, x * np.float32(0.2)), x),
            ("ReLU6", "", lambda x: np.clip(x, 0, 6), x),
            ("ELU", "elu_param { alpha: 0.7 }", lambda x: np.where(x > 0, x, np.float32(0.7) * np.expm1(x)), x),
            ("Sigmoid", "", n.sigmoid, x),
            ("TanH", "", np.tanh, x),
            ("BNLL", "", lambda x: np.log1p(np.exp(x)), x),
            ("AbsVal", "", np.abs, x),
            ("Mish", "", lambda x: x * np.tanh(np.log1p(np.exp(x))), x),
            ("Swish", "", lambda x: x * n.sigmoid(x), x),
            ("Swish", "swish_param { beta: 1.5 }", lambda x: x * n.sigmoid(1.5 * x), x),
            ("HardSwish", "", lambda x: x * np.clip(x / 6 + 0.5, 0, 1), x),
            ("HSwish", "", lambda x: x * np.clip(x / 6 + 0.5, 0, 1), x),
            ("HardSigmoid", "", lambda x: np.clip(x / 6 + 0.5, 0, 1), x),
            ("HSigmoid", "hard_sigmoid_param { alpha: 0.2 beta: 0.4 }", lambda x: np.clip(0.2 * x + 0.4, 0, 1), x),
            ("Clip", "clip_param { min: -1 max: 2.5 }", lambda x: np.clip(x, -1, 2.5), x),
            ("Threshold", "threshold_param { threshold: 0.5 }", lambda x: (x > 0.5) * 1.0, x),
            ("Power", "power_param { power: 2 scale: 0.5 shift: 3 }", lambda x: (3 + 0.5 * x) ** 2, x),
            ("Power", "power_param { power: 1.5 }", lambda x: x ** 1.5, positive),
            ("Power", "power_param { power: -1 shift: 1 }", lambda x: 1 / (x + 1), positive),
            ("Power", "power_param { power: 0 }", np.ones_like, x),
            ("Power", "power_param { power: 3 scale: 2 }", lambda x: (2 * x) ** 3, x),
            ("Power", "", lambda x: x, x),
            ("Exp", "exp_param { base: 2 scale: 0.5 shift: 0.25 }", lambda x: 2 ** (0.25 + 0.5 * x), x),
            ("Exp", "", np.exp, x),
            ("Log", "log_param { base: 10 scale: 2 shift: 1 }", lambda x: np.log10(1 + 2 * x), positive),
            ("Log", "", np.log, positive),
            ("Dropout", "dropout_param { dropout_ratio: 0.4 }", lambda x: x, x),
            ("SigmoidCrossEntropyLoss", "", n.sigmoid, x)):
        m.one(f"{kind}_{len(m.cases)}", kind, params, feed, f)
    s = m.array(3)
    m.one("prelu", "PReLU", "", x, lambda x: np.where(x > 0, x, x * s.reshape(3, 1, 1)), [s])
    one = np.array([0.3])
    m.one("prelu_shared", "PReLU", "prelu_param { channel_shared: true }", x,
          lambda x: np.where(x > 0, x, x * np.float32(0.3)), [one])
    m.add("split", layer("Split", "x", "a b") + layer("ReLU", "a", "y") + layer("TanH", "b", "z"), {"x": x},
          lambda x: {"y": np.maximum(x, 0), "z": np.tanh(x)})
    chain = (layer("Power", "x", "t", "power_param { shift: 1 }", "p") + layer("ReLU", "t", "t", name="r") +
             layer("Dropout", "t", "t", name="d") + layer("Sigmoid", "t", "t", name="s"))
    m.add("in_place", chain, {"x": x}, lambda x: {"t": n.sigmoid(np.maximum(x + 1, 0))})


def combining(m):
    a, b, c = m.array(2, 3, 4, 5), m.array(2, 3, 4, 5), m.array(2, 3, 4, 5)
    feeds = {"a": a, "b": b, "c": c}
    for params, f in (("", lambda a, b, c: a + b + c), ("operation: PROD", lambda a, b, c: a * b * c),
                      ("operation: MAX", lambda a, b, c: np.maximum(np.maximum(a, b), c)),
                      ("operation: SUM coeff: 0.5 coeff: -1 coeff: 2", lambda a, b, c: 0.5 * a - b + 2 * c)):
        m.add(f"eltwise_{len(m.cases)}", layer("Eltwise", "a b c", "y", f"eltwise_param {{ {params} }}"), feeds, f)
    m.add("concat", layer("Concat", "a b c", "y"), feeds, lambda a, b, c: np.concatenate([a, b, c], 1))
    m.add("concat_axis", layer("Concat", "a b", "y", "concat_param { axis: -1 }"), {"a": a, "b": m.array(2, 3, 4, 2)},
          lambda a, b: np.concatenate([a, b], 3))
    m.add("concat_dim", layer("Concat", "a b", "y", "concat_param { concat_dim: 0 }"), {"a": a, "b": b},
          lambda a, b: np.concatenate([a, b], 0))
    s3, b3, s34, all_ = m.array(3), m.array(3), m.array(3, 4), m.array(2, 3, 4, 5)
    per = (3, 1, 1)
    m.one("scale", "Scale", "", a, lambda x: x * s3.reshape(per), [s3])
    m.one("scale_bias", "Scale", "scale_param { bias_term: true }", a,
          lambda x: x * s3.reshape(per) + b3.reshape(per), [s3, b3])
    m.one("scale_axes", "Scale", "scale_param { axis: 1 num_axes: 2 }", a, lambda x: x * s34[:, :, None], [s34])
    m.one("scale_all", "Scale", "scale_param { axis: 0 num_axes: -1 }", a, lambda x: x * all_, [all_])
    m.one("scale_scalar", "Scale", "scale_param { num_axes: 0 }", a, lambda x: x * np.float32(0.4), [np.array(0.4)])
    m.one("bias", "Bias", "", a, lambda x: x + b3.reshape(per), [b3])
    m.add("scale_two", layer("Scale", "a s", "y", "scale_param { axis: 0 }"), {"a": a, "s": m.array(2, 3)},
          lambda a, s: a * s[:, :, None, None])
    m.add("scale_two_bias", layer("Scale", "a s", "y", "scale_param { axis: 1 bias_term: true }"),
          {"a": a, "s": m.array(3)}, lambda a, s: a * s.reshape(per) + b3.reshape(per), {"y": [b3]})
    m.add("bias_two", layer("Bias", "a s", "y", "bias_param { axis: 2 }"), {"a": a, "s": m.array(4, 5)},
          lambda a, s: a + s)
    m.add("axpy", layer("Axpy", "s a b", "y"), {"s": m.array(2, 3, 1, 1), "a": a, "b": b}, lambda s, a, b: s * a + b)


def norms(m):
    x = m.array(2, 6, 5, 7)
    mean, var, f = m.array(6), np.abs(m.array(6)) + 0.5, np.array([7.0])
    m.one("batch_norm", "BatchNorm", "", x, lambda x: n.batch_norm(x, mean, var, f), [mean, var, f])
    m.one("batch_norm_eps", "BatchNorm", "batch_norm_param { use_global_stats: true eps: 0.01 }", x,
          lambda x: n.batch_norm(x, mean, var, np.array([1.0]), 0.01), [mean, var, np.array([1.0])])
    m.one("batch_norm_zero", "BatchNorm", "batch_norm_param { eps: 0.5 }", x,
          lambda x: n.batch_norm(x, mean, var, np.array([0.0]), 0.5), [mean, var, np.array([0.0])])
    m.one("batch_norm_batch", "BatchNorm", "batch_norm_param { use_global_stats: false }", x,
          lambda x: (x - x.mean((0, 2, 3), keepdims=True)) / np.sqrt(x.var((0, 2, 3), keepdims=True) + 1e-5))
    x2, s, b = m.array(4, 6), m.array(6), m.array(6)
    m.one("batch_norm_2d", "BatchNorm", "", x2, lambda x: n.batch_norm(x, mean, var, f), [mean, var, f])
    fused = (layer("Convolution", "x", "c", "convolution_param { num_output: 6 kernel_size: 1 bias_term: false }") +
             layer("BatchNorm", "c", "c", name="bn") +
             layer("Scale", "c", "c", "scale_param { bias_term: true }", "sc") +
             layer("ReLU", "c", "c", name="r"))
    w = m.array(6, 6, 1, 1)
    m.add("conv_bn_scale_relu", fused, {"x": x},
          lambda x: {"c": np.maximum(n.batch_norm(n.conv(x, w), mean, var, f) * s.reshape(6, 1, 1) +
                                     b.reshape(6, 1, 1), 0)},
          {"c": [w], "bn": [mean, var, f], "sc": [s, b]})
    m.one("lrn", "LRN", "lrn_param { local_size: 3 alpha: 0.2 beta: 0.6 k: 2 }", x,
          lambda x: n.lrn_across(x, 3, 0.2, 0.6, 2))
    m.one("lrn_default", "LRN", "", x, n.lrn_across)
    m.one("lrn_within", "LRN", "lrn_param { local_size: 3 alpha: 0.3 norm_region: WITHIN_CHANNEL }", x,
          lambda x: n.lrn_within(x, 3, 0.3))
    m.one("mvn", "MVN", "", x, n.mvn)
    m.one("mvn_across", "MVN", "mvn_param { across_channels: true eps: 0.01 }", x, lambda x: n.mvn(x, True, eps=0.01))
    m.one("mvn_mean", "MVN", "mvn_param { normalize_variance: false }", x, lambda x: n.mvn(x, variance=False))
    for across in (True, False):
        for shared in (True, False):
            scale = m.array(1 if shared else 6)
            m.one(f"normalize_{across}_{shared}", "Normalize",
                  f"norm_param {{ across_spatial: {str(across).lower()} channel_shared: {str(shared).lower()} }}", x,
                  lambda x, scale=scale, across=across: n.normalize(x, scale, across), [scale])
    m.one("softmax", "Softmax", "", x, n.softmax)
    m.one("softmax_axis", "Softmax", "softmax_param { axis: -1 }", x, lambda x: n.softmax(x, 3))
    loss = layer("SoftmaxWithLoss", "x label", "y") + layer("Accuracy", "x label", "accuracy")
    data = layer("Data", "", "label", "data_param { batch_size: 4 }", "data")
    m.add("softmax_with_loss", data + loss, {"x": x2}, n.softmax)


def shapes(m):
    x = m.array(2, 6, 4, 5)
    m.one("reshape", "Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 10 } }", x, lambda x: x.reshape(2, 12, 10))
    m.one("reshape_axis", "Reshape", "reshape_param { shape { dim: 3 dim: 2 } axis: 1 num_axes: 1 }", x,
          lambda x: x.reshape(2, 3, 2, 4, 5))
    m.one("reshape_axis_back", "Reshape", "reshape_param { shape { dim: -1 } axis: -3 }", x,
          lambda x: x.reshape(2, 6, 20))
    m.one("reshape_insert", "Reshape", "reshape_param { shape { dim: 1 } axis: 1 num_axes: 0 }", x,
          lambda x: x.reshape(2, 1, 6, 4, 5))
    m.one("flatten", "Flatten", "", x, lambda x: x.reshape(2, 120))
    m.one("flatten_axes", "Flatten", "flatten_param { axis: 1 end_axis: 2 }", x, lambda x: x.reshape(2, 24, 5))
    m.one("permute", "Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }", x,
          lambda x: x.transpose(0, 2, 3, 1))
    m.one("permute_some", "Permute", "permute_param { order: 3 order: 1 }", x, lambda x: x.transpose(3, 1, 0, 2))
    m.add("slice", layer("Slice", "x", "a b c", "slice_param { slice_point: 1 slice_point: 3 }"), {"x": x},
          lambda x: {"a": x[:, :1], "b": x[:, 1:3], "c": x[:, 3:]})
    m.add("slice_equal", layer("Slice", "x", "a b", "slice_param { axis: -2 }"), {"x": x},
          lambda x: {"a": x[:, :, :2], "b": x[:, :, 2:]})
    r = m.array(2, 6, 2, 3)
    m.add("crop", layer("Crop", "x r", "y", "crop_param { offset: 1 }"), {"x": x, "r": r},
          lambda x, r: x[:, :, 1:3, 1:4])
    m.add("crop_axis", layer("Crop", "x r", "y", "crop_param { axis: 1 offset: 2 offset: 0 offset: 2 }"),
          {"x": x, "r": m.array(2, 3, 4, 3)}, lambda x, r: x[:, 2:5, :, 2:])
    m.one("tile", "Tile", "tile_param { axis: 2 tiles: 3 }", x, lambda x: np.tile(x, (1, 1, 3, 1)))
    for op, f in (("SUM", lambda v: v.sum((1, 2, 3))), ("ASUM", lambda v: np.abs(v).sum((1, 2, 3))),
                  ("SUMSQ", lambda v: (v ** 2).sum((1, 2, 3))), ("MEAN", lambda v: v.mean((1, 2, 3)))):
        m.one(f"reduction_{op}", "Reduction", f"reduction_param {{ operation: {op} axis: 1 coeff: 0.5 }}", x,
              lambda x, f=f: 0.5 * f(x))
    m.one("reduction_all", "Reduction", "", x, lambda x: x.sum())
    m.one("reduction_last", "Reduction", "reduction_param { axis: -1 }", x, lambda x: x.sum(3))
    ties = np.round(x)
    m.one("argmax", "ArgMax", "", ties, n.arg_max)
    m.one("argmax_values", "ArgMax", "argmax_param { out_max_val: true top_k: 4 }", ties,
          lambda x: n.arg_max(x, 4, values=True))
    m.one("argmax_axis", "ArgMax", "argmax_param { axis: 1 top_k: 2 }", ties, lambda x: n.arg_max(x, 2, 1))
    m.one("argmax_axis_values", "ArgMax", "argmax_param { axis: -1 out_max_val: true }", ties,
          lambda x: n.arg_max(x, 1, 3, True))
    i = np.array([1, 0, 1, 1], np.float64)
    m.add("batch_reindex", layer("BatchReindex", "x i", "y"), {"x": x, "i": i}, lambda x, i: x[i.astype(int)])
    rows, keep = m.array(5, 3, 2), np.array([1, 0, 0, 2, 1], np.float64)
    m.add("filter", layer("Filter", "x k", "y"), {"x": rows, "k": keep}, lambda x, k: x[k != 0])
    p = m.array(2, 6, 4, 5)
    m.add("parameter", layer("Parameter", "", "p", "parameter_param { shape { dim: 2 dim: 6 dim: 4 dim: 5 } }") +
          layer("Eltwise", "x p", "y"), {"x": x}, lambda x: x + p, {"p": [p]})
    m.one("shuffle", "ShuffleChannel", "shuffle_channel_param { group: 3 }", x,
          lambda x: x.reshape(2, 3, 2, 4, 5).transpose(0, 2, 1, 3, 4).reshape(2, 6, 4, 5))
    y = m.array(2, 8, 4, 6)
    m.one("reorg", "Reorg", "reorg_param { stride: 2 }", y, lambda x: n.reorg(x, 2))
    m.one("reorg_reverse", "Reorg", "reorg_param { stride: 2 reverse: true }", y, lambda x: n.reorg(x, 2, True))
    m.one("dynamic_batch", "Reshape", "reshape_param { shape { dim: 0 dim: -1 } }", x, lambda x: x.reshape(2, -1),
          flags=("--inputs", "x:-1x6x4x5", "--min-shapes", "x:1x6x4x5", "--opt-shapes", "x:2x6x4x5", "--max-shapes",
                 "x:4x6x4x5"))


def detectors(m):
    f, image = m.array(1, 4, 3, 4), m.array(1, 3, 60, 80)
    for name, params, more in (
            ("plain", "min_size: 20", dict(min_sizes=[20])),
            ("full", "min_size: 20.5 max_size: 35 aspect_ratio: 2 aspect_ratio: 3 flip: true clip: true variance: 0.1 "
             "variance: 0.1 variance: 0.2 variance: 0.2",
             dict(min_sizes=[20.5], max_sizes=[35], ratios=[2, 3], clip=True, variance=[.1, .1, .2, .2])),
            ("two", "min_size: 10 min_size: 30 max_size: 20 max_size: 50 aspect_ratio: 1 aspect_ratio: 2 flip: false "
             "step: 16 offset: 0.25", dict(min_sizes=[10, 30], max_sizes=[20, 50], ratios=[1, 2], flip=False,
                                           step=(16, 16), offset=0.25)),
            ("steps", "min_size: 12 step_h: 8 step_w: 10 img_h: 50 img_w: 100",
             dict(min_sizes=[12], step=(8, 10), image=(50, 100)))):
        image_size = more.pop("image", (60, 80))
        # The image is an input of which only the shape is needed.
        text = (layer("PriorBox", "f image", "p", f"prior_box_param {{ {params} }}") +
                layer("Reduction", "f", "s", "reduction_param { coeff: 0 }") +
                layer("Scale", "p s", "q", "scale_param { axis: 0 }") + layer("Eltwise", "p q", "y") +
                layer("Reduction", "image", "unused"))
        m.add(f"prior_box_{name}", text, {"f": f, "image": image},
              lambda f, image, more=more, size=image_size: {"y": n.prior_box((3, 4), size, **more)})
    classes, count = 4, 12
    prior = n.prior_box((2, 3), (60, 80), [20, 40], ratios=[], variance=[.1, .1, .2, .2])
    for name, params, more in (
            ("corner", "", {}),
            ("center", "code_type: CENTER_SIZE", dict(code="CENTER_SIZE")),
            ("corner_size", "code_type: CORNER_SIZE", dict(code="CORNER_SIZE")),
            ("encoded", "code_type: CENTER_SIZE variance_encoded_in_target: true",
             dict(code="CENTER_SIZE", encoded=True)),
            ("own_locations", "code_type: CENTER_SIZE share_location: false", dict(code="CENTER_SIZE", share=False)),
            ("top", "code_type: CENTER_SIZE keep_top_k: 5 confidence_threshold: 0.1 background_label_id: 2",
             dict(code="CENTER_SIZE", keep=5, confidence=0.1, background=2)),
            ("few", "code_type: CENTER_SIZE keep_top_k: 200 confidence_threshold: 0.35 background_label_id: -1",
             dict(code="CENTER_SIZE", keep=200, confidence=0.35, background=-1)),
            ("none", "code_type: CENTER_SIZE confidence_threshold: 2 keep_top_k: 3",
             dict(code="CENTER_SIZE", confidence=2.0, keep=3))):
        for pictures in (1, 3):
            sets = 1 if more.get("share", True) else classes
            loc = m.array(pictures, count * sets * 4)
            conf = n.softmax(m.array(pictures, count, classes, scale=2), 2).reshape(pictures, -1)
            top_k = 7 if name == "top" else -1
            nms = f"nms_param {{ nms_threshold: 0.45 top_k: {top_k} }}"
            text = layer("DetectionOutput", "loc conf prior", "y",
                         f"detection_output_param {{ num_classes: {classes} {nms} {params} }}")
            m.add(f"detection_{name}_{pictures}", text, {"loc": loc, "conf": conf, "prior": prior.astype(np.float32)},
                  lambda a, b, c, more=more, top_k=top_k:
                  n.detections(a, np.float32(b), c, classes, threshold=0.45, top_k=top_k, **more))


def whole_detector(m):
    """The way from two feature maps to detections as SSD's files write it, also with a dynamic batch."""
    classes, maps = 3, {"a": (4, 5), "b": (2, 3)}
    text, weights = "", {}
    for name, size in maps.items():
        for head, count in (("loc", 12), ("conf", 3 * classes)):
            blob = f"{name}_{head}"
            weights[blob] = [m.array(count, 4, 3, 3, scale=0.3), m.array(count, scale=0.3)]
            text += (layer("Convolution", name, blob,
                           f"convolution_param {{ num_output: {count} kernel_size: 3 pad: 1 }}") +
                     layer("Permute", blob, f"{blob}_p", "permute_param { order: 0 order: 2 order: 3 order: 1 }") +
                     layer("Flatten", f"{blob}_p", f"{blob}_f", "flatten_param { axis: 1 }"))
        low = 20 if name == "a" else 40
        text += layer("PriorBox", f"{name} image", f"{name}_prior",
                      f"prior_box_param {{ min_size: {low} aspect_ratio: 2 flip: true clip: false "
                      "variance: 0.1 variance: 0.1 variance: 0.2 variance: 0.2 }")
    for head in ("loc", "conf"):
        text += layer("Concat", f"a_{head}_f b_{head}_f", head, "concat_param { axis: 1 }")
    text += (layer("Concat", "a_prior b_prior", "prior", "concat_param { axis: 2 }") +
             layer("Reshape", "conf", "conf_r", f"reshape_param {{ shape {{ dim: 0 dim: -1 dim: {classes} }} }}") +
             layer("Softmax", "conf_r", "conf_s", "softmax_param { axis: 2 }") +
             layer("Flatten", "conf_s", "conf_f", "flatten_param { axis: 1 }") +
             layer("DetectionOutput", "loc conf_f prior", "y",
                   f"detection_output_param {{ num_classes: {classes} code_type: CENTER_SIZE keep_top_k: 9 "
                   "confidence_threshold: 0.3 nms_param { nms_threshold: 0.45 top_k: 20 } }"))

    def run(a, b, image):
        def head(kind):
            maps = [n.conv(x, *weights[f"{k}_{kind}"], pad=1).transpose(0, 2, 3, 1) for k, x in (("a", a), ("b", b))]
            return np.concatenate([v.reshape(len(v), -1) for v in maps], 1)

        priors = [n.prior_box(x.shape[2:], image.shape[2:], [low], ratios=[2], variance=[.1, .1, .2, .2])
                  for x, low in ((a, 20), (b, 40))]
        conf = n.softmax(head("conf").reshape(len(a), -1, classes), 2)
        return n.detections(head("loc"), conf, np.concatenate(priors, 2), classes, code="CENTER_SIZE", threshold=0.45,
                            top_k=20, keep=9, confidence=0.3)

    feeds = {"a": m.array(2, 4, 4, 5), "b": m.array(2, 4, 2, 3), "image": m.array(2, 3, 60, 80)}
    m.add("ssd", text, feeds, run, weights)
    shapes = {k: "x".join(map(str, v.shape[1:])) for k, v in feeds.items()}
    flags = [word for k, v in shapes.items() for word in ("--inputs", f"{k}:-1x{v}")]
    for kind, batch in (("min", 1), ("opt", 2), ("max", 3)):
        flags += [f"--{kind}-shapes", ",".join(f"{k}:{batch}x{v}" for k, v in shapes.items())]
    m.add("ssd_dynamic", text, feeds, run, weights, flags=tuple(flags))


def recurrent(m):
    x, cont = m.array(5, 3, 2, 2), np.array([[0, 0, 0], [1, 1, 1], [1, 0, 1], [1, 1, 0], [1, 1, 1]], np.float64)
    wx, b, wh, ws = m.array(16, 4, scale=.5), m.array(16), m.array(16, 4, scale=.5), m.array(16, 3, scale=.5)
    params = "recurrent_param { num_output: 4 }"
    m.add("lstm", layer("LSTM", "x cont", "y", params), {"x": x, "cont": cont},
          lambda x, c: n.lstm(x, c, wx, b, wh)[0], {"y": [wx, b, wh]})
    m.add("lstm_static", layer("LSTM", "x cont s", "y", params), {"x": x, "cont": cont, "s": m.array(3, 3)},
          lambda x, c, s: n.lstm(x, c, wx, b, wh, s, ws)[0], {"y": [wx, b, ws, wh]})

    def exposed(x, c, h0, c0):
        y, h, cell = n.lstm(x, c, wx, b, wh, h=h0, c=c0)
        return {"y": y, "h": h, "c": cell}

    ones = np.ones_like(cont)
    m.add("lstm_exposed",
          layer("LSTM", "x cont h0 c0", "y h c", "recurrent_param { num_output: 4 expose_hidden: true }"),
          {"x": x, "cont": ones, "h0": m.array(1, 3, 4), "c0": m.array(1, 3, 4)}, exposed, {"y": [wx, b, wh]})
    rx, rb, rh, ro, rob = m.array(4, 4), m.array(4), m.array(4, 4), m.array(4, 4), m.array(4)
    m.add("rnn", layer("RNN", "x cont", "y", params), {"x": x, "cont": cont},
          lambda x, c: n.rnn(x.reshape(5, 3, 4), c, rx, rb, rh, ro, rob), {"y": [rx, rb, rh, ro, rob]})


def all_cases():
    m = Maker()
    for make in (convolutions, poolings, dense, activations, combining, norms, shapes, detectors, whole_detector,
                 recurrent):
        make(m)
    return m.cases

# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Convolutions of every kind in both layouts, batch normalisation. TensorFlow's CPU kernels know only NHWC: for NCHW
the expected values come from an NHWC twin."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw, v1

TO_NHWC, TO_NCHW = [0, 2, 3, 1], [0, 3, 1, 2]


def ordered(values, layout):
    """N H W C values (strides, paddings in pairs, a shape) in the layout's order."""
    n, h, w, c = values
    return [n, h, w, c] if layout == "NHWC" else [n, c, h, w]


def explicit(pads, layout):
    """[top, bottom, left, right] as explicit_paddings."""
    pairs = ordered([(0, 0), pads[:2], pads[2:], (0, 0)], layout)
    return [v for pair in pairs for v in pair]


def conv(op, x, w, layout, stride=(1, 1), dilation=(1, 1), padding="SAME", pads=None):
    keys = ("input", "filter")
    more = {"explicit_paddings": explicit(pads, layout)} if pads else {}
    return getattr(raw, op)(**dict(zip(keys, (x, w))), strides=ordered((1, *stride, 1), layout),
                            dilations=ordered((1, *dilation, 1), layout), padding=padding, data_format=layout, **more)


OPTIONS = {
    "same": {}, "valid": {"padding": "VALID"}, "same_stride_2": {"stride": (2, 2)},
    "valid_stride_2": {"padding": "VALID", "stride": (2, 2)},
    "explicit": {"padding": "EXPLICIT", "pads": (1, 2, 0, 1)},
    "explicit_stride_2": {"padding": "EXPLICIT", "pads": (2, 1, 1, 1), "stride": (2, 2)},
    "dilated": {"dilation": (2, 2)}, "dilated_valid": {"dilation": (2, 1), "padding": "VALID"},
    "same_stride_3": {"stride": (3, 3)},
}


def dense(w):
    """The filter of an ordinary convolution that does what a depthwise one with `w` does."""
    h, width, c, m = w.shape
    out = np.zeros((h, width, c, c * m), w.dtype)
    for k in range(c):
        out[:, :, k, k * m:(k + 1) * m] = w[:, :, k]
    return out


def in_both_layouts(name, op, shape, w, options):
    x = f32(*shape, seed=len(name))

    def run(x, layout):
        return conv(op, x, tf.constant(w), layout, **options)

    def twin(x):
        if "dilation" in options and op != "Conv2D":  # no CPU kernel for these
            return conv("Conv2D", x, tf.constant(dense(w)), "NHWC", **options)
        return run(x, "NHWC")

    yield Case(f"{op}_{name}", {"x": x}, lambda x: run(x, "NHWC"), twin=twin)
    yield Case(f"{op}_{name}_nchw", {"x": np.ascontiguousarray(x.transpose(TO_NCHW))}, lambda x: run(x, "NCHW"),
               twin=lambda x: tf.transpose(twin(tf.transpose(x, TO_NHWC)), TO_NCHW))


def forward():
    for name, options in OPTIONS.items():
        yield from in_both_layouts(name, "Conv2D", (2, 7, 6, 3), f32(3, 2, 3, 4, seed=3, low=-1, high=1), options)
        if options.get("stride", (1, 1))[0] == options.get("stride", (1, 1))[1]:
            yield from in_both_layouts(name, "DepthwiseConv2dNative", (1, 7, 8, 3),
                                       f32(3, 3, 3, 2, seed=3, low=-1, high=1), options)
    yield from in_both_layouts("uneven_strides", "Conv2D", (1, 7, 8, 2), f32(3, 3, 2, 3, seed=3), {"stride": (1, 2)})
    yield from in_both_layouts("one_by_one", "Conv2D", (2, 3, 3, 5), f32(1, 1, 5, 4, seed=3), {})
    yield from in_both_layouts("multiplier_1", "DepthwiseConv2dNative", (2, 5, 5, 4), f32(3, 3, 4, 1, seed=3), {})
    yield Case("Conv2D_groups", {"x": f32(1, 5, 5, 4)},
               lambda x: conv("Conv2D", x, tf.constant(f32(3, 3, 2, 6, seed=3)), "NHWC"),
               twin=lambda x: tf.concat([conv("Conv2D", x[..., 2 * g:2 * g + 2],
                                              tf.constant(f32(3, 3, 2, 6, seed=3)[..., 3 * g:3 * g + 3]), "NHWC")
                                         for g in range(2)], 3))
    yield Case("Conv2D_filter_input", {"x": f32(1, 5, 5, 2), "w": f32(3, 3, 2, 3, seed=2)},
               lambda x, w: conv("Conv2D", x, w, "NHWC"))
    yield Case("Conv2D_dynamic", {"x": f32(1, 5, 5, 2)},
               lambda x: conv("Conv2D", x, tf.constant(f32(3, 3, 2, 3, seed=2)), "NHWC", stride=(2, 2)),
               shapes={"x": [None, None, None, 2]}, more=({"x": f32(2, 6, 9, 2, seed=2)},))
    yield Case("Conv2D_half", {"x": f32(1, 5, 5, 2).astype(np.float16)}, lambda x: conv(
        "Conv2D", x, tf.constant(f32(3, 3, 2, 3, seed=2).astype(np.float16)), "NHWC"))
    yield Case("atrous_conv2d", {"x": f32(1, 9, 8, 2)},
               lambda x: tf.nn.atrous_conv2d(x, f32(3, 3, 2, 3, seed=2), 2, "SAME"))
    yield Case("atrous_by_blocks", {"x": f32(1, 9, 7, 2)}, lambda x: raw.BatchToSpaceND(
        input=conv("Conv2D", raw.SpaceToBatchND(input=x, block_shape=[2, 2], paddings=[[2, 3], [2, 3]]),
                   tf.constant(f32(3, 3, 2, 3, seed=2)), "NHWC", padding="VALID"),
        block_shape=[2, 2], crops=[[0, 1], [0, 1]]))
    yield Case("separable_conv2d", {"x": f32(1, 6, 6, 3)}, lambda x: tf.nn.separable_conv2d(
        x, f32(3, 3, 3, 2, seed=2), f32(1, 1, 6, 4, seed=3), [1, 2, 2, 1], "SAME"))
    yield Case("conv1d", {"x": f32(2, 9, 3)}, lambda x: tf.nn.conv1d(x, f32(3, 3, 4, seed=2), 2, "SAME"))
    yield Case("conv1d_causal", {"x": f32(2, 9, 3)}, lambda x: tf.nn.conv1d(
        tf.pad(x, [[0, 0], [4, 0], [0, 0]]), f32(3, 3, 4, seed=2), 1, "VALID", dilations=2))
    yield Case("pad_and_conv", {"x": f32(1, 7, 7, 3)}, lambda x: conv(
        "Conv2D", tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), tf.constant(f32(3, 3, 3, 4, seed=2)), "NHWC",
        stride=(2, 2), padding="VALID"))


def volumes():
    for padding in ("SAME", "VALID"):
        for stride in (1, 2):
            yield Case(f"Conv3D_{padding.lower()}_{stride}", {"x": f32(1, 4, 5, 6, 2)},
                       lambda x, p=padding, s=stride: raw.Conv3D(
                           input=x, filter=tf.constant(f32(3, 2, 3, 2, 3, seed=2)), strides=[1, s, s, s, 1],
                           padding=p))
    yield Case("Conv3DBackpropInputV2", {"x": f32(1, 2, 3, 3, 3)}, lambda x: raw.Conv3DBackpropInputV2(
        input_sizes=[1, 4, 6, 6, 2], filter=tf.constant(f32(3, 3, 3, 2, 3, seed=2)), out_backprop=x,
        strides=[1, 2, 2, 2, 1], padding="SAME"))


def backward(x, w, sizes, layout, stride=(1, 1), padding="SAME", pads=None, dilation=(1, 1)):
    more = {"explicit_paddings": explicit(pads, layout)} if pads else {}
    return raw.Conv2DBackpropInput(input_sizes=sizes, filter=w, out_backprop=x,
                                   strides=ordered((1, *stride, 1), layout), padding=padding, data_format=layout,
                                   dilations=ordered((1, *dilation, 1), layout), **more)


def transposed():
    # name: (height and width of the input, of the output, options)
    table = {
        "same": ((4, 5), (4, 5), {}), "same_2": ((3, 4), (6, 8), {"stride": (2, 2)}),
        "same_2_odd": ((3, 4), (5, 7), {"stride": (2, 2)}), "valid": ((3, 4), (5, 6), {"padding": "VALID"}),
        "valid_2": ((3, 4), (7, 9), {"padding": "VALID", "stride": (2, 2)}),
        "valid_2_larger": ((3, 4), (8, 10), {"padding": "VALID", "stride": (2, 2)}),
        "same_3": ((3, 3), (9, 8), {"stride": (3, 3)}),
        "explicit": ((3, 4), (6, 8), {"padding": "EXPLICIT", "pads": (0, 1, 1, 0), "stride": (2, 2)}),
    }
    for name, (small, large, options) in table.items():
        x, w = f32(2, *small, 3, seed=len(name)), f32(3, 3, 2, 3, seed=4)
        sizes = (2, *large, 2)
        yield Case(f"Conv2DBackpropInput_{name}", {"x": x},
                   lambda x, w=w, s=sizes, o=options: backward(x, tf.constant(w), list(s), "NHWC", **o))
        yield Case(f"Conv2DBackpropInput_{name}_nchw", {"x": np.ascontiguousarray(x.transpose(TO_NCHW))},
                   lambda x, w=w, s=sizes, o=options: backward(x, tf.constant(w), ordered(s, "NCHW"), "NCHW", **o),
                   twin=lambda x, w=w, s=sizes, o=options: tf.transpose(
                       backward(tf.transpose(x, TO_NHWC), tf.constant(w), list(s), "NHWC", **o), TO_NCHW))
    yield Case("conv2d_transpose_by_shape", {"x": f32(2, 3, 3, 3)}, lambda x: tf.nn.conv2d_transpose(
        x, f32(3, 3, 2, 3, seed=4), tf.stack([tf.shape(x)[0], 6, 6, 2]), 2), shapes={"x": [None, 3, 3, 3]},
        more=({"x": f32(1, 3, 3, 3, seed=5)},))


def normalise(op, x, layout, epsilon=1e-3):
    c = 4
    kinds = {"scale": f32(c, seed=2, low=0.5), "offset": f32(c, seed=3), "mean": f32(c, seed=4),
             "variance": f32(c, seed=5, low=0.25)}
    constants = {k: tf.constant(v) for k, v in kinds.items()}
    return getattr(raw, op)(x=x, **constants, epsilon=epsilon, data_format=layout, is_training=False)[0]


def norms():
    x = f32(2, 3, 2, 4)
    for op in ("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"):
        yield Case(op, {"x": x}, lambda x, op=op: normalise(op, x, "NHWC"))
        yield Case(f"{op}_nchw", {"x": np.ascontiguousarray(x.transpose(TO_NCHW))},
                   lambda x, op=op: normalise(op, x, "NCHW", 0.1),
                   twin=lambda x, op=op: tf.transpose(normalise(op, tf.transpose(x, TO_NHWC), "NHWC", 0.1), TO_NCHW))
    yield Case("FusedBatchNormV3_half", {"x": x.astype(np.float16)}, lambda x: normalise("FusedBatchNormV3", x, "NHWC"))
    yield Case("batch_normalization", {"x": x}, lambda x: tf.nn.batch_normalization(
        x, f32(4, seed=4), f32(4, seed=5, low=0.25), f32(4, seed=3), f32(4, seed=2), 1e-3))
    for name, more in (("default", {}), ("narrow", {"depth_radius": 1, "bias": 2.0, "alpha": 1e-2, "beta": 0.75}),
                       ("alexnet", {"depth_radius": 2, "bias": 1.0, "alpha": 2e-5, "beta": 0.75})):
        yield Case(f"LRN_{name}", {"x": f32(1, 2, 3, 7)}, lambda x, more=more: raw.LRN(input=x, **more))

    def instance(x):
        mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, f32(4, seed=3), f32(4, seed=2), 1e-5)

    yield Case("instance_norm", {"x": x}, instance)

    def layer(x):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, f32(4, seed=3), f32(4, seed=2), 1e-6)

    yield Case("layer_norm", {"x": x}, layer)


def cases():
    for make in (forward, volumes, transposed, norms):
        yield from make()

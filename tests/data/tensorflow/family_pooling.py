# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Pooling in both layouts, with every padding."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw
from family_convolutions import TO_NCHW, TO_NHWC, explicit, ordered


def pool(op, x, layout, size=(2, 2), stride=(2, 2), padding="SAME", pads=None):
    more = {"explicit_paddings": explicit(pads, layout)} if pads else {}
    first = "value" if op == "AvgPool" else "input"
    return getattr(raw, op)(**{first: x}, ksize=ordered((1, *size, 1), layout),
                            strides=ordered((1, *stride, 1), layout), padding=padding, data_format=layout, **more)


TABLE = {
    "same": {}, "valid": {"padding": "VALID"}, "same_3_2": {"size": (3, 3)},
    "valid_3_1": {"size": (3, 3), "stride": (1, 1), "padding": "VALID"}, "same_3_1": {"size": (3, 3), "stride": (1, 1)},
    "uneven": {"size": (3, 2), "stride": (2, 1), "padding": "VALID"}, "whole": {"size": (7, 6), "padding": "VALID"},
}


def images():
    for op in ("MaxPool", "AvgPool"):
        for name, options in TABLE.items():
            x = f32(2, 7, 6, 3, seed=len(name)) - np.float32(1)  # padding counted as zero would show
            yield Case(f"{op}_{name}", {"x": x}, lambda x, op=op, o=options: pool(op, x, "NHWC", **o))
            yield Case(f"{op}_{name}_nchw", {"x": np.ascontiguousarray(x.transpose(TO_NCHW))},
                       lambda x, op=op, o=options: pool(op, x, "NCHW", **o),
                       twin=lambda x, op=op, o=options: tf.transpose(
                           pool(op, tf.transpose(x, TO_NHWC), "NHWC", **o), TO_NCHW))
    yield Case("MaxPool_explicit", {"x": f32(1, 6, 6, 2) - np.float32(3)}, lambda x: pool(
        "MaxPool", x, "NHWC", size=(3, 3), padding="EXPLICIT", pads=(1, 0, 1, 1)))
    yield Case("MaxPoolV2", {"x": f32(1, 6, 6, 2)}, lambda x: raw.MaxPoolV2(
        input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID"))
    yield Case("MaxPool_dynamic", {"x": f32(1, 6, 6, 2)}, lambda x: pool("MaxPool", x, "NHWC", size=(3, 3)),
               shapes={"x": [None, None, None, 2]}, more=({"x": f32(2, 5, 9, 2, seed=2)},))
    yield Case("MaxPoolWithArgmax", {"x": f32(1, 4, 6, 2)}, lambda x: list(raw.MaxPoolWithArgmax(
        input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID")))


def volumes():
    for op in ("MaxPool3D", "AvgPool3D"):
        for padding in ("SAME", "VALID"):
            yield Case(f"{op}_{padding.lower()}", {"x": f32(1, 5, 4, 5, 2)},
                       lambda x, op=op, p=padding: getattr(raw, op)(
                input=x, ksize=[1, 3, 2, 2, 1], strides=[1, 2, 2, 2, 1], padding=p))
    yield Case("global_average", {"x": f32(2, 4, 4, 3)}, lambda x: tf.reduce_mean(x, [1, 2]))


def patches():
    yield Case("ExtractImagePatches", {"x": f32(1, 6, 6, 2)}, lambda x: raw.ExtractImagePatches(
        images=x, ksizes=[1, 3, 3, 1], strides=[1, 2, 2, 1], rates=[1, 1, 1, 1], padding="VALID"))
    yield Case("ExtractImagePatches_same_rate", {"x": f32(1, 6, 6, 2)}, lambda x: raw.ExtractImagePatches(
        images=x, ksizes=[1, 2, 2, 1], strides=[1, 2, 2, 1], rates=[1, 2, 2, 1], padding="SAME"))
    yield Case("Dilation2D", {"x": f32(1, 5, 5, 2)}, lambda x: raw.Dilation2D(
        input=x, filter=tf.constant(f32(2, 2, 2, seed=3)), strides=[1, 1, 1, 1], rates=[1, 1, 1, 1], padding="SAME"))


def cases():
    for make in (images, volumes, patches):
        yield from make()

# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Cast between every pair of types that graphs use, and fake quantization."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw

INF, NAN = float("inf"), float("nan")
TYPES = (np.float32, np.float64, np.float16, np.int32, np.int64, np.uint8, np.int8, np.int16, np.uint16, np.bool_)


def values(dtype):
    if dtype == np.bool_:
        return np.array([True, False, True])
    if np.issubdtype(dtype, np.floating):
        return np.array([0, 0.5, 1.5, 2.5, 99.75, 3.0625], dtype)
    if np.issubdtype(dtype, np.unsignedinteger):
        return np.array([0, 1, 2, 100, 127], dtype)
    return np.array([0, 1, -1, 2, 100, -100], dtype)


def cast(x, dtype, **more):
    return raw.Cast(x=x, DstT=tf.as_dtype(dtype), **more)


def pairs():
    for source in TYPES:
        for target in TYPES:
            x = values(source)
            if np.issubdtype(source, np.signedinteger) and np.issubdtype(target, np.unsignedinteger):
                x = np.abs(x)  # what a negative number becomes is not defined
            yield Case(f"Cast_{np.dtype(source).name}_{np.dtype(target).name}", {"x": x},
                       lambda x, t=target: cast(x, t))
    yield Case("Cast_negative_to_int", {"x": np.array([-0.5, -1.5, -2.99], np.float32)}, lambda x: cast(x, np.int32))
    yield Case("Cast_edges_to_half", {"x": np.array([INF, -INF, NAN, 65504, 70000, 1e-7], np.float32)},
               lambda x: cast(x, np.float16))
    yield Case("Cast_edges_to_bool", {"x": np.array([INF, NAN, 0, -0.0, 0.1], np.float32)}, lambda x: cast(x, np.bool_))
    yield Case("Cast_through_bfloat16", {"x": f32(9) * np.float32(1.37)},
               lambda x: tf.cast(tf.cast(x, tf.bfloat16), tf.float32))
    yield Case("Bitcast", {"x": f32(4)}, lambda x: raw.Bitcast(input=x, type=tf.int32))


def fake_quantization():
    x = np.concatenate([f32(20, low=-3, high=3), np.array([-10, 10, 0, 0.5], np.float32)]).reshape(4, 6)
    for bits, narrow in ((8, False), (8, True), (4, False)):
        more = {"num_bits": bits, "narrow_range": narrow}
        name = f"{bits}{'_narrow' if narrow else ''}"
        yield Case(f"FakeQuantWithMinMaxArgs_{name}", {"x": x},
                   lambda x, more=more: raw.FakeQuantWithMinMaxArgs(inputs=x, min=-1.5, max=2.0, **more))
        yield Case(f"FakeQuantWithMinMaxVars_{name}", {"x": x},
                   lambda x, more=more: raw.FakeQuantWithMinMaxVars(inputs=x, min=-1.5, max=2.25, **more))
        yield Case(f"FakeQuantWithMinMaxVarsPerChannel_{name}", {"x": x},
                   lambda x, more=more: raw.FakeQuantWithMinMaxVarsPerChannel(
                       inputs=x, min=tf.constant([-1, -2, -0.5, 0, -1, -3.0]), max=tf.constant([1, 1, 0.5, 6, 2, 3.0]),
                       **more))
    yield Case("FakeQuantWithMinMaxVars_positive", {"x": x},
               lambda x: raw.FakeQuantWithMinMaxVars(inputs=x, min=0.0, max=6.0))
    yield Case("QuantizeAndDequantizeV2", {"x": x}, lambda x: raw.QuantizeAndDequantizeV2(
        input=x, input_min=-2.0, input_max=2.0, signed_input=True, num_bits=8, range_given=True))


def cases():
    yield from pairs()
    yield from fake_quantization()

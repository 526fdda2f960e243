# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Operators of one operand, over edges, infinities and not-a-numbers."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw

INF, NAN = float("inf"), float("nan")
ALL = [-INF, -1e30, -100.0, -20.0, -3.5, -2.5, -1.5, -1.0, -0.5, -1e-3, -0.0, 0.0, 1e-3, 0.5, 1.0, 1.5, 2.5, 3.0, 6.0,
       7.0, 20.0, 100.0, 1e30, INF, NAN]
ANGLES = [-INF, -1000.0, -3.14159, -1.0, -0.5, -0.0, 0.0, 1e-3, 0.7, 1.5707, 2.0, 40.0, 1000.0, INF, NAN]
UNIT = [-INF, -1.5, -1.0, -0.999, -0.5, -0.0, 0.0, 1e-3, 0.25, 0.999, 1.0, 1.5, INF, NAN]

# operator of the raw interface: (edges, attributes)
FLOAT = {
    "Relu": (ALL, {}), "Relu6": (ALL, {}), "LeakyRelu": (ALL, {"alpha": 0.3}), "Tanh": (ALL, {}), "Sigmoid": (ALL, {}),
    "Elu": (ALL, {}), "Selu": (ALL, {}), "Softsign": (ALL, {}), "Softplus": (ALL, {}), "Neg": (ALL, {}),
    "Abs": (ALL, {}), "Acos": (UNIT, {}), "Acosh": (ALL, {}), "Asin": (UNIT, {}), "Asinh": (ALL, {}), "Atan": (ALL, {}),
    "Atanh": (UNIT, {}), "Ceil": (ALL, {}), "Cos": (ANGLES, {}), "Cosh": (ALL, {}), "Sin": (ANGLES, {}),
    "Sinh": (ALL, {}), "Tan": (ANGLES, {}), "Floor": (ALL, {}), "Sqrt": (ALL, {}), "Rsqrt": (ALL, {}),
    "Square": (ALL, {}), "Exp": (ALL, {}), "Log": (ALL, {}), "Log1p": (UNIT, {}), "Expm1": (ALL, {}), "Erf": (ALL, {}),
    "Erfc": (ALL, {}), "Sign": (ALL, {}), "Round": (ALL, {}), "Rint": (ALL, {}), "Reciprocal": (ALL, {}),
    "Inv": (ALL, {}), "IsNan": (ALL, {}), "IsInf": (ALL, {}), "IsFinite": (ALL, {}), "ZerosLike": (ALL, {}),
    "OnesLike": (ALL, {}), "Identity": (ALL, {}), "StopGradient": (ALL, {}), "Snapshot": (ALL, {}),
    "PreventGradient": (ALL, {"message": "no"}),
}
FEATURES = {"Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softsign", "Softplus"}
FIRST = {"Identity": "input", "StopGradient": "input", "Snapshot": "input", "PreventGradient": "input"}


def argument(op):
    return "features" if op in FEATURES else FIRST.get(op, "x")


def call(op, x, **attributes):
    return getattr(raw, op)(**{argument(op): x}, **attributes)


def of_float():
    for op, (edges, attributes) in FLOAT.items():
        x = np.concatenate([np.array(edges, np.float32), f32(35 - len(edges), seed=len(op))]).reshape(5, 7)
        yield Case(op, {"x": x}, lambda x, op=op, attributes=attributes: call(op, x, **attributes))


def of_other_types():
    for op in ("Relu", "Sigmoid", "Tanh", "Exp", "Sqrt", "Neg", "Abs", "Square", "Floor"):
        x = f32(2, 9, seed=len(op)) if op != "Sqrt" else f32(2, 9, seed=5, low=0)
        for dtype in (np.float64, np.float16):
            yield Case(f"{op}_{np.dtype(dtype).name}", {"x": x.astype(dtype)}, lambda x, op=op: call(op, x))
    for op in ("Neg", "Abs", "Square", "Sign", "Relu", "Relu6"):
        for dtype in (np.int32, np.int64):
            if not (dtype == np.int64 and op == "Relu6"):
                yield Case(f"{op}_{np.dtype(dtype).name}", {"x": i32(3, 4, seed=2).astype(dtype)},
                           lambda x, op=op: call(op, x))
    yield Case("LogicalNot", {"x": np.array([[True, False], [False, True]])}, lambda x: raw.LogicalNot(x=x))
    yield Case("Invert", {"x": i32(7)}, lambda x: raw.Invert(x=x))


def of_shapes():
    yield Case("Relu_empty", {"x": np.zeros((0, 3), np.float32)}, lambda x: tf.nn.relu(x))
    yield Case("Relu_scalar", {"x": np.float32(-1.5)}, lambda x: tf.nn.relu(x))
    yield Case("Tanh_dynamic", {"x": f32(2, 5)}, lambda x: tf.tanh(x), shapes={"x": [None, 5]},
               more=({"x": f32(7, 5, seed=4)},))
    yield Case("LeakyRelu_default", {"x": f32(11)}, lambda x: raw.LeakyRelu(features=x))
    yield Case("LeakyRelu_negative_slope", {"x": f32(11)}, lambda x: raw.LeakyRelu(features=x, alpha=-0.5))
    yield Case("CheckNumerics", {"x": f32(6)}, lambda x: raw.CheckNumerics(tensor=x, message="m"))
    yield Case("IdentityN", {"x": f32(6), "y": i32(2, 2)}, lambda x, y: raw.IdentityN(input=[x, y]))


def softmaxes():
    for op in ("Softmax", "LogSoftmax"):
        for name, x in (("2d", f32(3, 7)), ("4d", f32(1, 2, 3, 5, seed=3)), ("large", f32(2, 6) * 100),
                        ("edges", np.array([[1, -INF, 2], [100, 0, -100], [0, 0, 0], [NAN, 0, 1]], np.float32))):
            yield Case(f"{op}_{name}", {"x": x}, lambda x, op=op: getattr(raw, op)(logits=x))
    yield Case("softmax_axis_1", {"x": f32(2, 4, 3)}, lambda x: tf.nn.softmax(x, axis=1))
    yield Case("Softmax_half", {"x": f32(3, 7).astype(np.float16)}, lambda x: raw.Softmax(logits=x))


def composed():
    yield Case("swish", {"x": f32(3, 7)}, tf.nn.silu)
    yield Case("gelu", {"x": f32(3, 7)}, tf.nn.gelu)
    yield Case("gelu_tanh", {"x": f32(3, 7)}, lambda x: tf.nn.gelu(x, approximate=True))
    yield Case("hard_sigmoid", {"x": f32(3, 7)}, tf.keras.activations.hard_sigmoid)
    yield Case("hard_swish", {"x": f32(3, 7)}, lambda x: x * tf.nn.relu6(x + 3.0) * (1 / 6))
    yield Case("l2_normalize", {"x": f32(3, 7)}, lambda x: tf.math.l2_normalize(x, axis=1))
    yield Case("mish", {"x": f32(3, 7)}, lambda x: x * tf.tanh(tf.math.softplus(x)))
    yield Case("crelu", {"x": f32(3, 7)}, lambda x: tf.nn.crelu(x))
    yield Case("prelu", {"x": f32(2, 4)},
               lambda x: tf.nn.relu(x) + tf.constant(f32(4, seed=2)) * (x - tf.abs(x)) * 0.5)


def cases():
    yield from of_float()
    yield from of_other_types()
    yield from of_shapes()
    yield from softmaxes()
    yield from composed()

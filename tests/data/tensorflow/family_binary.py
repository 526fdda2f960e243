# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Operators of two and more operands: broadcasting, infinities, integers, comparisons, selection."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw

INF, NAN = float("inf"), float("nan")
EDGES = np.array([-INF, -2.5, -1.0, -0.0, 0.0, 0.5, 3.0, INF, NAN], np.float32)
ARITHMETIC = ("Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "Minimum", "Maximum", "Pow", "SquaredDifference",
              "FloorDiv", "FloorMod", "DivNoNan", "MulNoNan", "Atan2", "Mod", "TruncateDiv", "TruncateMod", "Xdivy",
              "Xlogy")
NO_FLOAT = {"TruncateDiv", "TruncateMod"}
NO_INTEGER = {"RealDiv", "DivNoNan", "MulNoNan", "Atan2", "Xdivy", "Xlogy", "Pow"}
COMPARISONS = ("Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual")
OPERANDS = {"Atan2": ("y", "x")}


def call(op, a, b):
    first, second = OPERANDS.get(op, ("x", "y"))
    return getattr(raw, op)(**{first: a, second: b})


def two(op, name, a, b, **more):
    return Case(f"{op}_{name}", {"a": a, "b": b}, lambda a, b: call(op, a, b), **more)


def arithmetic():
    for op in ARITHMETIC:
        if op not in NO_FLOAT:
            # Multiples of 1/64: remainders of numbers that are not exact would hang on the last bit.
            a, b = f32(2, 3, 4, seed=len(op), low=0.25), f32(2, 3, 4, seed=9)
            yield two(op, "same", a, b)
            yield two(op, "edges", np.repeat(EDGES, 9).reshape(9, 9), np.tile(EDGES, 9).reshape(9, 9))
            yield two(op, "vector", a, b[0, 0])
            yield two(op, "both_ways", a[:, :1], b[0, :, :1])
        if op not in NO_INTEGER:
            b = i32(3, 1, seed=3, low=1)
            yield two(op, "int32", i32(2, 1, 4), b)
            yield two(op, "int64", i32(2, 1, 4).astype(np.int64), -b.astype(np.int64))
    for op in ("Add", "Sub", "Mul", "RealDiv", "Maximum", "Pow"):
        scalar = np.float32(1.5)
        yield Case(f"{op}_constant", {"a": f32(2, 5, low=0.5)}, lambda a, op=op: call(op, a, tf.constant(scalar)))
        yield Case(f"{op}_constant_first", {"a": f32(2, 5)}, lambda a, op=op: call(op, tf.constant(scalar), a))
        yield two(op, "half", f32(3, 5, low=0.5).astype(np.float16), f32(5, seed=2).astype(np.float16))
    yield two("Add", "empty", np.zeros((0, 4), np.float32), f32(4))
    yield two("Add", "scalars", np.float32(1), np.float32(2))
    yield two("Mul", "double", f32(4).astype(np.float64), f32(3, 1).astype(np.float64))
    yield two("Pow", "int32", i32(6), i32(6, seed=3, low=0, high=4))
    yield two("AddV2", "dynamic", f32(2, 4), f32(4), shapes={"a": [None, 4]},
              more=({"a": f32(5, 4, seed=3), "b": f32(4)},))


def comparisons():
    for op in COMPARISONS:
        yield two(op, "edges", np.repeat(EDGES, 9).reshape(9, 9), np.tile(EDGES, 9).reshape(9, 9))
        yield two(op, "int32", i32(3, 4, low=-2, high=3), i32(4, seed=2, low=-2, high=3))
    for op in ("LogicalAnd", "LogicalOr"):
        yield two(op, "bools", np.array([[True], [False]]), np.array([True, False]))
    for op in ("BitwiseAnd", "BitwiseOr", "BitwiseXor"):
        yield two(op, "int32", i32(3, 4, low=-100, high=100), i32(4, seed=2, low=-100, high=100))
    for op in ("LeftShift", "RightShift"):
        yield two(op, "int32", i32(3, 4, low=-100, high=100), i32(4, seed=2, low=0, high=5))


def selections():
    condition = np.array([[True, False, True], [False, False, True]])
    yield Case("Select_same", {"c": condition, "a": f32(2, 3), "b": f32(2, 3, seed=2)},
               lambda c, a, b: raw.Select(condition=c, x=a, y=b))
    yield Case("Select_rows", {"c": condition[:, 0], "a": f32(2, 3), "b": f32(2, 3, seed=2)},
               lambda c, a, b: raw.Select(condition=c, x=a, y=b))
    yield Case("Select_scalar", {"c": np.array(False), "a": f32(2, 3), "b": f32(2, 3, seed=2)},
               lambda c, a, b: raw.Select(condition=c, x=a, y=b))
    yield Case("SelectV2", {"c": condition, "a": f32(3), "b": f32(2, 1, seed=2)},
               lambda c, a, b: raw.SelectV2(condition=c, t=a, e=b))
    yield Case("SelectV2_nan", {"a": EDGES}, lambda a: tf.where(tf.math.is_nan(a), tf.zeros_like(a), a))
    yield Case("SelectV2_int", {"c": condition, "a": i32(2, 3), "b": i32(3, seed=2)},
               lambda c, a, b: raw.SelectV2(condition=c, t=a, e=b))


def several():
    yield Case("AddN", {"a": f32(2, 3), "b": f32(2, 3, seed=2), "c": f32(2, 3, seed=3)},
               lambda *x: raw.AddN(inputs=list(x)))
    yield Case("AddN_one", {"a": f32(2, 3)}, lambda x: raw.AddN(inputs=[x]))
    yield Case("AccumulateNV2", {"a": f32(2, 3), "b": f32(2, 3, seed=2)},
               lambda *x: raw.AccumulateNV2(inputs=list(x), shape=[2, 3]))
    yield Case("ClipByValue", {"x": EDGES}, lambda x: raw.ClipByValue(t=x, clip_value_min=-1.0, clip_value_max=2.0))
    yield Case("clip_written_out", {"x": f32(9)}, lambda x: tf.minimum(tf.maximum(x, -0.5), 1.0))
    for name, x, layout in (("nhwc", f32(2, 2, 3, 4), "NHWC"), ("2d", f32(3, 4), "NHWC"), ("3d", f32(2, 3, 4), "NHWC"),
                            ("nchw", f32(2, 4, 3, 2), "NCHW"), ("5d", f32(1, 2, 2, 3, 4), "NHWC")):
        yield Case(f"BiasAdd_{name}", {"x": x}, lambda x, layout=layout: raw.BiasAdd(
            value=x, bias=tf.constant(f32(4, seed=5)), data_format=layout))
    yield Case("BiasAdd_of_input", {"x": f32(3, 4), "b": f32(4)}, lambda x, b: raw.BiasAdd(value=x, bias=b))
    yield Case("BiasAddV1", {"x": f32(3, 4)}, lambda x: raw.BiasAddV1(value=x, bias=tf.constant(f32(4, seed=5))))
    yield Case("ApproximateEqual", {"a": f32(6), "b": f32(6) + np.float32(1e-6)},
               lambda a, b: raw.ApproximateEqual(x=a, y=b, tolerance=1e-5))


def cases():
    yield from arithmetic()
    yield from comparisons()
    yield from selections()
    yield from several()

# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Reductions, ArgMax and ArgMin, running sums."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw

INF, NAN = float("inf"), float("nan")


def reduce(op, x, axis, keep=False):
    return getattr(raw, op)(input=x, axis=tf.constant(axis, tf.int32), keep_dims=keep)


def reductions():
    for op in ("Sum", "Prod", "Min", "Max", "Mean"):
        x = f32(2, 3, 4, 2, seed=len(op), low=-1.5, high=1.5)
        for name, axis, keep in (("last", -1, False), ("axis_1_keep", [1], True), ("image", [1, 2], False),
                                 ("image_keep", [1, 2], True), ("all", [0, 1, 2, 3], False),
                                 ("negative", [-3, 0], True), ("none", [], False)):
            shape = [] if not isinstance(axis, list) else [len(axis)]
            yield Case(f"{op}_{name}", {"x": x},
                       lambda x, op=op, axis=axis, keep=keep, shape=shape: getattr(raw, op)(
                           input=x, axis=tf.constant(axis, tf.int32, shape), keep_dims=keep))
        if op != "Mean":
            yield Case(f"{op}_int32", {"x": i32(3, 5, low=-3, high=4)}, lambda x, op=op: reduce(op, x, [1]))
        edges = np.array([[1, INF, 2], [-INF, 0, 3], [-INF, INF, 1], [NAN, 1, 2]], np.float32)
        yield Case(f"{op}_edges", {"x": edges}, lambda x, op=op: reduce(op, x, [1]))
        if op in ("Sum", "Prod", "Min", "Max"):
            yield Case(f"{op}_empty", {"x": np.zeros((2, 0), np.float32)}, lambda x, op=op: reduce(op, x, [1]))
        yield Case(f"{op}_double", {"x": f32(3, 4).astype(np.float64)}, lambda x, op=op: reduce(op, x, [0]))
        yield Case(f"{op}_half", {"x": f32(3, 4).astype(np.float16)}, lambda x, op=op: reduce(op, x, [0], True))
    yield Case("Mean_dynamic", {"x": f32(2, 4, 4, 3)}, lambda x: reduce("Mean", x, [1, 2]),
               shapes={"x": [None, None, None, 3]}, more=({"x": f32(1, 7, 5, 3, seed=2)},))
    yield Case("Sum_axis_of_rank", {"x": f32(2, 3, 4)}, lambda x: tf.reduce_sum(x, tf.range(tf.rank(x))),
               shapes={"x": [None, 3, 4]})
    for op in ("All", "Any"):
        x = np.array([[True, True, True], [False, False, False], [True, False, True]])
        yield Case(f"{op}_rows", {"x": x}, lambda x, op=op: reduce(op, x, [1]))
        yield Case(f"{op}_columns_keep", {"x": x}, lambda x, op=op: reduce(op, x, [0], True))
    yield Case("EuclideanNorm", {"x": f32(3, 4)}, lambda x: reduce("EuclideanNorm", x, [1]))
    yield Case("L2Loss", {"x": f32(3, 4)}, lambda x: raw.L2Loss(t=x))
    yield Case("reduce_logsumexp", {"x": f32(3, 4)}, lambda x: tf.reduce_logsumexp(x, axis=1))
    yield Case("moments", {"x": f32(2, 3, 4)}, lambda x: list(tf.nn.moments(x, [1])))
    yield Case("reduce_std", {"x": f32(2, 3, 4)}, lambda x: tf.math.reduce_std(x, axis=-1, keepdims=True))


def arguments():
    ties = np.array([[1, 3, 3, 2], [0, 0, 0, 0], [-1, -2, -3, -3]], np.float32)
    for op in ("ArgMax", "ArgMin"):
        for name, x, axis, out in (("last", f32(2, 3, 5), -1, tf.int64), ("first", f32(4, 3), 0, tf.int64),
                                   ("int32_result", f32(2, 3, 5), 1, tf.int32), ("ties", ties, 1, tf.int64),
                                   ("of_int32", i32(3, 6), 1, tf.int64), ("vector", f32(7), 0, tf.int32),
                                   ("double", f32(3, 4).astype(np.float64), 1, tf.int64)):
            yield Case(f"{op}_{name}", {"x": x}, lambda x, op=op, axis=axis, out=out: getattr(raw, op)(
                input=x, dimension=axis, output_type=out))


def running():
    for op in ("Cumsum", "Cumprod"):
        for exclusive in (False, True):
            for reverse in (False, True):
                yield Case(f"{op}_{int(exclusive)}{int(reverse)}", {"x": f32(3, 4)},
                           lambda x, op=op, e=exclusive, r=reverse: getattr(raw, op)(
                               x=x, axis=1, exclusive=e, reverse=r))
    yield Case("Cumsum_int32_axis_0", {"x": i32(3, 4)}, lambda x: raw.Cumsum(x=x, axis=0))


def segments():
    x, ids = f32(5, 3), np.array([0, 0, 1, 3, 3], np.int32)
    yield Case("SegmentSum", {"x": x}, lambda x: raw.SegmentSum(data=x, segment_ids=tf.constant(ids)))
    yield Case("UnsortedSegmentSum", {"x": x}, lambda x: raw.UnsortedSegmentSum(
        data=x, segment_ids=tf.constant(ids[::-1].copy()), num_segments=5))


def cases():
    yield from reductions()
    yield from arguments()
    yield from running()
    yield from segments()

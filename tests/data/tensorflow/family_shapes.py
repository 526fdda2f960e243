# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Shapes as values, tensors made from shapes, and graphs that compute shapes."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw, v1


def questions():
    x = f32(2, 0, 3, 4)
    for out in (tf.int32, tf.int64):
        yield Case(f"Shape_{out.name}", {"x": f32(2, 3, 4)}, lambda x, out=out: raw.Shape(input=x, out_type=out))
        yield Case(f"Size_{out.name}", {"x": f32(2, 3, 4)}, lambda x, out=out: raw.Size(input=x, out_type=out))
    yield Case("Shape_empty", {"x": x}, lambda x: raw.Shape(input=x))
    yield Case("Shape_scalar", {"x": np.float32(3)}, lambda x: raw.Shape(input=x))
    yield Case("Shape_dynamic", {"x": f32(2, 3)}, lambda x: raw.Shape(input=x), shapes={"x": [None, 3]},
               more=({"x": f32(7, 3)},))
    yield Case("ShapeN", {"x": f32(2, 3), "y": f32(4)}, lambda *x: raw.ShapeN(input=list(x)))
    yield Case("Rank", {"x": f32(2, 3, 4)}, lambda x: raw.Rank(input=x))


def makers():
    yield Case("Fill", {"x": np.float32(2.5)}, lambda x: raw.Fill(dims=[2, 3], value=x))
    yield Case("Fill_like", {"x": f32(2, 3)}, lambda x: raw.Fill(dims=tf.shape(x), value=tf.constant(7)),
               shapes={"x": [None, 3]}, more=({"x": f32(4, 3)},))
    yield Case("Fill_bool", {"x": f32(2, 3)}, lambda x: raw.Fill(dims=tf.shape(x), value=tf.constant(True)),
               shapes={"x": [None, 3]})
    yield Case("Range", {"n": np.int32(5)}, lambda n: raw.Range(start=0, limit=n, delta=1))
    yield Case("Range_back", {"n": np.int32(5)}, lambda n: raw.Range(start=n, limit=-2, delta=-2))
    yield Case("Range_float", {"n": np.float32(0.25)},
               lambda n: raw.Range(start=tf.constant(1.0), limit=tf.constant(3.0), delta=n))
    yield Case("Range_constant", {"x": f32(4)}, lambda x: x + tf.cast(raw.Range(start=1, limit=9, delta=2), tf.float32))
    yield Case("LinSpace", {"a": np.float32(-1), "b": np.float32(2)},
               lambda a, b: raw.LinSpace(start=a, stop=b, num=tf.constant(7)))
    ids = np.array([[0, 2], [3, -1]], np.int32)
    for axis in (-1, 0, 1):
        yield Case(f"OneHot_{axis}", {"i": ids}, lambda i, axis=axis: raw.OneHot(
            indices=i, depth=3, on_value=1.5, off_value=-1.0, axis=axis))
    yield Case("OneHot_int64", {"i": ids.astype(np.int64)}, lambda i: raw.OneHot(
        indices=i, depth=4, on_value=tf.constant(1), off_value=tf.constant(0)))
    yield Case("zeros_like_shape", {"x": f32(2, 3)}, lambda x: tf.zeros(tf.stack([tf.shape(x)[0], 4])),
               shapes={"x": [None, 3]}, more=({"x": f32(5, 3)},))
    yield Case("sequence_mask", {"n": np.array([1, 3, 0], np.int32)}, lambda n: tf.sequence_mask(n, 4, tf.float32))
    yield Case("sequence_mask_longest", {"n": np.array([1, 3, 0], np.int32)}, lambda n: tf.sequence_mask(n))
    yield Case("eye", {"x": f32(3, 3)}, lambda x: x + tf.eye(3))
    yield Case("causal_mask", {"x": f32(2, 4, 4)}, lambda x: x + (1 - tf.linalg.band_part(
        tf.ones(tf.shape(x)[1:]), -1, 0)) * -1e9, shapes={"x": [None, None, None]}, more=({"x": f32(1, 6, 6)},))
    yield Case("BroadcastArgs", {"x": f32(2, 1), "y": f32(3)},
               lambda x, y: raw.BroadcastTo(input=x, shape=raw.BroadcastArgs(s0=tf.shape(x), s1=tf.shape(y))),
               shapes={"x": [None, 1], "y": [None]}, more=({"x": f32(2, 1), "y": f32(1)},))


def computed():
    def upsample(x):
        size = tf.shape(x)[1:3] * 2
        return tf.compat.v1.image.resize_nearest_neighbor(x, size)

    yield Case("size_by_shape", {"x": f32(1, 2, 3, 2)}, upsample, shapes={"x": [None, None, None, 2]},
               more=({"x": f32(2, 3, 2, 2)},))

    def pack_heads(x):
        shape = tf.shape(x)
        y = tf.reshape(x, [shape[0], shape[1], 2, 3])
        return tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [shape[0] * 2, shape[1], 3])

    yield Case("heads_by_shape", {"x": f32(2, 4, 6)}, pack_heads, shapes={"x": [None, None, 6]},
               more=({"x": f32(1, 7, 6)},))
    yield Case("divided_size", {"x": f32(2, 6, 2)}, lambda x: tf.reshape(x, [-1, tf.shape(x)[1] // 2, 4]),
               shapes={"x": [None, None, 2]}, more=({"x": f32(1, 4, 2)},))
    yield Case("tile_batch", {"x": f32(3, 2)}, lambda x: tf.tile(tf.constant(f32(1, 4)), [tf.shape(x)[0], 1]),
               shapes={"x": [None, 2]}, more=({"x": f32(5, 2)},))
    yield Case("Where", {"x": np.array([[True, False], [True, True]])}, lambda x: raw.Where(condition=x))
    yield Case("Where_float", {"x": np.array([0, 1.5, 0, -2], np.float32)}, lambda x: raw.Where(condition=x))
    yield Case("Where_none", {"x": np.zeros((2, 3), bool)}, lambda x: raw.Where(condition=x))
    yield Case("boolean_mask", {"x": f32(4, 2), "m": np.array([True, False, False, True])}, tf.boolean_mask)
    yield Case("Unique", {"x": np.array([3, 1, 3, 2, 1], np.int32)}, lambda x: list(raw.Unique(x=x)))
    yield Case("UniqueV2", {"x": np.array([3, 1, 3, 2, 1], np.int32)},
               lambda x: list(raw.UniqueV2(x=x, axis=tf.constant([], tf.int64))))
    yield Case("UniqueWithCounts", {"x": np.array([3, 1, 3, 2, 1], np.int32)},
               lambda x: list(raw.UniqueWithCounts(x=x)))
    yield Case("EnsureShape", {"x": f32(2, 3)}, lambda x: raw.EnsureShape(input=x, shape=[None, 3]) * 2.0,
               shapes={"x": [None, None]})
    yield Case("PlaceholderWithDefault", {"x": f32(2, 3)},
               lambda x: x * v1.placeholder_with_default(np.float32(3), [], "scale"))


def asserts():
    def checked(x):
        with tf.control_dependencies([v1.debugging.assert_equal(tf.shape(x)[1], 3, message="three columns")]):
            return tf.identity(x) * 2.0

    yield Case("Print", {"x": f32(2, 3)}, lambda x: raw.Print(input=x, data=[x], message="seen", first_n=0) + 1.0)
    yield Case("Assert", {"x": f32(2, 3)}, checked, shapes={"x": [None, None]})

    def grouped(x):
        with tf.control_dependencies([tf.no_op()]):
            return tf.identity(x) + 1.0

    yield Case("NoOp", {"x": f32(2, 3)}, grouped)


def cases():
    for make in (questions, makers, computed, asserts):
        yield from make()

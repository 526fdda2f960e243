# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""StridedSlice with all its masks, and Slice."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw


def strided():
    x = f32(4, 5, 6)
    spellings = {
        "ranges": lambda x: x[1:3, 0:4, 2:6], "from": lambda x: x[1:], "to": lambda x: x[:, :2],
        "steps": lambda x: x[::2, 1::2, ::3], "back": lambda x: x[::-1], "back_part": lambda x: x[:, 3:0:-1],
        "back_step": lambda x: x[:, :, ::-2], "negative": lambda x: x[-3:-1, :-2], "shrink": lambda x: x[1],
        "shrink_last": lambda x: x[..., -1], "shrink_two": lambda x: x[2, :, 3], "shrink_all": lambda x: x[1, 2, 3],
        "new_axis": lambda x: x[:, tf.newaxis], "new_axes": lambda x: x[tf.newaxis, ..., tf.newaxis],
        "ellipsis": lambda x: x[..., 1:3], "ellipsis_inside": lambda x: x[1:3, ..., ::2],
        "all_masks": lambda x: x[tf.newaxis, 1, ..., 2:, tf.newaxis], "beyond": lambda x: x[2:100, -100:2],
        "empty": lambda x: x[3:1], "new_axis_and_shrink": lambda x: x[:, tf.newaxis, 2],
    }
    for name, build in spellings.items():
        yield Case(f"StridedSlice_{name}", {"x": x}, build)
    yield Case("StridedSlice_dynamic", {"x": x}, lambda x: x[:, 1:-1, 0], shapes={"x": [None, None, 6]},
               more=({"x": f32(2, 8, 6, seed=3)},))
    yield Case("StridedSlice_by_input", {"x": x, "b": np.int32(1), "e": np.int32(3)}, lambda x, b, e: x[b:e])
    yield Case("StridedSlice_int64", {"x": x}, lambda x: raw.StridedSlice(
        input=x, begin=tf.constant([0, 1], tf.int64), end=tf.constant([3, 4], tf.int64),
        strides=tf.constant([1, 2], tf.int64)))
    yield Case("StridedSlice_of_shape", {"x": x}, lambda x: tf.shape(x)[1:], shapes={"x": [None, 5, None]})
    yield Case("StridedSlice_bool", {"x": f32(4, 3) > 0}, lambda x: x[1:, ::2])
    yield Case("StridedSlice_shrink_outside_mask", {"x": x}, lambda x: raw.StridedSlice(
        input=x, begin=[0, 2], end=[0, 0], strides=[1, 1], begin_mask=1, end_mask=1, shrink_axis_mask=2))


def plain():
    x = f32(4, 5)
    yield Case("Slice", {"x": x}, lambda x: raw.Slice(input=x, begin=[1, 2], size=[2, 3]))
    yield Case("Slice_rest", {"x": x}, lambda x: raw.Slice(input=x, begin=[0, 2], size=[-1, -1]))
    yield Case("Slice_empty", {"x": x}, lambda x: raw.Slice(input=x, begin=[0, 2], size=[4, 0]))
    yield Case("Slice_int64", {"x": i32(6)}, lambda x: raw.Slice(
        input=x, begin=tf.constant([1], tf.int64), size=tf.constant([4], tf.int64)))
    yield Case("Slice_dynamic", {"x": x}, lambda x: raw.Slice(input=x, begin=[1, 0], size=[-1, 2]),
               shapes={"x": [None, 5]}, more=({"x": f32(2, 5, seed=4)},))


def cases():
    yield from strided()
    yield from plain()

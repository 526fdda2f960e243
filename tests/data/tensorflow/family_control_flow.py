# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Control flow of TensorFlow 1 (Switch, Merge, frames) and 2 (If, While with a function library)."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw, v1

YES, NO = np.array(True), np.array(False)


def both(name, inputs, build, **more):
    yield Case(name, inputs, build, **more)
    yield Case(f"{name}_functional", inputs, build, functional=True, **more)


def conditions():
    x = f32(2, 3)

    def by_input(x, p):
        return v1.cond(p, lambda: x * 2.0, lambda: tf.nn.relu(x) - 1.0)

    yield from both("cond", {"x": x, "p": YES}, by_input, more=({"x": x, "p": NO},))

    def by_sum(x):
        return v1.cond(tf.reduce_sum(x) > 0, lambda: [x + 1.0, tf.exp(x)], lambda: [-x, x])

    yield from both("cond_of_data", {"x": x}, by_sum, more=({"x": np.abs(x)}, {"x": -np.abs(x)}))

    def nested(x, p, q):
        return v1.cond(p, lambda: v1.cond(q, lambda: x + 1.0, lambda: x + 2.0), lambda: x * 3.0) * 0.5

    yield from both("cond_nested", {"x": x, "p": YES, "q": NO}, nested,
                    more=({"x": x, "p": YES, "q": YES}, {"x": x, "p": NO, "q": NO}))

    def weights(x, p):
        w = tf.constant(f32(3, 3, seed=4))
        return tf.nn.relu(v1.cond(p, lambda: tf.matmul(x, w), lambda: x))

    yield from both("cond_with_weights", {"x": x, "p": NO}, weights, more=({"x": x, "p": YES},))
    yield Case("cond_constant", {"x": x}, lambda x: raw.Merge(inputs=[
        raw.Switch(data=x, pred=tf.constant(True))[1] * 2.0, raw.Switch(data=x, pred=tf.constant(True))[0]])[0])
    yield Case("Merge_index", {"x": x, "p": YES}, lambda x, p: list(raw.Merge(inputs=[
        raw.Switch(data=x, pred=p)[0] * 2.0, raw.Switch(data=x, pred=p)[1]])), more=({"x": x, "p": NO},))
    yield Case("cond_constant_result", {"p": YES}, lambda p: v1.cond(
        p, lambda: tf.constant(1.5), lambda: tf.constant(-2.0)), more=({"p": NO},))
    yield Case("case", {"x": x, "k": np.int32(1)}, lambda x, k: v1.case(
        [(tf.equal(k, 0), lambda: x + 1.0), (tf.equal(k, 1), lambda: x * 5.0)], default=lambda: -x),
        more=({"x": x, "k": np.int32(0)}, {"x": x, "k": np.int32(7)}))
    yield Case("case_functional", {"x": x, "k": np.int32(1)}, lambda x, k: tf.switch_case(
        k, [lambda: x + 1.0, lambda: x * 5.0, lambda: -x]), functional=True,
        more=({"x": x, "k": np.int32(0)}, {"x": x, "k": np.int32(7)}))


def training():
    x = f32(2, 4, 4, 3)

    def kept(x, keep):
        return v1.nn.dropout(x, keep_prob=keep) + 1.0

    yield Case("dropout_keep_prob", {"x": f32(3, 5), "keep": np.float32(1)}, kept)

    def layer(x, training):
        return v1.layers.dropout(x, 0.5, training=training) * 2.0

    yield from both("dropout_is_training", {"x": f32(3, 5), "training": NO}, layer)

    def norm(x, training):
        y = v1.layers.batch_normalization(
            x, training=training, beta_initializer=v1.constant_initializer(f32(3, seed=2)),
            gamma_initializer=v1.constant_initializer(f32(3, seed=3)),
            moving_mean_initializer=v1.constant_initializer(f32(3, seed=4)),
            moving_variance_initializer=v1.constant_initializer(f32(3, seed=5, low=0.5)))
        return tf.nn.relu(y)

    yield from both("batch_norm_is_training", {"x": x, "training": NO}, norm)
    yield Case("batch_norm_default", {"x": x}, lambda x: norm(x, v1.placeholder_with_default(False, [], "training")))
    yield Case("dropout_default", {"x": x}, lambda x: layer(x, v1.placeholder_with_default(False, [], "training")))


def loops():
    def power(x, n):
        return v1.while_loop(lambda k, y: k < n, lambda k, y: (k + 1, y * x), [tf.constant(0), tf.ones_like(x)])[1]

    yield from both("while_counted", {"x": f32(2, 3), "n": np.int32(3)}, power,
                    more=({"x": f32(2, 3), "n": np.int32(0)},))

    def until(x):
        return v1.while_loop(lambda y, n: tf.reduce_max(y) < 50.0, lambda y, n: (y * 1.5 + 0.25, n + 1),
                             [x, tf.constant(0)])

    yield from both("while_of_data", {"x": f32(4, low=0.25)}, lambda x: list(until(x)))

    def with_weights(x):
        w = tf.constant(f32(3, 3, seed=3, low=-1, high=1))
        return v1.while_loop(lambda k, y: k < 4, lambda k, y: (k + 1, tf.tanh(tf.matmul(y, w) + x)),
                             [tf.constant(0), x])[1]

    yield from both("while_with_weights", {"x": f32(2, 3)}, with_weights)

    def nested(x):
        def outer(i, y):
            z = v1.while_loop(lambda j, z: j < i, lambda j, z: (j + 1, z + x), [tf.constant(0), y])[1]
            return i + 1, z * 0.5

        return v1.while_loop(lambda i, y: i < 4, outer, [tf.constant(0), x])[1]

    yield from both("while_nested", {"x": f32(2, 2)}, nested)

    def branching(x):
        def body(k, y):
            return k + 1, v1.cond(tf.equal(k % 2, 0), lambda: y + x, lambda: y * 2.0)

        return v1.while_loop(lambda k, y: k < 5, body, [tf.constant(0), x])[1]

    yield from both("while_with_cond", {"x": f32(2, 2)}, branching)

    def growing(x):
        return v1.while_loop(lambda y: tf.shape(y)[0] < 10, lambda y: [tf.concat([y, y[:1]], 0)], [x],
                             shape_invariants=[tf.TensorShape([None, 2])])

    yield from both("while_growing", {"x": f32(3, 2)}, growing)


def arrays():
    def unstack(x):
        source = tf.TensorArray(tf.float32, size=tf.shape(x)[0], element_shape=[3], clear_after_read=False).unstack(x)
        out = tf.TensorArray(tf.float32, size=tf.shape(x)[0], element_shape=[3])
        _, out, total = v1.while_loop(
            lambda k, o, s: k < tf.shape(x)[0],
            lambda k, o, s: (k + 1, o.write(k, source.read(k) + s), s + source.read(k)),
            [tf.constant(0), out, tf.zeros([3])])
        return [out.stack(), total]

    yield from both("tensor_array_scan", {"x": f32(5, 3)}, unstack, shapes={"x": [None, 3]},
                    more=({"x": f32(2, 3, seed=4)},))
    yield from both("map_fn", {"x": f32(4, 3)}, lambda x: v1.map_fn(lambda row: tf.nn.softmax(row) * 2.0, x))
    yield from both("scan", {"x": f32(4, 3)}, lambda x: v1.scan(lambda a, b: a * 0.5 + b, x))
    yield from both("foldl", {"x": f32(4, 3)}, lambda x: v1.foldl(lambda a, b: tf.maximum(a, b), x))

    def written(x):
        array = tf.TensorArray(tf.float32, size=3, element_shape=[2], clear_after_read=False)
        array = array.write(0, x[0]).write(2, x[1]).write(1, x[0] + x[1])
        return [array.stack(), array.read(2), array.gather([1, 0])]

    yield from both("tensor_array_size", {"x": f32(3, 2)}, lambda x: tf.TensorArray(
        tf.float32, size=0, dynamic_size=True, element_shape=[2]).unstack(x).size())
    yield from both("tensor_array_writes", {"x": f32(2, 2)}, written)
    yield from both("tensor_array_concat", {"x": f32(3, 2)}, lambda x: tf.TensorArray(
        tf.float32, size=3, element_shape=[2]).unstack(x).concat())


def calls():
    @tf.function
    def inner(x, y):
        return tf.matmul(x, y) + 1.0, tf.reduce_sum(x)

    @tf.function
    def outer(x):
        a, b = inner(x, x)
        return a * b

    @tf.function
    def checked(x):
        tf.debugging.assert_equal(tf.shape(x)[1], 3)
        return x * 3.0

    yield Case("StatefulPartitionedCall", {"x": f32(2, 3)}, checked, functional=True, shapes={"x": [None, None]})
    yield Case("PartitionedCall", {"x": f32(3, 3)}, outer, functional=True)


def cases():
    for make in (conditions, training, loops, arrays, calls):
        yield from make()

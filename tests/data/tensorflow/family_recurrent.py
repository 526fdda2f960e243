# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Recurrent layers: fused kernels, TensorFlow 1's static and dynamic RNNs, Keras layers frozen with and without their
loops lowered to frames."""

import numpy as np
import tensorflow as tf
from casekit import Case, Frozen, f32, raw, v1
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

BATCH, STEPS, WIDTH, CELLS = 2, 5, 3, 4


def weights(*shape, seed):
    return f32(*shape, seed=seed, low=-0.75, high=0.75)


def fused():
    x, h, c = f32(STEPS, BATCH, WIDTH), f32(BATCH, CELLS, seed=2), f32(BATCH, CELLS, seed=3)
    w, b = weights(WIDTH + CELLS, 4 * CELLS, seed=4), weights(4 * CELLS, seed=5)
    peep = {k: weights(CELLS, seed=k_seed) for k, k_seed in (("wci", 6), ("wcf", 7), ("wco", 8))}
    for op in ("BlockLSTM", "BlockLSTMV2"):
        for name, length, peephole, clip in (("", STEPS, False, 0.0), ("_short", 3, False, 0.0),
                                             ("_peephole", STEPS, True, 0.0), ("_clip", STEPS, False, 0.25)):
            forget = {"forget_bias": 0.5} if op == "BlockLSTM" else {}

            def block(x, h, c, op=op, n=length, peephole=peephole, clip=clip, forget=forget):
                out = getattr(raw, op)(seq_len_max=tf.constant(n, tf.int64), x=x, cs_prev=c, h_prev=h, w=tf.constant(w),
                                       b=tf.constant(b), use_peephole=peephole, cell_clip=clip, **forget,
                                       **{k: tf.constant(v) for k, v in peep.items()})
                return [out.h[:n], out.cs[:n]]

            yield Case(f"{op}{name}", {"x": x, "h": h, "c": c}, block)
    for name, peephole in (("", False), ("_peephole", True)):
        yield Case(f"LSTMBlockCell{name}", {"x": x[0], "h": h, "c": c}, 
                   lambda x, h, c, p=peephole: list(raw.LSTMBlockCell(
            x=x, cs_prev=c, h_prev=h, w=tf.constant(w), b=tf.constant(b), use_peephole=p, forget_bias=1.0, cell_clip=3,
            **{k: tf.constant(v) for k, v in peep.items()}))[:7])
    yield Case("GRUBlockCell", {"x": x[0], "h": h}, lambda x, h: list(raw.GRUBlockCell(
        x=x, h_prev=h, w_ru=tf.constant(weights(WIDTH + CELLS, 2 * CELLS, seed=4)),
        w_c=tf.constant(weights(WIDTH + CELLS, CELLS, seed=5)), b_ru=tf.constant(weights(2 * CELLS, seed=6)),
        b_c=tf.constant(weights(CELLS, seed=7)))))


def cells():
    start = v1.random_uniform_initializer(-0.75, 0.75, seed=3)
    rnn = v1.nn.rnn_cell
    return {"basic": lambda: rnn.BasicRNNCell(CELLS), "lstm": lambda: rnn.LSTMCell(CELLS, initializer=start),
            "basic_lstm": lambda: rnn.BasicLSTMCell(CELLS), "gru": lambda: rnn.GRUCell(CELLS),
            "peephole": lambda: rnn.LSTMCell(CELLS, use_peepholes=True, num_proj=3, initializer=start),
            "layers": lambda: rnn.MultiRNNCell([rnn.LSTMCell(CELLS), rnn.GRUCell(CELLS)])}


def flat(state):
    return tf.nest.flatten(state)


def dynamic():
    x, lengths = f32(BATCH, STEPS, WIDTH), np.array([5, 2], np.int32)
    for name, make in cells().items():
        def run(x, make=make):
            y, state = v1.nn.dynamic_rnn(make(), x, dtype=tf.float32)
            return [y, *flat(state)]

        yield Case(f"dynamic_rnn_{name}", {"x": x}, run)
        if name in ("lstm", "gru"):
            yield Case(f"dynamic_rnn_{name}_functional", {"x": x}, run, functional=True)
            yield Case(f"dynamic_rnn_{name}_any_length", {"x": x}, run, shapes={"x": [None, None, WIDTH]},
                       more=({"x": f32(1, 7, WIDTH, seed=9)},))

    def with_lengths(x, n):
        y, state = v1.nn.dynamic_rnn(cells()["lstm"](), x, sequence_length=n, dtype=tf.float32)
        return [y, *flat(state)]

    yield Case("dynamic_rnn_lengths", {"x": x, "n": lengths}, with_lengths)

    def time_major(x):
        y, state = v1.nn.dynamic_rnn(cells()["gru"](), x, dtype=tf.float32, time_major=True)
        return [y, *flat(state)]

    yield Case("dynamic_rnn_time_major", {"x": f32(STEPS, BATCH, WIDTH)}, time_major)

    def both_ways(x, n):
        y, state = v1.nn.bidirectional_dynamic_rnn(cells()["lstm"](), cells()["gru"](), x, n, dtype=tf.float32)
        return [tf.concat(y, 2), *flat(state)]

    yield Case("bidirectional_dynamic_rnn", {"x": x, "n": lengths}, both_ways)


def static():
    x, lengths = f32(BATCH, STEPS, WIDTH), np.array([5, 2], np.int32)
    for name in ("basic", "lstm", "gru", "layers"):
        def run(x, make=cells()[name]):
            y, state = v1.nn.static_rnn(make(), tf.unstack(x, axis=1), dtype=tf.float32)
            return [tf.stack(y, 1), *flat(state)]

        yield Case(f"static_rnn_{name}", {"x": x}, run)

    def with_lengths(x, n):
        y, state = v1.nn.static_rnn(cells()["lstm"](), tf.unstack(x, axis=1), sequence_length=n, dtype=tf.float32)
        return [tf.stack(y, 1), *flat(state)]

    yield Case("static_rnn_lengths", {"x": x, "n": lengths}, with_lengths)


def initialise(model, seed):
    for k, w in enumerate(model.weights):
        low = 0.5 if "variance" in w.name else -0.5
        w.assign(f32(*w.shape, seed=seed + k, low=low, high=low + 1))


def frozen(name, function, spec, sets, lower, note=None):
    """`function` of Keras or tf.function as a frozen graph."""
    concrete = tf.function(function).get_concrete_function(*spec)
    constant = convert_variables_to_constants_v2(concrete, lower_control_flow=lower)
    graph = constant.graph.as_graph_def()
    return Frozen(name, graph, sets, [t.name for t in constant.outputs], note or {})


def keras():
    layers = tf.keras.layers
    table = {
        "lstm": lambda: layers.LSTM(CELLS), "lstm_sequence": lambda: layers.LSTM(CELLS, return_sequences=True),
        "gru": lambda: layers.GRU(CELLS), "gru_before": lambda: layers.GRU(CELLS, reset_after=False),
        "simple": lambda: layers.SimpleRNN(CELLS),
        "lstm_sigmoid": lambda: layers.LSTM(CELLS, recurrent_activation="hard_sigmoid"),
        "lstm_backwards": lambda: layers.LSTM(CELLS, go_backwards=True),
        "lstm_unrolled": lambda: layers.LSTM(CELLS, unroll=True),
        "bidirectional": lambda: layers.Bidirectional(layers.LSTM(CELLS, return_sequences=True)),
        "gru_bidirectional": lambda: layers.Bidirectional(layers.GRU(CELLS)),
    }
    for name, make in table.items():
        for lower in (False, True):
            tf.keras.utils.set_random_seed(1)
            inputs = tf.keras.Input((STEPS, WIDTH), name="x")
            model = tf.keras.Model(inputs, make()(inputs))
            initialise(model, 20)
            spec = [tf.TensorSpec([BATCH, STEPS, WIDTH], tf.float32, name="x")]
            yield frozen(f"keras_{name}{'_lowered' if lower else ''}", lambda x, m=model: m(x, training=False), spec,
                         [{"x": f32(BATCH, STEPS, WIDTH)}], lower)
    for lower in (False, True):
        inputs = tf.keras.Input((None, WIDTH), name="x")
        model = tf.keras.Model(inputs, layers.Dense(2)(layers.LSTM(CELLS)(layers.Masking(0.0)(inputs))))
        initialise(model, 30)
        x = f32(BATCH, STEPS, WIDTH)
        x[1, 3:] = 0
        yield frozen(f"keras_masked{'_lowered' if lower else ''}", lambda x, m=model: m(x, training=False),
                     [tf.TensorSpec([None, None, WIDTH], tf.float32, name="x")],
                     [{"x": x}, {"x": f32(1, 7, WIDTH, seed=3)}], lower)


def cases():
    for make in (fused, dynamic, static, keras):
        yield from make()

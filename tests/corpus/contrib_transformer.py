#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Contributed operators (com.microsoft) of transformer models against ONNX Runtime, through `sinter verify`.

    contrib_transformer.py [--backend B]... [--only TEXT]... [--sinter PATH] [--keep DIR] [--verbose]

Each case is a model of one node made here; what ONNX Runtime gives for seeded inputs is the expectation. What it does
not run on the CPU is skipped. Ends with `N passed, N failed, N skipped`.
"""

import sys

import one_node  # ends the process with a message where ONNX Runtime is missing
import numpy as np
from contrib_quant import f32, q, scale
from one_node import MS, Case, node
from onnx import helper, numpy_helper

rng = np.random.default_rng(11)


class NodeCase(Case):
    """A case whose outputs are given by a string: "y", "y..s" for the first and the fourth. `free` names inputs all of
    whose dims are symbols."""

    def __init__(self, name, op, inputs, constants=(), outs="y", free=(), **more):
        super().__init__(name, op, inputs, constants, **more)
        self.outs, self.free = outs, free

    def output_names(self):
        return ["" if o == "." else f"out_{o}" for o in self.outs]

    def dims(self, name, array):
        return [f"{name}_{i}" for i in range(array.ndim)] if name in self.free else array.shape


def i32(*values):
    return np.array(values, np.int32)


def mask(batch, keys):
    lengths = rng.integers(1, keys + 1, (batch, 1))
    return (np.arange(keys)[None, :] < lengths).astype(np.int32)


def attention_cases():
    b, s, hidden, heads = 2, 5, 12, 3

    def case(name, outs="y", drop=(), v_hidden=hidden, **attributes):
        inputs = {"x": f32(b, s, 7), "w": f32(7, 2 * hidden + v_hidden), "bias": f32(2 * hidden + v_hidden), "m": None,
                  "past": None, "add": None}
        inputs.update(attributes.pop("given", {}))
        return NodeCase(f"attention_{name}", "Attention", {k: v for k, v in inputs.items() if k not in drop},
                        ("w", "bias"), outs, num_heads=heads, **attributes)

    past = f32(2, b, heads, 4, hidden // heads)
    yield case("plain", drop=("m", "past", "add"))
    yield case("causal", unidirectional=1)
    yield case("scale", scale=0.3)
    yield case("lengths", given={"m": i32(3, 5)})
    yield case("ends_and_starts", given={"m": i32(3, 5, 1, 2)})
    yield case("mask_2d", given={"m": mask(b, s)})
    yield case("mask_3d", given={"m": (rng.random((b, s, s)) < 0.7).astype(np.int32)})
    square = np.tril(np.ones((8, 8), np.int32))[None, None].repeat(b, 0)
    yield case("mask_4d", given={"m": square}, twin=[
        node("Constant", "", "from", value_ints=[0, 0]), node("Constant", "", "to", value_ints=[s, s]),
        node("Constant", "", "axes", value_ints=[2, 3]), node("Constant", "", "one", value_ints=[1]),
        node("Slice", "m from to axes", "part"), node("Squeeze", "part one", "cube"),
        node("Attention", "x w bias cube", "out_y", MS, num_heads=heads)])
    yield case("bias_of_scores", given={"add": f32(b, heads, s, s)})
    yield case("shared_bias_of_scores", given={"add": f32(1, heads, s, s)})
    yield case("past", "yp", given={"past": past})
    yield case("past_causal", "yp", given={"past": past}, unidirectional=1)
    yield case("past_mask", "yp", given={"past": past, "m": mask(b, s + 4)})
    yield case("present", "yp", unidirectional=1)
    yield case("other_values", v_hidden=6, qkv_hidden_sizes=[hidden, hidden, 6])


def qattention_cases():
    b, s, hidden, heads = 2, 5, 12, 3
    for dtype in (np.uint8, np.int8):
        for per_column in (False, True):
            columns = (3 * hidden,) if per_column else ()
            inputs = {"x": q(np.uint8, b, s, 7), "w": q(dtype, 7, 3 * hidden),
                      "bias": f32(3 * hidden), "xs": np.float32(0.02),
                      "ws": (rng.random(columns) * 0.01 + 0.001).astype(np.float32),
                      "m": None if per_column else i32(5, 3), "xz": np.uint8(120), "wz": np.full(columns, 3, dtype),
                      "past": None}
            inputs = {n: np.asarray(a) if a is not None else None for n, a in inputs.items()}
            name = f"qattention_{np.dtype(dtype)}_{'columns' if per_column else 'tensor'}"
            yield NodeCase(name, "QAttention", inputs, ("w", "ws", "xs", "xz", "wz"), num_heads=heads)
    yield NodeCase("qattention_past", "QAttention", {**inputs, "past": f32(2, b, heads, 3, hidden // heads)},
                   ("w", "ws", "xs", "xz", "wz"), "yp", num_heads=heads, unidirectional=1)


def multi_head_cases():
    b, s, t, heads, d, e = 2, 4, 6, 3, 8, 5

    def case(name, outs="y", op="MultiHeadAttention", **inputs):
        attributes = inputs.pop("attributes", {})
        return NodeCase(f"mha_{name}", op, inputs, ("bias",), outs, num_heads=heads, **attributes)

    q, k, v = f32(b, s, heads * d), f32(b, t, heads * d), f32(b, t, heads * e)
    k_self, v_self = f32(b, s, heads * d), f32(b, s, heads * d)
    none = {"bias": None, "m": None, "add": None}
    yield case("cross", q=q, k=k, v=v)
    yield case("bias", q=q, k=k, v=v, bias=f32(heads * (2 * d + e)))
    yield case("lengths", q=q, k=k, v=v, bias=None, m=i32(6, 2))
    yield case("mask", q=q, k=k, v=v, bias=None, m=mask(b, t))
    yield case("mask_3d", q=q, k=k, v=v, bias=None, m=(rng.random((b, s, t)) < 0.7).astype(np.int32))
    yield case("bias_of_scores", q=q, k=k, v=v, bias=None, m=None, add=f32(1, heads, s, t))
    yield case("bias_of_scores_shared", q=q, k=k, v=v, bias=None, m=None, add=f32(b, 1, s, t))
    yield case("causal", q=q, k=k_self, v=v_self, attributes={"unidirectional": 1})
    yield case("scale", q=q, k=k, v=v, attributes={"scale": 0.2})
    flat = [node("Constant", "", "flat", value_ints=[0, 0, -1]), node("Constant", "", "three", value_ints=[3])]
    parts = [node("Reshape", f"{n}s flat", f"{n}f") for n in ("q", "k", "v")]
    mha = node("MultiHeadAttention", "qf kf vf", "out_y", MS, num_heads=heads)
    yield case("packed", q=f32(b, s, heads, 3, d), attributes={
        "twin": [*flat, node("Split", "q", "qs ks vs", axis=3, num_outputs=3), *parts, mha]})
    yield case("packed_kv", q=q, k=f32(b, t, heads, 2, d), attributes={"twin": [
        *flat, node("Identity", "q", "qs"), node("Split", "k", "ks vs", axis=3, num_outputs=2), *parts, mha]})
    yield case("heads_first", q=q, k=f32(b, heads, t, d), v=f32(b, heads, t, d))
    yield case("past", "ykv", q=q, k=k_self, v=v_self, **none, pk=f32(b, heads, 3, d), pv=f32(b, heads, 3, d))
    yield case("past_bias", "ykv", q=q, k=k_self, v=v_self, bias=f32(heads * 3 * d), m=None, add=None,
               pk=f32(b, heads, 3, d), pv=f32(b, heads, 3, d), attributes={"unidirectional": 1})
    yield case("present", "ykv", q=q, k=k_self, v=v_self)
    one = f32(b, 1, heads * d)
    yield case("decoder", "ykv", "DecoderMaskedMultiHeadAttention", q=one, k=f32(b, 1, heads * d),
               v=f32(b, 1, heads * d), m=None, add=None, pk=f32(b, heads, 3, d), pv=f32(b, heads, 3, d), attributes={
                   "twin": [helper.make_node("MultiHeadAttention", ["q", "k", "v", "", "", "", "pk", "pv"],
                                             ["out_y", "out_k", "out_v"], domain=MS, num_heads=heads)]})


def group_query_cases():
    heads, groups, d = 4, 2, 16

    def case(name, b=2, s=3, past=0, cache=None, lengths=None, constant_total=True, packed=False, outs="ykv", **more):
        """`lengths`: keys of each item with the new ones; `cache`: its size, by default what was there."""
        lengths = lengths or [past + s] * b
        total = max(lengths)
        size = past if cache is None else cache
        given = dict(more.pop("given", {}))
        held = [0 if s == total else n - s for n in lengths]

        def buffer():  # zeros behind what is held: the operator leaves open what stays there
            return f32(b, groups, size, d) * (np.arange(size)[:, None] < np.array(held)[:, None, None, None])

        rotary = more.get("do_rotary", 0)
        inputs = {
            "q": f32(b, s, (heads + 2 * groups) * d) if packed else f32(b, s, heads * d),
            "k": None if packed else f32(b, s, groups * d), "v": None if packed else f32(b, s, groups * d),
            "pk": buffer().astype(np.float32) if size else None, "pv": buffer().astype(np.float32) if size else None,
            "len": i32(*[n - 1 for n in lengths]), "total": np.array(total, np.int32),
            "cos": f32(64, d // 2) if rotary else None, "sin": f32(64, d // 2) if rotary else None,
            "ids": None, "add": None, "sink": None}
        inputs.update(given)
        while list(inputs.values())[-1] is None:
            del inputs[list(inputs)[-1]]
        return NodeCase(f"gqa_{name}", "GroupQueryAttention", inputs, ("total",) if constant_total else (), outs,
                        num_heads=heads, kv_num_heads=groups, **more)

    yield case("prompt")
    yield case("prompt_packed", packed=True)
    yield case("prompt_rotary", do_rotary=1)
    yield case("prompt_rotary_interleaved", do_rotary=1, rotary_interleaved=1)
    yield case("prompt_cache", cache=8)
    yield case("token", s=1, past=4)
    yield case("token_packed_rotary", s=1, past=4, packed=True, do_rotary=1)
    yield case("token_cache", s=1, cache=9, lengths=[5, 5])
    yield case("token_ragged", s=1, cache=9, lengths=[7, 3])
    yield case("token_ragged_rotary", s=1, cache=9, lengths=[7, 3], do_rotary=1)
    yield case("token_read_total", s=1, cache=9, lengths=[7, 3], constant_total=False)
    yield case("prompt_read_total", constant_total=False)
    yield case("continued", b=1, s=3, past=4)
    yield case("continued_rotary", b=1, s=3, past=4, do_rotary=1, constant_total=False)
    yield case("window", s=6, local_window_size=3)
    yield case("window_token", s=1, past=9, local_window_size=4)
    yield case("softcap", softcap=2.0)
    yield case("scale", scale=0.1)
    yield case("smooth", smooth_softmax=1)
    yield case("smooth_token", s=1, past=3, smooth_softmax=1)
    yield case("sink", given={"sink": f32(heads)})
    yield case("bias_of_scores", given={"add": f32(1, heads, 3, 3)})
    yield case("position_ids", s=1, past=4, do_rotary=1, given={"ids": np.array([[4], [4]], np.int64)})


def rotary_cases():
    for interleaved in (0, 1):
        table = (f32(10, 4), f32(10, 4))
        named = {"cos": table[0], "sin": table[1]}
        yield NodeCase(f"rotary_3d_{interleaved}", "RotaryEmbedding",
                       {"x": f32(2, 3, 24), "ids": np.array([[0, 1, 2], [4, 5, 6]], np.int64), **named}, ("cos", "sin"),
                       interleaved=interleaved)
        yield NodeCase(f"rotary_4d_{interleaved}", "RotaryEmbedding",
                       {"x": f32(2, 5, 3, 8), "ids": np.array([2], np.int64), **named}, ("cos", "sin"),
                       interleaved=interleaved)
        yield NodeCase(f"rotary_part_{interleaved}", "RotaryEmbedding",
                       {"x": f32(2, 3, 36), "ids": np.array([0], np.int64), **named}, ("cos", "sin"),
                       interleaved=interleaved, num_heads=3, rotary_embedding_dim=8)


def norm_cases():
    x, skip, gamma, beta, bias = f32(2, 3, 8), f32(2, 3, 8), f32(8), f32(8), f32(8)
    yield NodeCase("skip_norm", "SkipLayerNormalization", {"x": x, "s": skip, "g": gamma, "b": beta, "c": bias},
                   ("g", "b", "c"), "y..s")
    yield NodeCase("skip_norm_plain", "SkipLayerNormalization", {"x": x, "s": skip, "g": gamma})
    yield NodeCase("skip_norm_shared", "SkipLayerNormalization", {"x": x, "s": skip[0], "g": gamma, "b": beta})
    yield NodeCase("skip_rms", "SkipSimplifiedLayerNormalization", {"x": x, "s": skip, "g": gamma, "c": bias},
                   ("g", "c"), "y..s", epsilon=1e-3)
    yield NodeCase("simplified", "SimplifiedLayerNormalization", {"x": x, "g": gamma}, ("g",), domain="", epsilon=1e-3)
    yield NodeCase("simplified_axis", "SimplifiedLayerNormalization", {"x": x, "g": f32(3, 8)}, ("g",), domain="",
                   axis=1)
    ids, segments = rng.integers(0, 9, (2, 5)).astype(np.int32), rng.integers(0, 2, (2, 5)).astype(np.int32)
    embed = {"ids": ids, "seg": segments, "words": f32(9, 8), "at": f32(6, 8), "segs": f32(2, 8), "g": gamma, "b": beta}
    tables = ("words", "at", "segs", "g", "b")
    yield NodeCase("embed", "EmbedLayerNormalization", {**embed, "m": mask(2, 5)}, tables, "yne", epsilon=1e-5)
    yield NodeCase("embed_no_mask", "EmbedLayerNormalization", embed, tables, "yn")
    yield NodeCase("embed_no_segments", "EmbedLayerNormalization", {**embed, "seg": None, "segs": None}, tables, "yn")
    yield NodeCase("embed_positions", "EmbedLayerNormalization",
                   {**embed, "m": None, "ids2": rng.integers(0, 6, (2, 5)).astype(np.int32)}, tables, "yn")
    yield NodeCase("embed_free", "EmbedLayerNormalization", embed, tables, "yn", free=("ids", "seg"))


def pointwise_cases():
    x = f32(2, 3, 8)
    yield NodeCase("gelu", "Gelu", {"x": x})
    yield NodeCase("fast_gelu", "FastGelu", {"x": x, "b": f32(8)})
    yield NodeCase("bias_gelu", "BiasGelu", {"x": x, "b": f32(8)})
    yield NodeCase("quick_gelu", "QuickGelu", {"x": x}, alpha=1.5)
    yield NodeCase("bias_add", "BiasAdd", {"x": x, "b": f32(8), "s": f32(2, 3, 8)},
                   twin=[node("Add", "x b", "xb"), node("Add", "xb s", "out_y")])
    yield NodeCase("bias_split_gelu", "BiasSplitGelu", {"x": f32(2, 3, 16), "b": f32(16)}, twin=[
        node("Add", "x b", "xb"), node("Split", "xb", "left right", axis=2, num_outputs=2),
        node("Gelu", "right", "gate", MS), node("Mul", "left gate", "out_y")])
    a, b = f32(2, 3, 4), f32(2, 4, 5)
    yield NodeCase("fused_matmul", "FusedMatMul", {"a": a, "b": b}, alpha=0.5)
    yield NodeCase("fused_matmul_t", "FusedMatMul", {"a": f32(2, 4, 3), "b": f32(2, 5, 4)}, transA=1, transB=1)
    yield NodeCase("fused_matmul_batch", "FusedMatMul", {"a": f32(3, 2, 4), "b": f32(2, 4, 5)}, transBatchA=1)
    yield NodeCase("fused_matmul_batch_b", "FusedMatMul", {"a": f32(2, 6, 3, 4), "b": f32(5, 2, 6, 4)}, transBatchB=1,
                   transB=1)


def fused_cases():
    a, b, c = f32(3, 4), f32(4, 5), f32(5)
    for name, numbers in (("Relu", {}), ("LeakyRelu", {"activation_alpha": 0.2}), ("Tanh", {}), ("Sigmoid", {}),
                          ("HardSigmoid", {"activation_alpha": 0.3, "activation_beta": 0.4}), ("Softsign", {}),
                          ("Elu", {"activation_alpha": 0.5})):
        yield NodeCase(f"fused_gemm_{name}", "FusedGemm", {"a": a, "b": b, "c": c}, ("b", "c"), alpha=0.5, beta=2.0,
                       activation=name, **numbers)
    yield NodeCase("fused_gemm_plain", "FusedGemm", {"a": a, "b": np.ascontiguousarray(b.T)}, ("b",), transB=1,
                   activation="Relu")
    x, w = f32(2, 3, 4), f32(2, 4, 5)
    yield NodeCase("fused_matmul_relu", "FusedMatMulActivation", {"a": x, "b": w}, activation="Relu", alpha=0.5, twin=[
        node("FusedMatMul", "a b", "ab", MS, alpha=0.5), node("Relu", "ab", "out_y")])
    yield NodeCase("fused_matmul_softmax", "FusedMatMulActivation", {"a": x, "b": w}, activation="Softmax",
                   activation_axis=1, twin=[node("MatMul", "a b", "ab"), node("Softmax", "ab", "out_y", axis=1)])
    yield NodeCase("transpose_matmul", "TransposeMatMul", {"a": f32(4, 3), "b": b}, transA=1)
    yield NodeCase("gemm_fast_gelu", "GemmFastGelu", {"a": x, "b": b, "c": c}, twin=[
        node("MatMul", "a b", "ab"), node("FastGelu", "ab c", "out_y", MS)])
    scores = f32(2, 3, 4, 5)
    yield NodeCase("bias_softmax", "BiasSoftmax", {"x": scores, "b": f32(2, 1, 1, 5)}, axis=3, is_inner_broadcast=1,
                   twin=[node("Add", "x b", "xb"), node("Softmax", "xb", "out_y", axis=3)])
    yield NodeCase("bias_softmax_flat", "BiasSoftmax", {"x": scores, "b": f32(1, 1, 4, 5)}, axis=2,
                   is_inner_broadcast=0, free=("x",), twin=[
                       node("Add", "x b", "xb"), node("Shape", "x", "dims"),
                       node("Constant", "", "flat", value_ints=[0, 0, -1]), node("Reshape", "xb flat", "rows"),
                       node("Softmax", "rows", "p", axis=2), node("Reshape", "p dims", "out_y")])
    yield NodeCase("bias_dropout", "BiasDropout", {"x": x, "b": f32(4), "r": f32(2, 3, 4)}, twin=[
        node("Add", "x b", "xb"), node("Add", "xb r", "out_y")])


def group_norm_twin(image, given, activation, groups, channels, sum_output=False):
    """GroupNormalization of `given` [N,C,H,W] in pieces that opset 18 has; gamma and beta are per channel."""
    last = [node("Sigmoid", "affine", "gate"), node("Mul", "affine gate", "done")] if activation else [
        node("Identity", "affine", "done")]
    return [node("Constant", "", "by_group", value_ints=[0, groups, -1]),
            node("Constant", "", "ones", value_floats=[1.0] * groups),
            node("Constant", "", "zeros", value_floats=[0.0] * groups),
            node("Constant", "", "column", value_ints=[channels, 1, 1]), node("Shape", given, "dims"),
            node("Reshape", f"{given} by_group", "rows"),
            node("InstanceNormalization", "rows ones zeros", "norm", epsilon=1e-5),
            node("Reshape", "norm dims", "back"),
            node("Reshape", "gamma column", "gamma_"), node("Reshape", "beta column", "beta_"),
            node("Mul", "back gamma_", "scaled"), node("Add", "scaled beta_", "affine"), *last,
            node("Transpose", "done", "out_y", perm=[0, 2, 3, 1]) if image else node("Identity", "done", "out_y")]


def group_norm_cases():
    parameters = {"gamma": f32(6), "beta": f32(6)}
    first = node("Transpose", "x", "x_", perm=[0, 3, 1, 2])
    for activation in (0, 1):
        yield NodeCase(f"group_norm_{activation}", "GroupNorm", {"x": f32(2, 5, 4, 6), **parameters}, ("gamma", "beta"),
                       groups=3, activation=activation, twin=[first, *group_norm_twin(True, "x_", activation, 3, 6)])
    yield NodeCase("group_norm_channels_first", "GroupNorm", {"x": f32(2, 6, 5, 4), **parameters}, groups=2,
                   activation=0, channels_last=0, free=("x",), twin=group_norm_twin(False, "x", 0, 2, 6))
    for name, skip in (("full", f32(2, 5, 4, 6)), ("per_channel", f32(2, 6)), ("per_channel_4d", f32(2, 1, 1, 6))):
        shape = np.array([2, 1, 1, 6] if skip.ndim == 2 else skip.shape).tolist()
        yield NodeCase(f"skip_group_norm_{name}", "SkipGroupNorm",
                       {"x": f32(2, 5, 4, 6), **parameters, "s": skip, "b": f32(6)}, outs="yt", groups=3, activation=1,
                       twin=[node("Constant", "", "skip_dims", value_ints=shape), node("Reshape", "s skip_dims", "s_"),
                             node("Add", "x s_", "xs"), node("Add", "xs b", "out_t"),
                             node("Transpose", "out_t", "x_", perm=[0, 3, 1, 2]),
                             *group_norm_twin(True, "x_", 1, 3, 6)])


def quantized_embedding_cases():
    def table(rows=None):
        return q(np.uint8, *([rows] if rows else []), 8)

    ids = rng.integers(0, 9, (2, 5)).astype(np.int32)
    scales = [np.float32(v) for v in (0.02, 0.01, 0.03, 0.02, 0.01)]
    zeros = [np.uint8(v) for v in (120, 3, 0, 90, 128)]
    tables = {"word": table(9), "pos": table(6), "segment": table(2), "gamma": table(), "beta": table()}
    for segments in (True, False):
        kept = [segments or k != 2 for k in range(5)]
        inputs = {"ids": ids, "seg": rng.integers(0, 2, (2, 5)).astype(np.int32) if segments else None,
                  **{n: t if keep else None for (n, t), keep in zip(tables.items(), kept)},
                  "m": mask(2, 5), **{f"s{k}": np.asarray(v) if kept[k] else None for k, v in enumerate(scales)},
                  **{f"z{k}": np.asarray(v) if kept[k] else None for k, v in enumerate(zeros)}}
        yield NodeCase(f"qembed_{'segments' if segments else 'plain'}", "QEmbedLayerNormalization", inputs,
                       tuple(n for n in inputs if n not in ("ids", "seg", "m")), outs="yn")


def t5_buckets(queries, keys, buckets, farthest, both):
    """As T5 has them, with the distance to keys ahead in place of 0 where there is one direction."""
    relative = np.arange(keys)[None, :] - np.arange(queries)[:, None]
    first = np.zeros_like(relative)
    if both:
        buckets //= 2
        first = (relative > 0) * buckets
    n, exact = np.abs(relative), buckets // 2
    ratio = np.log(np.maximum(n, 1).astype(np.float32) / exact) / np.log(np.float32(farthest / exact))
    far = np.minimum(exact + (ratio * (buckets - exact)).astype(np.int64), buckets - 1)
    return first + np.where(n < exact, n, far)


def relative_bias_cases():
    heads, buckets = 3, 32
    table = f32(buckets, heads)
    for both in (0, 1):
        for queries, keys in ((7, 7), (150, 150), (1, 40)):
            where = t5_buckets(queries, keys, buckets, 128, both)
            expected = table.reshape(heads, buckets)[:, where][None]
            yield NodeCase(f"relative_position_bias_{both}_{queries}_{keys}", "RelativePositionBias",
                           {"t": table, "q": np.int64(queries), "k": np.int64(keys)}, ("t", "q", "k"), max_distance=128,
                           is_bidirectional=both,
                           twin=[helper.make_node("Constant", [], ["out_y"], value=numpy_helper.from_array(expected))])
    yield NodeCase("relative_position_bias_computed", "RelativePositionBias",
                   {"t": table, "q": np.array(40), "k": np.array(40)}, ("t",), max_distance=128, twin=[
                       helper.make_node("Constant", [], ["out_y"], value=numpy_helper.from_array(
                           table.reshape(heads, buckets)[:, t5_buckets(40, 40, buckets, 128, 0)][None]))])
    size, d = 4, 8
    yield NodeCase("gated_relative_position_bias", "GatedRelativePositionBias",
                   {"x": f32(2, 5, heads * size), "xb": f32(heads * size), "rel": f32(1, heads, 5, 5),
                    "w": f32(size, d), "b": f32(d), "eco": f32(1, heads, 1, 1)}, ("xb", "w", "b", "eco"),
                   num_heads=heads, twin=[
                       node("Add", "x xb", "q0"), node("Constant", "", "split", value_ints=[0, 0, heads, size]),
                       node("Reshape", "q0 split", "q1"), node("Transpose", "q1", "q", perm=[0, 2, 1, 3]),
                       node("MatMul", "q w", "g0"), node("Add", "g0 b", "g1"),
                       node("Constant", "", "halves", value_ints=[0, 0, 0, 2, d // 2]),
                       node("Reshape", "g1 halves", "g2"), node("Constant", "", "last", value_ints=[-1]),
                       node("ReduceSum", "g2 last", "g3", keepdims=0), node("Sigmoid", "g3", "g"),
                       node("Split", "g", "u r", axis=3, num_outputs=2), node("Mul", "r eco", "re"),
                       node("Constant", "", "one", value_float=1.0), node("Constant", "", "two", value_float=2.0),
                       node("Sub", "re one", "re1"), node("Mul", "u re1", "ure"), node("Add", "ure two", "gate"),
                       node("Mul", "gate rel", "out_y")])


def cases():
    return [*attention_cases(), *qattention_cases(), *multi_head_cases(), *group_query_cases(), *rotary_cases(),
            *norm_cases(), *pointwise_cases(), *fused_cases(), *group_norm_cases(), *quantized_embedding_cases(),
            *relative_bias_cases()]


if __name__ == "__main__":
    sys.exit(one_node.main(cases, __doc__))

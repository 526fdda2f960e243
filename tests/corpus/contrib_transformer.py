#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Contributed operators (com.microsoft) of transformer models against ONNX Runtime, through `sinter verify`.

    contrib_transformer.py [--backend B]... [--only TEXT]... [--sinter PATH] [--keep DIR] [--verbose]

Each case is a model of one node made here; what ONNX Runtime gives for seeded inputs is the expectation. What it does
not run on the CPU is skipped. Ends with `N passed, N failed, N skipped`.
"""

import sys

import contrib_quant  # ends the process with a message where ONNX Runtime is missing
import numpy as np
import onnx
from contrib_quant import Case, f32
from onnx import helper

rng = np.random.default_rng(11)


class NodeCase(Case):
    """A case whose outputs are given by a string: "y", "y..s" for the first and the fourth. `free` names inputs all of
    whose dims are symbols. `twin`: nodes that give the same, for ONNX Runtime where it does not run this one."""

    def __init__(self, name, op, inputs, constants=(), outs="y", free=(), twin=None, **more):
        super().__init__(name, op, inputs, constants, **more)
        self.outs, self.free, self.twin = outs, free, twin

    def oracle_model(self):
        return self.model(self.twin) if self.twin else None

    def model(self, nodes=None):
        names = [n if a is not None else "" for n, a in self.inputs.items()]
        outputs = ["" if o == "." else f"out_{o}" for o in self.outs]
        nodes = nodes or [helper.make_node(self.op, names, outputs, domain=self.domain, **self.attributes)]
        given = {n: a for n, a in self.inputs.items() if a is not None}

        def dims(name, array):
            return [f"{name}_{i}" for i in range(array.ndim)] if name in self.free else array.shape

        graph = helper.make_graph(
            nodes, "case",
            [helper.make_tensor_value_info(n, self.value_type(n, a), dims(n, a)) for n, a in given.items()
             if n not in self.constants],
            [onnx.ValueInfoProto(name=o) for o in outputs if o],
            [self.initializer(n, a) for n, a in given.items() if n in self.constants])
        imports = [helper.make_opsetid("", 18), helper.make_opsetid(contrib_quant.MS, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=10)


def node(op, inputs, outputs, domain="", **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), domain=domain, **attributes)


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
        node("Attention", "x w bias cube", "out_y", contrib_quant.MS, num_heads=heads)])
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
            inputs = {"x": contrib_quant.q(np.uint8, b, s, 7), "w": contrib_quant.q(dtype, 7, 3 * hidden),
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
    mha = node("MultiHeadAttention", "qf kf vf", "out_y", contrib_quant.MS, num_heads=heads)
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
                                             ["out_y", "out_k", "out_v"], domain=contrib_quant.MS, num_heads=heads)]})


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
        node("Gelu", "right", "gate", contrib_quant.MS), node("Mul", "left gate", "out_y")])
    a, b = f32(2, 3, 4), f32(2, 4, 5)
    yield NodeCase("fused_matmul", "FusedMatMul", {"a": a, "b": b}, alpha=0.5)
    yield NodeCase("fused_matmul_t", "FusedMatMul", {"a": f32(2, 4, 3), "b": f32(2, 5, 4)}, transA=1, transB=1)
    yield NodeCase("fused_matmul_batch", "FusedMatMul", {"a": f32(3, 2, 4), "b": f32(2, 4, 5)}, transBatchA=1)
    yield NodeCase("fused_matmul_batch_b", "FusedMatMul", {"a": f32(2, 6, 3, 4), "b": f32(5, 2, 6, 4)}, transBatchB=1,
                   transB=1)


def cases():
    return [*attention_cases(), *qattention_cases(), *multi_head_cases(), *group_query_cases(), *rotary_cases(),
            *norm_cases(), *pointwise_cases()]


if __name__ == "__main__":
    sys.exit(contrib_quant.main(cases, __doc__))

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Contributed operators (com.microsoft) on tensors of few bits, against ONNX Runtime, through `sinter verify`.

    contrib_quant.py [--backend B]... [--only TEXT]... [--sinter PATH] [--keep DIR] [--verbose]

Each case is a model of one node made here; what ONNX Runtime gives for seeded inputs is the expectation. Floats must
agree within 1e-4, quantized results within one step: the QLinear operators compute in floating point here and
partly in integers there, so that halves may round either way. Ends with `N passed, N failed, N skipped`.
"""

import sys

import one_node  # ends the process with a message where ONNX Runtime is missing
import numpy as np
from one_node import Case, node
from onnx import TensorProto

rng = np.random.default_rng(7)


def f32(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def q(dtype, *shape):
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max + 1, shape).astype(dtype)


def scale(v):
    return np.array(v, np.float32)


def positive(*shape):
    return (rng.random(shape) + 0.1).astype(np.float32) * np.float32(0.1)


def unary(op, dtype, zero, out_scale=0.01, out_zero=None, shape=(2, 3, 8, 8), **attributes):
    inputs = {"x": q(dtype, *shape), "xs": scale(0.03), "xz": dtype(zero), "ys": scale(out_scale),
              "yz": dtype(zero if out_zero is None else out_zero)}
    return Case(f"{op}_{dtype.__name__}", op, inputs, ("xs", "xz", "ys", "yz"), steps=True, **attributes)


def qlinear_cases():
    for t, z in ((np.uint8, 120), (np.int8, -3)):
        for op in ("QLinearAdd", "QLinearMul"):
            yield Case(f"{op}_{t.__name__}", op,
                       {"a": q(t, 2, 3, 5), "as": scale(0.02), "az": t(z), "b": q(t, 3, 1), "bs": scale(0.05),
                        "bz": t(2), "cs": scale(0.06), "cz": t(z)},
                       ("as", "az", "bs", "bz", "cs", "cz"), steps=True)
        yield unary("QLinearSigmoid", t, z, 1 / 256, np.iinfo(t).min)
        yield unary("QLinearLeakyRelu", t, z, 0.03, alpha=0.2)
        yield unary("QLinearSoftmax", t, z, 1 / 256, np.iinfo(t).min, axis=-1, opset=13)
        yield unary("QLinearGlobalAveragePool", t, z, channels_last=0)
        yield unary("QLinearAveragePool", t, z, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        yield unary("QLinearReduceMean", t, z, axes=[1, 3], keepdims=0)
        parts = {"ys": scale(0.05), "yz": t(z), "a": q(t, 2, 3), "as": scale(0.02), "az": t(1), "b": q(t, 2, 4),
                 "bs": scale(0.07), "bz": t(3)}
        yield Case(f"QLinearConcat_{t.__name__}", "QLinearConcat", parts,
                   ("ys", "yz", "as", "az", "bs", "bz"), steps=True, axis=1)
        yield Case(f"QLinearWhere_{t.__name__}", "QLinearWhere",
                   {"c": rng.random((2, 3)) < 0.5, "x": q(t, 2, 3), "xs": scale(0.02), "xz": t(1), "y": q(t, 1, 3),
                    "ys": scale(0.05), "yz": t(2), "zs": scale(0.06), "zz": t(4)},
                   ("xs", "xz", "ys", "yz", "zs", "zz"), steps=True)
    x = unary("QLinearGlobalAveragePool", np.uint8, 3, shape=(2, 5, 6, 4), channels_last=1)
    x.name += "_channels_last"
    yield x
    x = unary("QLinearAveragePool", np.uint8, 3, shape=(2, 7, 6, 4), kernel_shape=[2, 2], channels_last=1)
    x.name += "_channels_last"
    yield x
    x = unary("QLinearSoftmax", np.uint8, 3, 1 / 256, 0, shape=(2, 3, 4), axis=1, opset=12)
    x.name += "_flattened"
    yield x


def product_cases():
    for t in (np.uint8, np.int8):
        ms = {"a": q(np.uint8, 6, 16), "as": scale(0.02), "az": np.uint8(100), "b": q(t, 16, 5), "bs": positive(5),
              "bz": np.zeros(5, t), "c": rng.integers(-2000, 2000, (5,)).astype(np.int32)}
        constants = ("as", "az", "b", "bs", "bz", "c", "ys", "yz")
        yield Case(f"QGemm_float_{t.__name__}", "QGemm", ms, constants, alpha=1.5)
        yield Case(f"QGemm_quantized_{t.__name__}", "QGemm",
                   {**ms, "ys": scale(1.5), "yz": np.uint8(90)}, constants, steps=True)
        transposed = {**ms, "b": np.ascontiguousarray(ms["b"].T), "c": None}
        yield Case(f"QGemm_transposed_{t.__name__}", "QGemm", transposed, constants, transB=1)
        yield Case(f"MatMulIntegerToFloat_{t.__name__}", "MatMulIntegerToFloat",
                   {"a": q(np.uint8, 2, 6, 16), "b": q(t, 16, 5), "as": scale(0.02), "bs": positive(5),
                    "az": np.array(7, np.uint8), "bz": q(t, 5), "bias": f32(5)}, ("b", "bs", "bz", "bias"))
        yield Case(f"DynamicQuantizeMatMul_{t.__name__}", "DynamicQuantizeMatMul",
                   {"a": f32(2, 6, 16), "b": q(t, 16, 5), "bs": positive(5), "bz": q(t, 5), "bias": f32(5)},
                   ("b", "bs", "bz", "bias"))
        yield Case(f"DynamicQuantizeMatMul_plain_{t.__name__}", "DynamicQuantizeMatMul",
                   {"a": f32(6, 16), "b": q(t, 16, 5), "bs": scale(0.03)}, ("b",))


def nbits(name, bits, k, n, block, a=None, zero=None, groups=False, bias=False):
    blocks = -(-k // block)
    inputs = {"a": f32(3, k) if a is None else a, "b": q(np.uint8, n, blocks, block * bits // 8),
              "s": positive(n * blocks), "z": None, "g": None, "bias": None}
    if zero == "packed":
        inputs["z"] = q(np.uint8, n * (-(-blocks * bits // 8)))
    elif zero == "float":
        inputs["z"] = f32(n * blocks)
    if groups:
        # Not with packed zero points: with a group index ONNX Runtime 1.31 takes them for 8, against its documentation.
        inputs["g"] = rng.integers(0, blocks, k).astype(np.int32)
    if bias:
        inputs["bias"] = f32(n)
    while inputs[list(inputs)[-1]] is None:
        inputs.pop(list(inputs)[-1])
    return Case(f"MatMulNBits_{name}", "MatMulNBits", inputs, ("b", "s", "z", "g", "bias"), K=k, N=n, bits=bits,
                block_size=block)


def integer_cases():
    a, b = q(np.uint8, 3, 4), q(np.uint8, 4)
    yield Case("MulInteger_uint8", "MulInteger", {"a": a, "az": np.uint8(9), "b": b, "bz": np.uint8(200)}, ("az", "bz"),
               twin=[node("Cast", v, f"{v}_", to=TensorProto.INT32) for v in ("a", "az", "b", "bz")] +
               [node("Sub", "a_ az_", "a0"), node("Sub", "b_ bz_", "b0"), node("Mul", "a0 b0", "y0")])
    yield Case("MatMulInteger16", "MatMulInteger16", {"a": q(np.int16, 2, 3, 4) // 100, "b": q(np.int16, 4, 5) // 100})
    for t in (np.uint8, np.int8):
        kind = TensorProto.UINT32 if t is np.uint8 else TensorProto.INT32
        axes = {"x": q(t, 2, 3, 4)}
        yield Case(f"ReduceSumInteger_{t.__name__}", "ReduceSumInteger", axes, axes=[0, 2], keepdims=1, twin=[
            node("Cast", "x", "wide", to=TensorProto.INT64),
            node("Constant", "", "axes", value_ints=[0, 2]),
            node("ReduceSum", "wide axes", "sum"), node("Cast", "sum", "y0", to=kind)])


def convolution(name, x, w, shape_of_scale=(), bias=True, **attributes):
    t = x.dtype.type
    inputs = {"x": x, "xs": scale(0.03), "xz": t(5), "w": w, "ws": positive(*shape_of_scale),
              "wz": np.full(shape_of_scale, 0 if w.dtype == np.int8 else 100, w.dtype),
              "ys": scale(0.2), "yz": t(12), "b": rng.integers(-900, 900, w.shape[0]).astype(np.int32)}
    if not bias:
        del inputs["b"]
    return Case(f"QLinearConv_{name}", "QLinearConv", inputs, tuple(list(inputs)[1:]), steps=True, **attributes)


def convolution_cases():
    last, first = q(np.uint8, 2, 7, 6, 4), q(np.uint8, 2, 4, 7, 6)
    w = q(np.int8, 6, 4, 3, 3)
    yield convolution("channels_last", last, w, channels_last=1)
    yield convolution("channels_last_strided", last, w, (6,), False, channels_last=1, strides=[2, 2],
                      pads=[1, 1, 1, 1])
    yield convolution("channels_last_same", last, q(np.uint8, 6, 4, 3, 3), channels_last=1, auto_pad="SAME_UPPER")
    yield convolution("channels_last_groups", last, q(np.int8, 8, 2, 3, 3), (8,), channels_last=1, group=2)
    yield convolution("channels_last_depthwise", last, q(np.int8, 4, 1, 3, 3), (4,), channels_last=1, group=4)
    yield convolution("channels_last_line", q(np.int8, 2, 9, 4), q(np.int8, 6, 4, 3), (6,), channels_last=1)
    yield convolution("channels_first", first, w, (6,), channels_last=0)
    nhwc, wf = {"x": f32(2, 7, 6, 4), "w": f32(6, 4, 3, 3), "b": f32(6)}, ("w", "b")
    front, back = dict(perm=[0, 3, 1, 2]), dict(perm=[0, 2, 3, 1])
    yield Case("NhwcConv", "NhwcConv", nhwc, wf, strides=[2, 1], twin=[
        node("Transpose", "x", "x_", **front), node("Conv", "x_ w b", "y_", strides=[2, 1]),
        node("Transpose", "y_", "y0", **back)])
    yield Case("NhwcFusedConv", "NhwcFusedConv", {**nhwc, "z": f32(2, 7, 6, 6)}, wf, pads=[1, 1, 1, 1],
               activation="LeakyRelu", activation_params=[0.3], twin=[
                   node("Transpose", "x", "x_", **front), node("Conv", "x_ w b", "y_", pads=[1, 1, 1, 1]),
                   node("Transpose", "y_", "y_n", **back), node("Add", "y_n z", "sum"),
                   node("LeakyRelu", "sum", "y0", alpha=0.3)])


def picture_cases():
    x, w = f32(2, 3, 5, 4), f32(3, 2, 3, 3)
    pads = np.array([1, 0, 1, 2])
    for name, constants in (("", ("w", "p", "b")), ("_computed", ("w", "b"))):
        yield Case(f"ConvTransposeWithDynamicPads{name}", "ConvTransposeWithDynamicPads",
                   {"x": x, "w": w, "p": pads, "b": f32(2)}, constants, strides=[2, 1])
    boxes = np.array([[0, 0, 1, 1], [0.1, 0.3, 0.8, 0.5], [0.7, 0.9, 0.2, 0.1], [-0.4, 0.2, 0.6, 1.3],
                      [0.5, 0.5, 0.5, 0.5]], np.float32)
    for size in ((4, 3), (1, 1), (2, 1), (9, 7)):
        yield Case(f"CropAndResize_{size[0]}_{size[1]}", "CropAndResize",
                   {"x": f32(2, 3, 6, 5), "r": boxes, "i": np.array([0, 1, 1, 0, 1], np.int32),
                    "s": np.array(size, np.int32)}, ("s",), extrapolation_value=0.5)


def lstm(name, dtype, directions=1, per_channel=False, lengths=None, states=False, **attributes):
    """The hidden state stays a float here, ONNX Runtime quantizes it in every step: hence the wide tolerance."""
    steps, batch, size, hidden = 5, 3, 6, 8
    columns = (directions, 4 * hidden) if per_channel else (directions,)
    zero = np.full(columns, 0 if dtype is np.int8 else 128, dtype)
    inputs = {"x": f32(steps, batch, size), "w": q(dtype, directions, size, 4 * hidden),
              "r": q(dtype, directions, hidden, 4 * hidden), "b": f32(directions, 8 * hidden) * np.float32(0.3),
              "l": lengths, "h": f32(directions, batch, hidden) * np.float32(0.3) if states else None,
              "c": f32(directions, batch, hidden) if states else None,
              "p": f32(directions, 3 * hidden) * np.float32(0.3) if states else None,
              "ws": positive(*columns) * np.float32(0.03), "wz": zero,
              "rs": positive(*columns) * np.float32(0.03), "rz": zero}
    constants = ("w", "r", "b", "p", "ws", "wz", "rs", "rz")
    return Case(f"DynamicQuantizeLSTM_{name}", "DynamicQuantizeLSTM", inputs, constants, 3, tolerance=(0, 1e-2),
                hidden_size=hidden, **attributes)


def lstm_cases():
    yield lstm("int8", np.int8)
    yield lstm("uint8", np.uint8)
    yield lstm("channels", np.int8, per_channel=True)
    yield lstm("both", np.uint8, 2, direction="bidirectional")
    yield lstm("reverse", np.int8, direction="reverse", lengths=np.array([5, 3, 4], np.int32))
    yield lstm("states", np.int8, states=True)
    yield lstm("both_channels_states", np.int8, 2, True, np.array([4, 5, 1], np.int32), True,
               direction="bidirectional")


def few_bits_cases():
    yield nbits("4", 4, 64, 20, 32)
    yield nbits("4_zero", 4, 96, 20, 32, zero="packed")
    yield nbits("4_zero_even", 4, 128, 33, 16, zero="packed", bias=True)
    yield nbits("4_float_zero", 4, 64, 20, 32, zero="float")
    yield nbits("4_ragged", 4, 72, 7, 32, zero="packed")
    yield nbits("4_batch", 4, 64, 20, 16, a=f32(2, 3, 64))
    yield nbits("4_groups", 4, 64, 20, 16, groups=True)
    yield nbits("4_groups_float_zero", 4, 64, 20, 16, zero="float", groups=True)
    yield nbits("8", 8, 64, 20, 32)
    yield nbits("8_zero", 8, 96, 20, 32, zero="packed")
    yield nbits("2", 2, 128, 20, 32)
    yield nbits("2_zero", 2, 96, 20, 32, zero="packed")
    for kind, table in enumerate(("fp4", "nf4")):
        yield Case(f"MatMulBnb4_{table}", "MatMulBnb4",
                   {"a": f32(3, 64), "b": q(np.uint8, 64 * 20 // 2), "m": positive(64 * 20 // 32)}, ("b", "m"),
                   K=64, N=20, block_size=32, quant_type=kind)
    for t, low, name in ((TensorProto.INT4, -8, "int4"), (TensorProto.UINT4, 0, "uint4")):
        codes = rng.integers(low, low + 16, (10, 32))
        zeros = rng.integers(low, low + 16, (10, 2))
        yield Case(f"GatherBlockQuantized_{name}", "GatherBlockQuantized",
                   {"d": codes, "i": np.array([[1, 9], [0, 1]]), "s": positive(10, 2), "z": zeros}, ("d", "s", "z"),
                   types={"d": t, "z": t}, block_size=16, gather_axis=0, quantize_axis=1)
    for bits in (4, 8):
        yield Case(f"GatherBlockQuantized_bytes_{bits}", "GatherBlockQuantized",
                   {"d": q(np.uint8, 10, 32 * bits // 8), "i": np.array([3, 0, 7]), "s": positive(10, 2),
                    "z": q(np.uint8, 10, 2 * bits // 8)},
                   ("d", "s", "z"), bits=bits, block_size=16, gather_axis=0, quantize_axis=1)


def other_cases():
    yield Case("CDist", "CDist", {"a": f32(5, 7), "b": f32(4, 7)}, metric="euclidean")
    yield Case("CDist_squares", "CDist", {"a": f32(5, 7), "b": f32(4, 7)}, metric="sqeuclidean")
    yield Case("ExpandDims", "ExpandDims", {"x": f32(2, 3), "axis": np.int32(-1)}, ("axis",))
    yield Case("Inverse", "Inverse", {"x": f32(3, 4, 4) + 3 * np.eye(4, dtype=np.float32)})
    yield Case("Trilu", "Trilu", {"x": f32(4, 5), "k": np.int64(1)}, ("k",), upper=0)
    yield Case("Range", "Range", {"a": np.array([2], np.int64), "b": np.array([9], np.int64)}, ("a", "b"))
    yield Case("Range_floats", "Range", {"a": np.float32(2), "b": np.float32(-3), "d": np.float32(-1.5)},
               ("a", "b", "d"))
    yield Case("UnfoldTensor", "UnfoldTensor", {"x": f32(2, 9, 3)}, dim=1, size=4, step=2)
    yield Case("UnfoldTensor_last", "UnfoldTensor", {"x": f32(2, 9)}, size=3)
    yield Case("Pad", "Pad", {"x": f32(2, 3), "p": np.array([1, 0, 0, 2]), "v": np.array([1.5], np.float32)},
               ("p", "v"), mode="constant")
    yield Case("GatherND", "GatherND", {"x": f32(2, 3, 4), "i": np.array([[0, 1], [1, -1]])})
    yield Case("Unique", "Unique", {"x": np.array([3, 1, 1, 2, 3, 5], np.float32)}, outputs=3)
    yield Case("QuantizeLinear", "QuantizeLinear", {"x": f32(4, 5), "s": scale(0.02), "z": np.uint16(300)}, ("s", "z"),
               steps=True)
    yield Case("DequantizeLinear", "DequantizeLinear", {"x": q(np.int16, 4, 5), "s": positive(4), "z": q(np.int16, 4)},
               ("s", "z"), axis=0)


def quant_cases():
    return [*qlinear_cases(), *product_cases(), *few_bits_cases(), *other_cases(), *integer_cases(),
            *convolution_cases(), *picture_cases(), *lstm_cases()]


if __name__ == "__main__":
    sys.exit(one_node.main(quant_cases, __doc__))

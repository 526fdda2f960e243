#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Contributed operators (com.microsoft) on tensors of few bits, against ONNX Runtime, through `sinter verify`.

    contrib_quant.py [--backend B]... [--only TEXT]... [--sinter PATH] [--keep DIR] [--verbose]

Each case is a model of one node made here; what ONNX Runtime gives for seeded inputs is the expectation. Floats must
agree within RTOL and ATOL, quantized results within one step: the QLinear operators compute in floating point here and
partly in integers there, so that halves may round either way. Ends with `N passed, N failed, N skipped`.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RTOL, ATOL = 1e-4, 1e-4

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    import expect
except ImportError as error:
    print(f"contrib_quant: skipped, {error.name} is not installed")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

MS = "com.microsoft"
rng = np.random.default_rng(7)


class Case:
    """One node. `inputs` is {name: array} or {name: None} for an omitted one; names in `constants` become
    initializers."""

    def __init__(self, name, op, inputs, constants=(), outputs=1, steps=False, domain=MS, types=None, **attributes):
        self.name, self.op, self.inputs, self.constants = name, op, inputs, constants
        self.outputs, self.steps, self.domain, self.attributes = outputs, steps, domain, attributes
        self.types = types or {}

    def value_type(self, name, array):
        return self.types.get(name) or helper.np_dtype_to_tensor_dtype(array.dtype)

    def initializer(self, name, array):
        if name in self.types:  # packed types: `array` holds one code per element
            return helper.make_tensor(name, self.types[name], array.shape, array.flatten().tolist())
        return numpy_helper.from_array(array, name)

    def model(self):
        names = [n if a is not None else "" for n, a in self.inputs.items()]
        outputs = [f"y{i}" for i in range(self.outputs)]
        made = [f"q{i}" for i in range(self.outputs)] if self.steps else outputs
        nodes = [helper.make_node(self.op, names, made, domain=self.domain, **self.attributes)]
        # Integers are compared exactly; as floats they may differ by a step.
        if self.steps:
            nodes += [helper.make_node("Cast", [q_name], [y], to=TensorProto.FLOAT) for q_name, y in zip(made, outputs)]
        given = {n: a for n, a in self.inputs.items() if a is not None}
        graph = helper.make_graph(
            nodes, "case",
            [helper.make_tensor_value_info(n, self.value_type(n, a), a.shape) for n, a in given.items()
             if n not in self.constants],
            [onnx.ValueInfoProto(name=o) for o in outputs],
            [self.initializer(n, a) for n, a in given.items() if n in self.constants])
        imports = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=10)

    def feeds(self):
        return {n: a for n, a in self.inputs.items() if a is not None and n not in self.constants}


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
    yield Case("Pad", "Pad", {"x": f32(2, 3), "p": np.array([1, 0, 0, 2]), "v": np.array([1.5], np.float32)},
               ("p", "v"), mode="constant")
    yield Case("GatherND", "GatherND", {"x": f32(2, 3, 4), "i": np.array([[0, 1], [1, -1]])})
    yield Case("Unique", "Unique", {"x": np.array([3, 1, 1, 2, 3, 5], np.float32)}, outputs=3)
    yield Case("QuantizeLinear", "QuantizeLinear", {"x": f32(4, 5), "s": scale(0.02), "z": np.uint16(300)}, ("s", "z"),
               steps=True)
    yield Case("DequantizeLinear", "DequantizeLinear", {"x": q(np.int16, 4, 5), "s": positive(4), "z": q(np.int16, 4)},
               ("s", "z"), axis=0)


def verify(sinter, backend, folder, case):
    # One step of a quantized result is one unit.
    tolerance = ["--rtol", "0", "--atol", "1"] if case.steps else ["--rtol", str(RTOL), "--atol", str(ATOL)]
    done = subprocess.run([str(sinter), "verify", "--backend", backend, "--tactics", "heuristic", "--timing-cache",
                           "none", *tolerance, str(folder)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def quant_cases():
    return [*qlinear_cases(), *product_cases(), *few_bits_cases(), *other_cases()]


def main(cases=quant_cases, doc=__doc__):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=("reference", "cpu", "fake"))
    parser.add_argument("--only", action="append", default=[], metavar="TEXT")
    parser.add_argument("--sinter", type=pathlib.Path, default=ROOT / "build/bin/sinter")
    parser.add_argument("--keep", metavar="DIR", help="leave the cases here")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    passed = failed = skipped = 0
    root = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="contrib-"))
    for case in cases():
        if options.only and not any(text in case.name for text in options.only):
            continue
        root.mkdir(parents=True, exist_ok=True)
        path = root / f"{case.name}.onnx"
        onnx.save(case.model(), str(path))
        oracle = path
        if twin := getattr(case, "oracle_model", lambda: None)():
            oracle = root / f"{case.name}.twin.onnx"
            onnx.save(twin, str(oracle))
        try:
            outputs = expect.Oracle(oracle).run(case.feeds())
        except Exception as error:  # what this version of ONNX Runtime does not run, it cannot confirm
            print(f"skip {case.name}: ONNX Runtime: {str(error).splitlines()[0][:160]}")
            skipped += 1
            continue
        expect.write_case(str(root / case.name), str(path), [(case.feeds(), outputs)])
        for backend in options.backend or ("reference", "cpu", "fake"):
            message = verify(options.sinter, backend, root / case.name, case)
            passed, failed = (passed, failed + 1) if message else (passed + 1, failed)
            if message or options.verbose:
                print(f"{'FAIL' if message else 'pass'} {case.name} ({backend}) {message}")
    if not options.keep:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

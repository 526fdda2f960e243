#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Make test folders for `sinter verify` from an ONNX model: seeded inputs and what ONNX Runtime gives for them.

    expect.py MODEL --out CASE_DIR [--dim N=2]... [--range input_ids=0:500]... [--sets K] [--seed S]

writes CASE_DIR/model.onnx and, for each set, CASE_DIR/test_data_set_<k>/input_<i>.npy and output_<i>.npy, numbered as
the model lists them: the layout of ONNX's own test data, with .npy in place of .pb. `--dim` given several times for
one name makes the sets differ: set k takes the k-th value (the last one when there are fewer).
"""

import argparse
import os
import re
import shutil
import sys

import numpy as np
import onnx
import onnxruntime

DTYPES = {
    "tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64,
    "tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(int8)": np.int8, "tensor(uint8)": np.uint8,
    "tensor(bool)": np.bool_,
}


class Oracle:
    """ONNX Runtime on the CPU, one session per model; inputs and outputs are {name: array}."""

    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.inputs = self.session.get_inputs()
        self.outputs = [o.name for o in self.session.get_outputs()]

    def run(self, inputs):
        return dict(zip(self.outputs, self.session.run(None, inputs)))

    def shape(self, value, dims):
        """The concrete shape of one input; every symbolic dim must be in `dims`."""
        missing = [d for d in value.shape if not isinstance(d, int) and d not in dims]
        if missing:
            raise ValueError(f"input {value.name} has the dim {missing[0]!r}: give it with --dim {missing[0]}=VALUE")
        return tuple(d if isinstance(d, int) else dims[d] for d in value.shape)

    def random_inputs(self, dims, seed=0, ranges=None):
        """Seeded inputs. Integers are drawn from `ranges[name]` (low, high), by default 0..1 for masks, token types
        and the like and 0..99 for ids; masks end in zeros in every row but the first, as padding does."""
        rng = np.random.default_rng([seed, *dims.values()])
        return {v.name: random_value(rng, v.name, self.shape(v, dims), DTYPES[v.type], (ranges or {}).get(v.name))
                for v in self.inputs}


def random_value(rng, name, shape, dtype, limits):
    if np.issubdtype(dtype, np.floating):
        return rng.standard_normal(shape).astype(dtype)
    if dtype == np.bool_:
        return rng.random(shape) < 0.5
    if "mask" in name and len(shape) == 2 and limits is None:
        lengths = rng.integers((shape[1] + 1) // 2, shape[1] + 1, (shape[0], 1))
        lengths[:1] = shape[1]
        return (np.arange(shape[1])[None, :] < lengths).astype(dtype)
    low, high = limits or ((0, 100) if re.search(r"(^|_)ids?$", name) and "type" not in name else (0, 2))
    return rng.integers(low, high, shape).astype(dtype)


def write_case(directory, model, sets):
    """`sets`: [(inputs, outputs)], both {name: array} in the model's order. Replaces what the folder held."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    shutil.copyfile(model, os.path.join(directory, "model.onnx"))
    for k, values in enumerate(sets):
        folder = os.path.join(directory, f"test_data_set_{k}")
        os.makedirs(folder)
        for kind, arrays in zip(("input", "output"), values):
            for i, array in enumerate(arrays.values()):
                write_array(os.path.join(folder, f"{kind}_{i}"), array)


def write_array(path, array):
    """`path`.npy, or for strings .pb."""
    if array.dtype.kind in "OU":
        with open(path + ".pb", "wb") as f:
            f.write(onnx.numpy_helper.from_array(array.astype(object)).SerializeToString())
    else:
        np.save(path + ".npy", np.ascontiguousarray(array).reshape(array.shape))


def read_pb(path):
    """One TensorProto file, as ONNX's test data holds them."""
    tensor = onnx.TensorProto()
    with open(path, "rb") as f:
        tensor.ParseFromString(f.read())
    return onnx.numpy_helper.to_array(tensor)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--out", required=True, metavar="CASE_DIR")
    parser.add_argument("--dim", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--range", action="append", default=[], metavar="INPUT=LOW:HIGH")
    parser.add_argument("--sets", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    values = {}
    for name, value in (d.split("=") for d in options.dim):
        values.setdefault(name, []).append(int(value))
    ranges = {n: tuple(int(x) for x in r.split(":")) for n, r in (item.split("=") for item in options.range)}
    oracle = Oracle(options.model)
    sets = []
    try:
        for k in range(options.sets):
            dims = {n: v[min(k, len(v) - 1)] for n, v in values.items()}
            inputs = oracle.random_inputs(dims, options.seed + k, ranges)
            sets.append((inputs, oracle.run(inputs)))
    except ValueError as error:
        print(f"expect: {error}", file=sys.stderr)
        return 1
    write_case(options.out, options.model, sets)
    for k, (inputs, outputs) in enumerate(sets):
        print(f"set {k}: " + ", ".join(f"{n} {list(a.shape)}" for n, a in [*inputs.items(), *outputs.items()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

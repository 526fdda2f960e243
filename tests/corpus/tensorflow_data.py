# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the cases of tests/data/tensorflow: frozen graphs with inputs and what TensorFlow gave for them. Needs NumPy
only. The layout is described in tests/data/tensorflow/casekit.py, which wrote it."""

import dataclasses
import json
import math
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "data" / "tensorflow"

# Operators and element types that a UFF file can hold.
UFF_OPERATORS = set("""Placeholder Identity Const Add Sub Mul Div RealDiv Relu Relu6 LeakyRelu Tanh Sigmoid Elu Selu
    Softsign Softplus Neg Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Sin Sinh Tan Floor Sqrt Rsqrt Square Pow
    Exp Log Softmax Minimum Maximum Shape ExpandDims ArgMax ArgMin Reshape Transpose Pack ConcatV2 MaxPool AvgPool LRN
    MatMul Conv2D DepthwiseConv2dNative Conv2DBackpropInput BiasAdd FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3
    StridedSlice Sum Prod Min Max Mean Squeeze Pad Gather GatherV2 ResourceGather""".split())


UFF_TYPES = {"float32", "float16", "int8", "int16", "int32", "int64"}


@dataclasses.dataclass
class GraphCase:
    name: str  # family/case
    graph: bytes  # a GraphDef
    ops: list  # operators in it
    sets: list  # [({input: array}, {output: array})]
    atol: float = 0.0  # allowed on top of the usual tolerance

    @property
    def in_uff(self):
        types = {v.dtype.name for one in self.sets for values in one for v in values.values()}
        return set(self.ops) <= UFF_OPERATORS and types <= UFF_TYPES


def read_value(entry, data):
    if entry["dtype"] == "bytes":  # a file's contents, one string for TensorFlow; bytes for us
        (at, size), = entry["at"]
        return np.frombuffer(data[at:at + size], np.uint8)
    at, size = entry["at"]
    dtype = np.dtype(entry["dtype"])
    assert size == math.prod(entry["shape"]) * dtype.itemsize
    return np.frombuffer(data[at:at + size], dtype).reshape(entry["shape"])


def read_family(path):
    with np.load(path, allow_pickle=False) as archive:
        index, data = json.loads(archive["index"].tobytes()), archive["data"].tobytes()
    cases = []
    for entry in index:
        at, size = entry["graph"]
        sets = [tuple({n: read_value(v, data) for n, v in one[kind].items()} for kind in ("inputs", "outputs"))
                for one in entry["sets"]]
        cases.append(GraphCase(f"{path.stem}/{entry['name']}", data[at:at + size], entry["ops"], sets,
                               entry.get("atol", 0.0)))
    return cases


def families():
    """Files that are bundles of cases; `shared_models.npz` is none (real_cases.py reads that)."""
    return sorted(p for p in FOLDER.glob("*.npz") if p.stem != "shared_models")


def all_cases():
    return [case for path in families() for case in read_family(path)]

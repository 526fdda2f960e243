# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""How make_graphs.py builds, runs and packs cases. Needs TensorFlow; never imported by a test.

A case is a frozen GraphDef, its inputs and what TensorFlow gives for them. A family of cases is one .npz file of two
byte arrays: `index`, a JSON list, and `data`, everything the index points into (packed as one stream, so that what
graphs have in common is stored once). tests/corpus/tensorflow_data.py reads it.
"""

import dataclasses
import json
import os
from typing import Callable, Optional

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the plain kernels: the same results on every machine
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

v1 = tf.compat.v1
raw = tf.raw_ops


@dataclasses.dataclass
class Case:
    """`build` takes the placeholders in the order of `inputs` and returns a tensor or a list of them. `twin` gives what
    is expected where TensorFlow's CPU kernels cannot run `build` (NCHW convolutions). `shapes` overrides the static
    shapes of placeholders; `more` are further sets of inputs. `edit` changes the finished GraphDef."""

    name: str
    inputs: dict
    build: Callable
    twin: Optional[Callable] = None
    shapes: dict = dataclasses.field(default_factory=dict)
    more: tuple = ()
    edit: Optional[Callable] = None
    functional: bool = False  # control flow as While and If with functions
    seed: int = 0
    note: dict = dataclasses.field(default_factory=dict)  # goes into the index as it is


@dataclasses.dataclass
class Frozen:
    """A case that brings its finished GraphDef. `outputs`: tensor names."""

    name: str
    graph: object
    sets: list  # inputs by placeholder name
    outputs: list
    note: dict = dataclasses.field(default_factory=dict)


def as_array(value):
    """bytes stay Python objects: TensorFlow's strings."""
    if isinstance(value, bytes):
        return np.array(value, object)
    return np.asarray(value)


def rng(seed):
    return np.random.default_rng(seed)


def f32(*shape, seed=1, low=-2.0, high=2.0):
    """Few mantissa bits, so that many values pack well; exact in float16."""
    return (np.round(rng(seed).uniform(low, high, shape) * 64) / 64).astype(np.float32)


def i32(*shape, seed=1, low=-9, high=10):
    return rng(seed).integers(low, high, shape).astype(np.int32)


def dtype_of(array):
    return tf.string if array.dtype == object else tf.as_dtype(array.dtype)


def make_placeholders(case):
    out = []
    for name, value in case.inputs.items():
        value = as_array(value)
        out.append(v1.placeholder(dtype_of(value), case.shapes.get(name, list(value.shape)), name=name))
    return out


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def build_graph(case, build):
    """(graph, initialisers run session, output names)"""
    (v1.enable_control_flow_v2 if case.functional else v1.disable_control_flow_v2)()
    graph = tf.Graph()
    with graph.as_default():
        v1.set_random_seed(case.seed + 1)
        tensors = as_list(build(*make_placeholders(case)))
        names = [tf.identity(t, name=f"out{k}").op.name for k, t in enumerate(tensors)]
        session = v1.Session(graph=graph)
        if v1.global_variables():
            session.run(v1.global_variables_initializer())
    return graph, session, names


def feeds(inputs):
    return {f"{name}:0": (value if isinstance(value, bytes) else np.asarray(value)) for name, value in inputs.items()}


def freeze(graph, session, names):
    definition = graph.as_graph_def()
    if any("Variable" in n.op or n.op == "VarHandleOp" for n in definition.node):
        return v1.graph_util.convert_variables_to_constants(session, definition, names)
    return v1.graph_util.extract_sub_graph(definition, names)


def finish_case(case):
    """(GraphDef, [(inputs, outputs by name)])"""
    graph, session, names = build_graph(case, case.build)
    definition = freeze(graph, session, names)
    if case.twin:
        _, session, _ = build_graph(case, case.twin)
    sets = []
    for inputs in (case.inputs, *case.more):
        values = session.run([n + ":0" for n in names], feeds(inputs))
        sets.append((inputs, dict(zip(names, values))))
    if case.edit:
        definition = case.edit(definition) or definition
    return definition, sets


def finish_frozen(case):
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(case.graph, name="")
    sets = []
    with v1.Session(graph=graph) as session:
        for inputs in case.sets:
            values = session.run(case.outputs, feeds(inputs))
            sets.append((inputs, {n.split(":")[0] if n.endswith(":0") else n: v
                                  for n, v in zip(case.outputs, values)}))
    return case.graph, sets


class Pack:
    """The bytes of a family."""

    def __init__(self):
        self.index, self.parts, self.size, self.places = [], [], 0, {}

    def put(self, data):
        """[position, size]; the same bytes are stored once."""
        if data not in self.places:
            self.places[data] = self.size
            self.parts.append(data)
            self.size += len(data)
        return [self.places[data], len(data)]

    def value(self, value):
        value = as_array(value)
        if value.dtype == object:
            return {"dtype": "bytes", "shape": list(value.shape),
                    "at": [self.put(v if isinstance(v, bytes) else str(v).encode()) for v in value.reshape(-1)]}
        kept = value.astype(np.float32) if value.dtype == tf.bfloat16.as_numpy_dtype else value
        name = "bfloat16" if kept is not value else value.dtype.name
        return {"dtype": name, "shape": list(value.shape), "at": self.put(np.ascontiguousarray(kept).tobytes())}

    def add(self, case, definition, sets):
        for node in definition.node:
            node.device = ""
        data = definition.SerializeToString(deterministic=True)
        functions = [n for f in definition.library.function for n in f.node_def]
        self.index.append({
            "name": case.name,
            "graph": self.put(data),
            "ops": sorted({n.op for n in [*definition.node, *functions]}),
            "sets": [{"inputs": {n: self.value(v) for n, v in inputs.items()},
                      "outputs": {n: self.value(v) for n, v in outputs.items()}} for inputs, outputs in sets],
            **case.note,
        })

    def write(self, path):
        index = json.dumps(self.index, separators=(",", ":")).encode()
        np.savez_compressed(path, index=np.frombuffer(index, np.uint8),
                            data=np.frombuffer(b"".join(self.parts), np.uint8))

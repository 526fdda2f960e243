# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Backend tests of ONNX whose results are random: Bernoulli (and its expansion) and Dropout in training mode.

The expected values of such a case are one draw of many. Judged instead: shapes and dtypes of the case as it is; and, on
the same model with its input repeated many times along the first axis, that the numbers follow the distribution, that
outputs agree with each other, and that a seed (or none) gives equal (or other) numbers in the next run.
"""

import pathlib
import subprocess
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper

REPEAT = 2000
SIGMAS = 6  # of a mean of independent draws: beyond it less than once in 10^8 checks


def graph_op(model):
    """The operator that draws, or None."""
    for node in model.graph.node:
        if node.op_type in ("Bernoulli", "RandomUniformLike"):
            return node
        if node.op_type == "Dropout" and len(node.input) > 2:
            return node
    return None


def is_random(case):
    if not any(part in case.name for part in ("bernoulli", "training_dropout")):
        return False
    if "zero_ratio" in case.name:  # nothing is dropped
        return False
    return graph_op(onnx.load(case.folder / "model.onnx")) is not None


def load_set(folder, kind, declared):
    return [numpy_helper.to_array(onnx.load_tensor(str(folder / "test_data_set_0" / f"{kind}_{i}.pb")))
            for i in range(len(declared))]


def run(command, model, inputs, folder, name):
    """{output: array} of a model (a path) on inputs {name: array}."""
    out = folder / name
    given = []
    for key, value in inputs.items():
        np.save(folder / f"{name}_{key}.npy", value)
        given += ["-i", f"{key}={folder}/{name}_{key}.npy"]
    done = subprocess.run([*command, str(model), *given, "-o", str(out), "--quiet"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError((done.stderr or done.stdout).strip())
    return {p.stem: np.load(p) for p in out.glob("*.npy")}


def repeated(model, first):
    """The model for an input that is `first` times as long along axis 0."""
    wide = onnx.ModelProto()
    wide.CopyFrom(model)
    long = wide.graph.input[0].type.tensor_type.shape.dim[0]
    before = long.dim_value
    for value in (wide.graph.input[0], *wide.graph.output):
        dim = value.type.tensor_type.shape.dim[0]
        if dim.dim_value == before:
            dim.dim_value = before * first
    return wide


def draws(op, inputs, outputs):
    """(which elements were drawn, their probability), both like the input; or a message."""
    x = inputs[0]
    if op.op_type == "Dropout":
        ratio = float(inputs[1]) if len(inputs) > 1 else 0.5
        y = outputs[0]
        kept = y != 0
        if not np.allclose(y[kept], (x / (1 - ratio))[kept], rtol=1e-5):
            return "what is kept is not the input divided by 1 - ratio"
        kept = kept | (x == 0)
        if len(outputs) > 1 and not np.array_equal(outputs[1] | (x == 0), kept):
            return "the mask does not say what was kept"
        return kept, np.full(x.shape, 1 - ratio)
    y = outputs[0]
    if not np.all((y == 0) | (y == 1)):
        return "there are other values than 0 and 1"
    # The expansion of Bernoulli that ONNX publishes draws 1 where the random number is the greater one.
    return y == 1, x.astype(np.float64) if op.op_type == "Bernoulli" else 1 - x.astype(np.float64)


def off_distribution(drawn, probability):
    """A message if the frequency of each element of the original input, or of all, is not its probability."""
    drawn = drawn.reshape(REPEAT, -1)
    p = probability.reshape(REPEAT, -1)[0]
    deviation = np.sqrt(np.maximum(p * (1 - p), 0) / REPEAT)
    worst = np.abs(drawn.mean(0) - p) - SIGMAS * deviation
    if np.any(worst > 1e-9):
        at = int(np.argmax(worst))
        return f"element {at} is drawn with frequency {drawn[:, at].mean():.4f}, its probability is {p[at]:.4f}"
    if abs(drawn.mean() - p.mean()) > SIGMAS * np.sqrt(np.sum(deviation**2)) / p.size + 1e-9:
        return f"the elements are drawn with frequency {drawn.mean():.5f}, their mean probability is {p.mean():.5f}"
    return ""


def check(sinter, backend, case):
    """"" or what is wrong."""
    model = onnx.load(case.folder / "model.onnx")
    op = graph_op(model)
    names = [i.name for i in model.graph.input]
    command = [sinter, "run", "--backend", backend, "--tactics", "heuristic", "--timing-cache", "none", "--threads",
               "1"]
    inputs, expected = (load_set(case.folder, k, d) for k, d in (("input", names), ("output", model.graph.output)))
    with tempfile.TemporaryDirectory(prefix="random-") as temporary:
        folder = pathlib.Path(temporary)
        try:
            got = run(command, case.folder / "model.onnx", dict(zip(names, inputs)), folder, "plain")
            for declared, want in zip(model.graph.output, expected):
                value = got[declared.name]
                if value.shape != want.shape or value.dtype != want.dtype:
                    return f"output {declared.name} is {value.dtype}{value.shape}, expected {want.dtype}{want.shape}"
            onnx.save(repeated(model, REPEAT), str(folder / "wide.onnx"))
            inputs[0] = np.tile(inputs[0], (REPEAT,) + (1,) * (inputs[0].ndim - 1))
            feeds = dict(zip(names, inputs))
            first, second = (run(command, folder / "wide.onnx", feeds, folder, n) for n in ("first", "second"))
        except RuntimeError as error:
            return str(error)
    order = [o.name for o in model.graph.output]
    found = draws(op, inputs, [first[n] for n in order])
    if isinstance(found, str):
        return found
    same = all(np.array_equal(first[n], second[n]) for n in order)
    seeded = any(a.name == "seed" for a in op.attribute)
    if same != seeded:
        return "a seed gives other numbers in the next run" if seeded else "without a seed, two runs give equal numbers"
    return off_distribution(*found)

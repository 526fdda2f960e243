# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Export small random-weight PyTorch modules to ONNX, checked against PyTorch: for export_bert.py, export_models.py.
Needs torch, onnx, onnxscript and onnxruntime; only used where test data is made anew, never by a test.

A case lists several ways to build the same model (`variants`), best first: exporters and model libraries break each
other often, and the first variant that exports, loads in ONNX Runtime, keeps its axes dynamic and agrees with PyTorch
at two different shapes is the one kept.
"""

import dataclasses
import hashlib
import inspect
import json
import os
import traceback
import warnings
from typing import Callable

import numpy as np
import onnx
import torch

MAX_BYTES = 1 << 20
TOLERANCE = 1e-4  # of max |y|


@dataclasses.dataclass
class Input:
    """One model input: `make(dims, generator)` gives a tensor, `axes` names its dynamic axes."""

    name: str
    make: Callable
    axes: dict


@dataclasses.dataclass
class Case:
    """One model to export. `outputs` maps a name to its dynamic axes; `dims` holds the traced and the checked sizes."""

    name: str
    variants: list  # [(label, () -> nn.Module in eval mode)]
    inputs: list
    outputs: dict
    dims: list  # [traced sizes, other sizes...], each {axis name: size}; the traced ones are all >= 2 for dynamo
    kinds: tuple = ("torchscript", "dynamo")
    keep_batchnorm: bool = False  # leave BatchNormalization as nodes of its own (TorchScript only)
    opset: int = 17


def randomise(module, seed):
    """Seeded weights that keep activations O(1) and leave no parameter trivial (no zero bias, no unit scale)."""
    generator = torch.Generator().manual_seed(seed)

    def normal(t):
        return torch.randn(t.shape, generator=generator, dtype=t.dtype)

    with torch.no_grad():
        for name, p in sorted(module.named_parameters()):
            if p.dim() >= 2:
                fan_in = p[0].numel() if "embed" not in name and "wpe" not in name and "wte" not in name else 4
                gain = 2 if p.dim() == 4 else 1  # convolutions are followed by activations that halve the variance
                p.copy_(normal(p) * (gain / fan_in) ** 0.5)
            elif name.endswith("weight"):
                p.copy_(1 + 0.1 * normal(p))
            else:
                p.copy_(0.1 * normal(p))
        for name, b in sorted(module.named_buffers()):
            if name.endswith("running_mean"):
                b.copy_(0.1 * normal(b))
            elif name.endswith("running_var"):
                b.copy_(0.5 + torch.rand(b.shape, generator=generator))
    return module.eval()


def make_inputs(case, dims, seed=1):
    generator = torch.Generator().manual_seed(seed)
    return tuple(i.make(dims, generator) for i in case.inputs)


def supported(function, options):
    """The options this version of an exporter knows; others were added or removed between releases."""
    known = inspect.signature(function).parameters
    return {k: v for k, v in options.items() if k in known}


def export_torchscript(case, module, path):
    axes = {i.name: i.axes for i in case.inputs} | case.outputs
    training = torch.onnx.TrainingMode.PRESERVE if case.keep_batchnorm else torch.onnx.TrainingMode.EVAL
    options = {
        "dynamo": False,
        "opset_version": case.opset,
        "input_names": [i.name for i in case.inputs],
        "output_names": list(case.outputs),
        "dynamic_axes": axes,
        "do_constant_folding": True,
        "training": training,
    }
    torch.onnx.export(module, make_inputs(case, case.dims[0]), path, **supported(torch.onnx.export, options))


def export_dynamo(case, module, path, named):
    """`named` takes explicit Dim objects; otherwise the axis names as strings, whose ranges torch infers."""
    names = {n for i in case.inputs for n in i.axes.values()}
    specs = {n: torch.export.Dim(n, min=1, max=64) if named else n for n in names}
    options = {
        "dynamo": True,
        "input_names": [i.name for i in case.inputs],
        "output_names": list(case.outputs),
        "dynamic_shapes": tuple({a: specs[n] for a, n in i.axes.items()} for i in case.inputs),
        "external_data": False,
        "verbose": False,
    }
    torch.onnx.export(module, make_inputs(case, case.dims[0]), path, **supported(torch.onnx.export, options))


def all_nodes(model):
    graphs = [model.graph, *model.functions]
    while graphs:
        for node in graphs.pop().node:
            yield node
            graphs += [a.g for a in node.attribute if a.type == onnx.AttributeProto.GRAPH]


def tidy(path):
    """Drop what only tells of the machine that exported (stack traces with its paths); keep everything else."""
    model = onnx.load(path)
    graph = model.graph
    for thing in [model, graph, *all_nodes(model), *graph.input, *graph.output, *graph.value_info, *graph.initializer]:
        if hasattr(thing, "metadata_props"):
            kept = [p for p in thing.metadata_props if "/" not in p.value and "File \"" not in p.value]
            del thing.metadata_props[:]
            thing.metadata_props.extend(kept)
        thing.ClearField("doc_string")
    onnx.save(model, path)
    data = open(path, "rb").read()
    for word in (b"site-packages", b"/opt/", b"/tmp/", b"/root/", b"/home/", b"/usr/"):
        assert word not in data, f"the file names a machine path ({word!r})"
    assert len(data) <= MAX_BYTES, f"{len(data)} bytes are over {MAX_BYTES}"
    return model


def check(case, module, path):
    """Raise unless the file keeps its axes dynamic and agrees with PyTorch at every size in `case.dims`."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    declared = {i.name: i.shape for i in session.get_inputs()}
    assert list(declared) == [i.name for i in case.inputs], f"inputs are {list(declared)}"
    assert [o.name for o in session.get_outputs()] == list(case.outputs), [o.name for o in session.get_outputs()]
    for i in case.inputs:
        for axis in i.axes:
            assert not isinstance(declared[i.name][axis], int), f"axis {axis} of {i.name} became fixed"
    worst = 0.0
    for dims in case.dims:
        inputs = make_inputs(case, dims, seed=7)
        with torch.no_grad():
            expected = module(*inputs)
        expected = expected if isinstance(expected, (tuple, list)) else (expected,)
        got = session.run(None, {i.name: t.numpy() for i, t in zip(case.inputs, inputs)})
        for e, g in zip(expected, got):
            e = e.numpy()
            assert e.shape == g.shape, f"shape {g.shape}, PyTorch gives {e.shape}"
            assert np.isfinite(e).all(), "PyTorch's own result is not finite"
            worst = max(worst, float(np.abs(e - g).max() / max(np.abs(e).max(), 1e-6)) if e.size else 0.0)
    assert worst < TOLERANCE, f"differs from PyTorch by {worst:.2e}"
    return worst


def attempts(case, kind):
    for label, build in case.variants:
        if kind == "torchscript":
            yield label, build, export_torchscript
        else:
            yield label + ", named dims", build, lambda c, m, p: export_dynamo(c, m, p, named=True)
            yield label + ", inferred dims", build, lambda c, m, p: export_dynamo(c, m, p, named=False)


def export_case(case, kind, directory):
    """Export one case one way; writes DIRECTORY/<case>_<kind>.onnx and .json, and returns the report."""
    warnings.filterwarnings("ignore")
    name = f"{case.name}_{kind}"
    path = os.path.join(directory, name + ".onnx")
    report = {"file": name + ".onnx", "ok": False, "errors": []}
    for label, build, exporter in attempts(case, kind):
        try:
            module = build()
            with torch.no_grad():
                exporter(case, module, path)
            model = tidy(path)
            worst = check(case, module, path)
        except Exception as error:  # every failure only means: try the next variant
            report["errors"].append(f"{label}: {type(error).__name__}: {str(error)[:600]}")
            report["trace"] = traceback.format_exc()[-3000:]
            if os.path.exists(path):
                os.remove(path)
            continue
        data = open(path, "rb").read()
        report |= {
            "ok": True,
            "variant": label,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "opset": next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx")),
            "difference": worst,
            "ops": sorted({n.op_type for n in all_nodes(model)}),
        }
        report.pop("trace", None)
        break
    with open(os.path.join(directory, name + ".json"), "w", encoding="utf-8") as f:
        json.dump(report, f, indent=1)
    return report


def versions():
    import importlib.metadata

    names = ("torch", "torchvision", "transformers", "onnx", "onnxscript", "onnxruntime", "numpy")
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "absent"
    return found

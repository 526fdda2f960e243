# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""ONNX's own backend tests, from the installed `onnx` package, as folders for `sinter verify`.

The node cases exist only in memory there: they are generated once and written. The other sets are files of the package:
those are linked. The set `node-constant` is ours: the node cases that have axes, sizes and the like as inputs of the
model, once more with those as initializers, as exported models have them. `<root>/<set>/<case>/` holds model.onnx and
test_data_set_0/{input,output}_N.pb.
"""

import collections
import contextlib
import dataclasses
import io
import json
import os
import pathlib
import random
import shutil
import sys
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

LAYOUT = 2  # count up when what is written changes: folders of another layout are written anew
SETS = ("node", "node-constant", "simple", "light", "pytorch-converted", "pytorch-operator")
BFLOAT16_RTOL = 2.0**-6  # what ONNX's own runner allows: two units in the last place
# Inputs of operators that exported models have as constants.
SHAPE_OPERANDS = {
    "ConstantOfShape": (0,), "CumSum": (1,), "Expand": (1,), "OneHot": (1,), "Pad": (1, 3), "Range": (0, 1, 2),
    "Reshape": (1,), "Resize": (1, 2, 3), "Slice": (1, 2, 3, 4), "Split": (1,), "Squeeze": (1,), "Tile": (1,),
    "TopK": (1,), "Trilu": (1,), "Unsqueeze": (1,), "Upsample": (1,), "CenterCropPad": (1,),
    **{f"Reduce{kind}": (1,) for kind in ("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum",
                                          "SumSquare")},
}


@dataclasses.dataclass(frozen=True)
class BackendCase:
    name: str  # set/case
    folder: pathlib.Path
    rtol: float
    atol: float


def package_data():
    return pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"


def encode(value, declared):
    """The bytes of a data file; `declared` is the ValueInfoProto of the input or output."""
    kind = declared.type.WhichOneof("value")
    if kind == "sequence_type":
        return numpy_helper.from_list(value, declared.name).SerializeToString()
    if kind == "optional_type":
        return numpy_helper.from_optional(value, declared.name).SerializeToString()
    if kind == "map_type":
        return numpy_helper.from_dict(value, declared.name).SerializeToString()
    if isinstance(value, onnx.TensorProto):
        return value.SerializeToString()
    return numpy_helper.from_array(np.asarray(value), declared.name).SerializeToString()


def write_data(folder, graph, inputs, outputs):
    folder.mkdir(parents=True)
    for kind, values, declared in (("input", inputs, graph.input), ("output", outputs, graph.output)):
        for i, value in enumerate(values):
            (folder / f"{kind}_{i}.pb").write_bytes(encode(value, declared[i]))


def has_bfloat16(graph):
    return any(o.type.tensor_type.elem_type == onnx.TensorProto.BFLOAT16 for o in graph.output)


def generate_node_cases():
    """All node cases, the same in every process. What the generators print and warn of is of no interest here."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        random.seed(0)
        np.random.seed(0)
        import onnx.backend.test.case.node as node
        return node.collect_testcases()


def shape_operands(graph):
    """Indices of the graph's inputs that some node reads as a shape operand."""
    names = {node.input[i] for node in graph.node for i in SHAPE_OPERANDS.get(node.op_type, ()) if i < len(node.input)}
    return [i for i, declared in enumerate(graph.input) if declared.name in names and declared.name]


def with_constants(model, inputs, indices):
    """The model with those inputs as initializers, and the inputs that are left."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    for i in indices:
        out.graph.initializer.append(numpy_helper.from_array(np.asarray(inputs[i]), model.graph.input[i].name))
    for i in sorted(indices, reverse=True):
        del out.graph.input[i]
    return out, [value for i, value in enumerate(inputs) if i not in indices]


def write_node_case(folder, model, data_sets):
    folder.mkdir()
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    for k, (inputs, outputs) in enumerate(data_sets):
        write_data(folder / f"test_data_set_{k}", model.graph, inputs, outputs)


def write_node_sets(root):
    tolerances = {}
    (root / "node").mkdir()
    (root / "node-constant").mkdir()
    for case in generate_node_cases():
        names = [f"node/{case.name}"]
        write_node_case(root / names[0], case.model, case.data_sets)
        indices = shape_operands(case.model.graph)
        if indices and len(indices) < len(case.model.graph.input) and len(case.data_sets) == 1:
            (inputs, outputs), = case.data_sets
            model, inputs = with_constants(case.model, inputs, indices)
            names.append(f"node-constant/{case.name}")
            write_node_case(root / names[1], model, [(inputs, outputs)])
        rtol = max(case.rtol, BFLOAT16_RTOL) if has_bfloat16(case.model.graph) else case.rtol
        tolerances.update({name: (rtol, case.atol) for name in names})
    return tolerances


def ramp(declared):
    """The input of the light models' expected outputs: 0, 1/n, 2/n, ..."""
    shape = [d.dim_value if d.HasField("dim_value") else 1 for d in declared.type.tensor_type.shape.dim]
    count = int(np.prod(shape))
    return (np.arange(count).reshape(shape) / count).astype(np.float32)


def write_light(root):
    """Real architectures with constant weights. Their descriptions are in the set `real`."""
    tolerances = {}
    for description in sorted((package_data() / "real").glob("*/data.json")):
        data = json.loads(description.read_text(encoding="utf-8"))
        source = package_data() / "light" / pathlib.PurePosixPath(data["url"]).name
        expected = source.with_name(source.stem + "_output_0.pb")
        folder = root / description.parent.name
        model = onnx.load(source)
        weights = {i.name for i in model.graph.initializer}
        real = [i for i in model.graph.input if i.name not in weights]
        (folder / "test_data_set_0").mkdir(parents=True)
        shutil.copyfile(source, folder / "model.onnx")
        for i, declared in enumerate(real):
            (folder / "test_data_set_0" / f"input_{i}.pb").write_bytes(encode(ramp(declared), declared))
        shutil.copyfile(expected, folder / "test_data_set_0" / "output_0.pb")
        tolerances[folder.name] = (data["rtol"], data["atol"])
    return tolerances


def link_set(root, name):
    tolerances = {}
    for source in sorted((package_data() / name).iterdir()):
        if not (source / "model.onnx").exists():
            continue
        data = source / "data.json"
        data = json.loads(data.read_text(encoding="utf-8")) if data.exists() else {}
        os.symlink(source, root / source.name, target_is_directory=True)
        tolerances[source.name] = (data.get("rtol", 1e-3), data.get("atol", 1e-7))
    return tolerances


def write_all(root):
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    tolerances = write_node_sets(root)
    for name in SETS[2:]:
        folder = root / name
        folder.mkdir()
        found = write_light(folder) if name == "light" else link_set(folder, name)
        tolerances.update({f"{name}/{case}": t for case, t in found.items()})
    return tolerances


def stamp():
    return f"layout {LAYOUT}, onnx {onnx.__version__}, numpy {np.__version__}, {package_data()}"


def backend_cases(root):
    """All cases, written below `root` unless they are there already, sorted by name."""
    listing = root / "cases.json"
    try:
        content = json.loads(listing.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    if content.get("stamp") != stamp():
        print(f"writing ONNX's backend tests to {root}", file=sys.stderr)
        content = {"stamp": stamp(), "tolerances": write_all(root)}
        listing.write_text(json.dumps(content, indent=0, sort_keys=True), encoding="utf-8")
    return [BackendCase(name, root / name, *content["tolerances"][name]) for name in sorted(content["tolerances"])]


def by_tolerance(cases):
    groups = collections.defaultdict(list)
    for case in cases:
        groups[case.rtol, case.atol].append(case)
    return groups

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Say what an ONNX file needs of an engine: opsets, inputs and outputs, operators with the attributes they use.

    op_census.py FILE...            one report per file, then a summary over all files
    op_census.py --nodes FILE...    also every node with its input and output shapes (after ONNX shape inference)
    op_census.py --json FILE...     one JSON object on stdout instead

Subgraphs (If, Loop, Scan) and model functions are counted too. Exit status: 0 done, 1 a file could not be read.
"""

import argparse
import collections
import json
import sys

import onnx
from onnx import TensorProto

MAX_VALUES_SHOWN = 6  # distinct values of one attribute that a text report spells out
MAX_ITEMS_SHOWN = 12  # elements of one list-valued attribute that a text report spells out


def dtype_name(elem_type):
    return TensorProto.DataType.Name(elem_type).lower() if elem_type else "?"


def type_text(type_proto):
    """A value's type as text: `float[N,3,224,224]`; `?` stands for what the file does not say."""
    kind = type_proto.WhichOneof("value")
    if kind == "sequence_type":
        return f"sequence({type_text(type_proto.sequence_type.elem_type)})"
    if kind == "optional_type":
        return f"optional({type_text(type_proto.optional_type.elem_type)})"
    if kind != "tensor_type":
        return kind or "?"
    tensor = type_proto.tensor_type
    if not tensor.HasField("shape"):
        return f"{dtype_name(tensor.elem_type)}[?]"
    dims = [d.dim_param or (str(d.dim_value) if d.HasField("dim_value") else "?") for d in tensor.shape.dim]
    return f"{dtype_name(tensor.elem_type)}[{','.join(dims)}]"


def tensor_text(tensor):
    """A tensor attribute as text; its values are shown when there are few."""
    shape = ",".join(str(d) for d in tensor.dims)
    head = f"tensor {dtype_name(tensor.data_type)}[{shape}]"
    try:
        values = onnx.numpy_helper.to_array(tensor).reshape(-1)
    except (TypeError, ValueError):
        return head
    return f"{head}={values.tolist()}" if values.size <= MAX_ITEMS_SHOWN else head


def attribute_text(attribute):
    if attribute.type == onnx.AttributeProto.TENSOR:
        return tensor_text(attribute.t)
    if attribute.type == onnx.AttributeProto.GRAPH:
        return f"graph({len(attribute.g.node)} nodes)"
    if attribute.ref_attr_name:
        return f"@{attribute.ref_attr_name}"
    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)) or hasattr(value, "__len__"):
        items = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in value]
        shown = ",".join(f"{v:g}" if isinstance(v, float) else str(v) for v in items[:MAX_ITEMS_SHOWN])
        return f"[{shown}{',...' if len(items) > MAX_ITEMS_SHOWN else ''}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def walk_nodes(nodes, place=""):
    """Every node with the place it stands in, subgraphs included, in file order."""
    for node in nodes:
        yield place, node
        for attribute in node.attribute:
            graphs = [attribute.g] if attribute.type == onnx.AttributeProto.GRAPH else attribute.graphs
            for graph in graphs:
                yield from walk_nodes(graph.node, f"{place}{node.name or node.op_type}/{attribute.name}/")


def census_of(path):
    """One file's census as a plain dict; `ops` maps an operator to its count, arities and attribute values."""
    model = onnx.load(path, load_external_data=False)
    ops = {}
    nodes = list(walk_nodes(model.graph.node))
    for function in model.functions:
        nodes += list(walk_nodes(function.node, f"function {function.name}/"))
    for _, node in nodes:
        name = f"{node.domain}.{node.op_type}" if node.domain not in ("", "ai.onnx") else node.op_type
        entry = ops.setdefault(name, {"count": 0, "arities": collections.Counter(), "attributes": {}})
        entry["count"] += 1
        # An empty name is an input left out: Clip(x, "", max) has the arity 1_1.
        given = "".join("1" if i else "_" for i in node.input)
        entry["arities"][f"{given or '0'}->{len(node.output)}"] += 1
        for attribute in node.attribute:
            values = entry["attributes"].setdefault(attribute.name, collections.Counter())
            values[attribute_text(attribute)] += 1
    initializers = {i.name for i in model.graph.initializer}
    return {
        "file": path,
        "model": model,
        "ir_version": model.ir_version,
        "producer": f"{model.producer_name} {model.producer_version}".strip(),
        "opsets": {o.domain or "ai.onnx": o.version for o in model.opset_import},
        "inputs": [(i.name, type_text(i.type)) for i in model.graph.input if i.name not in initializers],
        "initializers_listed_as_inputs": sum(i.name in initializers for i in model.graph.input),
        "outputs": [(o.name, type_text(o.type)) for o in model.graph.output],
        "initializers": dict(collections.Counter(dtype_name(i.data_type) for i in model.graph.initializer)),
        "external_data": any(i.data_location == TensorProto.EXTERNAL for i in model.graph.initializer),
        "functions": [f.name for f in model.functions],
        "ops": ops,
    }


def print_report(census):
    print(f"== {census['file']}")
    print(f"   ir {census['ir_version']}, opset {census['opsets']}, by {census['producer'] or '?'}")
    for kind in ("inputs", "outputs"):
        for name, text in census[kind]:
            print(f"   {kind[:-1]:6} {name}: {text}")
    print(f"   initializers {census['initializers']}; {census['initializers_listed_as_inputs']} also listed as inputs"
          f"{'; external data' if census['external_data'] else ''}")
    if census["functions"]:
        print(f"   functions {', '.join(census['functions'])}")
    for name, entry in sorted(census["ops"].items()):
        arities = " ".join(f"{a}x{n}" for a, n in sorted(entry["arities"].items()))
        print(f"   {entry['count']:5} {name}  inputs {arities}")
        for key, values in sorted(entry["attributes"].items()):
            shown = [f"{v} x{n}" if n != entry["count"] else v for v, n in values.most_common(MAX_VALUES_SHOWN)]
            more = f" | {len(values) - len(shown)} more values" if len(values) > len(shown) else ""
            print(f"           {key} = {' | '.join(shown)}{more}")


def print_nodes(model):
    inferred = onnx.shape_inference.infer_shapes(model)
    graph = inferred.graph
    types = {v.name: type_text(v.type) for v in [*graph.input, *graph.value_info, *graph.output]}
    for i in graph.initializer:
        types[i.name] = f"{dtype_name(i.data_type)}[{','.join(map(str, i.dims))}] const"
    for place, node in walk_nodes(graph.node):
        ins = ", ".join(f"{n}: {types.get(n, '?')}" if n else "-" for n in node.input)
        outs = ", ".join(f"{n}: {types.get(n, '?')}" for n in node.output)
        print(f"   {place}{node.name or '-'} {node.op_type}({ins}) -> {outs}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--nodes", action="store_true", help="also list every node with inferred shapes")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    reports, total, failed = [], collections.Counter(), False
    for path in options.files:
        try:
            census = census_of(path)
        except Exception as error:  # protobuf raises many kinds; each means the same here
            print(f"op_census: {path}: cannot be read as ONNX ({error})", file=sys.stderr)
            failed = True
            continue
        model = census.pop("model")
        total.update({name: entry["count"] for name, entry in census["ops"].items()})
        reports.append(census)
        if not options.json:
            print_report(census)
            if options.nodes:
                print_nodes(model)
            print()
    if options.json:
        json.dump({"files": reports, "total": dict(sorted(total.items()))}, sys.stdout, indent=1)
        print()
    elif len(reports) > 1:
        print(f"== all {len(reports)} files: {len(total)} operators")
        print("   " + ", ".join(f"{name} {n}" for name, n in sorted(total.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/support.md: ops x dtypes x backends from what the conformance test ran, ONNX operators from the importers.

    rm -f build/support.tsv
    SINTER_SUPPORT_TSV=build/support.tsv build/bin/tests/conformance_test
    python3 tools/make_support.py build/support.tsv
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ORDER = ["f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u64", "u32", "u16", "u8", "bool"]


def dtypes_text(dtypes):
    known = [d for d in ORDER if d in dtypes]
    return " ".join(known + sorted(set(dtypes) - set(ORDER)))


def cell(rows):
    """What of an op's cases ran on one backend."""
    yes = {d for d, ok in rows if ok}
    no = {d for d, ok in rows if not ok}
    if not rows:
        return "not tested"
    if not yes:
        return "no"
    text = dtypes_text(yes)
    partly = yes & no
    if no - yes:
        text += "; not " + dtypes_text(no - yes)
    if partly:
        text += "; some forms not: " + dtypes_text(partly)
    return text


def op_table(path):
    rows = collections.defaultdict(lambda: collections.defaultdict(list))
    backends = []
    for line in pathlib.Path(path).read_text().splitlines():
        op, dtype, backend, runs = line.split("\t")
        rows[op][backend].append((dtype, runs == "yes"))
        if backend not in backends:
            backends.append(backend)
    out = ["| op | " + " | ".join(backends) + " |", "|---" * (len(backends) + 1) + "|"]
    for op in sorted(rows):
        cells = [cell(rows[op][b]) for b in backends]
        if len(set(cells)) == 1 and len(cells) > 1:
            cells = [cells[0]] + ['"'] * (len(cells) - 1)
        out.append(f"| {op} | " + " | ".join(cells) + " |")
    return out


def onnx_operators():
    text = (ROOT / "src/import/onnx/importer_list.def").read_text()
    names = collections.defaultdict(set)
    for domain, name in re.findall(r'^SINTER_ONNX\("([^"]*)", (\w+),', text, re.M):
        names[domain or "ai.onnx"].add(name)
    out = []
    for domain in sorted(names):
        out += [f"**{domain}** ({len(names[domain])}): " + ", ".join(sorted(names[domain])), ""]
    return out


def darknet_layers():
    text = (ROOT / "src/import/darknet/layer_list.def").read_text()
    rows = re.findall(r"^SINTER_DARKNET\((\w+), \w+\)(?:  // (.*))?$", text, re.M)
    out = ["Read from `.cfg` and `.weights` files. Every layer is tested by `tests/corpus/darknet_layers.py` (an independent NumPy",
           "script, on three backends), and so are the structures of YOLOv2, v3, v4 and their tiny forms. Recurrent layers (rnn,",
           "gru, lstm, crnn, conv_lstm) are refused; an unknown layer goes to a plugin of its name.", "",
           "| layer | what of it |", "|---|---|"]
    return out + [f"| {name} | {what or 'all'} |" for name, what in rows] + [""]


def caffe_layers():
    """From the table of layers, whose comments say what of a layer is supported, and the two lists of wires.cpp."""
    text = (ROOT / "src/import/caffe/layer_list.def").read_text()
    rows = re.findall(r"^SINTER_CAFFE\((\w+), \w+\)(?:  // (.*))?$", text, re.M)
    wires = (ROOT / "src/import/caffe/wires.cpp").read_text()
    left_out, inputs = (re.findall(r'"(\w+)"', re.search(name + r"\[\] = \{(.*?)\};", wires, re.S)[1])
                        for name in ("kLeftOut", "kInputLayers"))
    out = ["Read from `.prototxt` and `.caffemodel` files of the versions 0, 1 and 2 of the format. Every layer is tested by",
           "`tests/corpus/caffe_layers.py` (an independent NumPy script, on three backends). Inputs of the network:",
           ", ".join(inputs) + ". Left out: " + ", ".join(left_out) + ". An unknown layer goes to a plugin of its name.", "",
           "| layer | what of it |", "|---|---|"]
    return out + [f"| {name} | {what or 'all'} |" for name, what in rows] + [""]


def tensorflow_operators():
    """From the table of importers, whose comments say what of an operator is supported, and the list of what is left out."""
    text = (ROOT / "src/import/tensorflow/importer_list.def").read_text()
    rows = re.findall(r"^SINTER_TENSORFLOW\((\w+), \w+\)(?:  // (.*))?$", text, re.M)
    code = (ROOT / "src/import/tensorflow/importers.cpp").read_text()
    left_out = re.findall(r'"(\w+)"', re.search(r"kLeftOut\[\] = \{(.*?)\};", code, re.S)[1])
    out = ["Read from frozen graphs, binary (`.pb`) or text (`.pbtxt`); SavedModels and variables must be frozen first. Every",
           "operator is tested against TensorFlow's own results by `tests/corpus/tensorflow_cases.py` on three backends, or by",
           "`tests/import/tensorflow_*_test.cpp`. Axes, permutations and block shapes must be constants; shapes and sizes may be",
           "computed by the run. An unknown operator goes to a plugin of its name, or the graph is cut before or behind it",
           "(`--inputs`, `--outputs`). Left out: " + ", ".join(left_out) + ".", "",
           f"Completely supported ({sum(not what for _, what in rows)}): " + ", ".join(n for n, what in rows if not what) + ".",
           "", "| operator | what of it |", "|---|---|"]
    return out + [f"| {name} | {what} |" for name, what in rows if what] + [""]


def uff_operations():
    """From the table of operations, whose comments say what of them is supported."""
    text = (ROOT / "src/import/uff/operation_list.def").read_text()
    rows = re.findall(r"^SINTER_UFF\((\w+), \w+\)(?:  // (.*))?$", text, re.M)
    out = ["Read from `.uff` files, and written by `sinter convert-to-uff` ([uff.md](uff.md)). Each is tested by",
           "`tests/corpus/tensorflow_cases.py`, which converts its frozen graphs and runs both forms on three backends. A custom",
           "operation (`_Name`) is the TensorFlow operator of that name below, or a plugin.", "",
           "| operation | what of it |", "|---|---|"]
    return out + [f"| {name} | {what or 'all'} |" for name, what in rows] + [""]


def onnx_written():
    """From the list of op writers of the ONNX exporter."""
    text = (ROOT / "src/export/onnx/writer_list.def").read_text()
    rows = re.findall(r'^SINTER_WRITER\((\w+), \w+, "([^"]*)"\)', text, re.M)
    other = [f"{op} ({onnx})" for op, onnx in rows if onnx and onnx != op]
    same = [op for op, onnx in rows if onnx == op]
    out = ["`sinter convert` and `sinter::export_onnx` write every network as ONNX, opset 21 or, where an operator needs it,",
           "newer. `tests/export` takes all op cases there and back, `tests/corpus/export_cases.py` runs them and whole models",
           "in ONNX Runtime. As operators of the same name: " + ", ".join(same) + ".", "",
           "As others: " + ", ".join(other) + ".", "",
           "Not written: " + ", ".join(op for op, onnx in rows if not onnx) + "; complex numbers; sequences of bf16, f8 and",
           "packed types; the format's own limits are kept (attributes are 32-bit floats: pointwise f64 ops whose attribute",
           "does not fit are written as their parts; scales of Resize and probabilities of SVMs are rounded). An `If` of which",
           "only one branch can be run is written as that branch. Random numbers are the reader's own. Plugins become operators",
           "of their domain.", ""]
    return out


def main():
    lines = [
        "# What is supported",
        "",
        "Made by `tools/make_support.py` from a run of the conformance test: edit that, not this page.",
        "",
        "## Ops and dtypes by backend",
        "",
        "The dtypes of each op's first operand for which test cases ran through a written and re-read plan and agreed with",
        "the reference. The fake device runs the CPU's kernels in an address space of its own. A ditto mark means: as the",
        "first backend.",
        "",
        *op_table(sys.argv[1]),
        "",
        "**cuda** runs pointwise ops and fusions of them (NVRTC; f64 f32 f16 bf16, integers of 8 to 64 bits, bool) and",
        "matrix products with bias and ReLU (cuBLASLt; f64 f32 f16 bf16). Everything else of a plan runs on the next",
        "backend of `--backend cuda,cpu`.",
        "",
        "## ONNX operators that are read",
        "",
        *onnx_operators(),
        "## Caffe layers that are read",
        "",
        *caffe_layers(),
        "## Darknet layers that are read",
        "",
        *darknet_layers(),
        "## TensorFlow operators that are read",
        "",
        *tensorflow_operators(),
        "## UFF operations that are read",
        "",
        *uff_operations(),
        "## What is written as ONNX",
        "",
        *onnx_written(),
        "## Limits",
        "",
        "* Values that are maps are not supported: DictVectorizer and CastMap are refused, and ZipMap gives the tensor of "
        "its maps' values, a column per key, with a warning that lists the keys. ImageDecoder refuses JPEG 2000.",
        "* com.microsoft DynamicQuantizeLSTM: the weights and, as a whole, the input are quantized as in ONNX Runtime; the "
        "hidden state stays a float, where ONNX Runtime quantizes it in each step (the tests allow 0.01 of difference).",
        "* `If`, `Loop` and `Scan` run on every backend; carried values may change their shape, and branches may differ in it. "
        "They may not differ in rank: an `If` whose branches do is built for the branch that does more, and the run fails, with "
        "both types, where the other one would be taken. At most 1,024 levels deep.",
        "* Physical formats other than linear are named in the interfaces; no tactic uses them.",
        "* One device beside the host per plan.",
    ]
    (ROOT / "docs/support.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

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
        "## Limits",
        "",
        "* Values that are maps (ZipMap, DictVectorizer, CastMap) are refused; ImageDecoder refuses JPEG 2000.",
        "* `If`, `Loop` and `Scan` run on every backend; carried values may change their shape, and branches may differ in it. "
        "They may not differ in rank: an `If` whose branches do is built for the branch that does more, and the run fails, with "
        "both types, where the other one would be taken. At most 1,024 levels deep.",
        "* Physical formats other than linear are named in the interfaces; no tactic uses them.",
        "* One device beside the host per plan.",
    ]
    (ROOT / "docs/support.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

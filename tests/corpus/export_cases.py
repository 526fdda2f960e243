#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Networks written as ONNX, seen by others: onnx.checker takes every file, and ONNX Runtime computes what our reference
computes from the graph it came from.

  tests/corpus/export_cases.py            all
  tests/corpus/export_cases.py --only Conv --verbose
  tests/corpus/export_cases.py --node-cases

Two parts: op cases (tests/export writes them with their data), and real models (tests/data and, where it is there,
../shared/models): model -> sinter convert -> ONNX Runtime, beside ONNX Runtime on the model itself, or our reference
where it is of another format.
Prints `SKIP name: reason` and `FAIL name: reason`, and ends with `N passed, N failed, N skipped`."""

import argparse
import fnmatch
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPECTED = pathlib.Path(__file__).with_name("export_expected.tsv")
# What it says where it lacks a kernel, or (Python's side of it) an element type.
NO_KERNEL = re.compile("|".join((
    "Numpy_type", "No corresponding Numpy", "NOT_IMPLEMENTED", "Could not find an implementation",
    "is not a registered function", "No Op registered", "not currently supported", "not implemented",
    "data type .{0,40}not supported", "Unsupported (type|data)")), re.I)


def expectations():
    """[(pattern of names, why ONNX Runtime's result differs, or what it refuses)]"""
    lines = EXPECTED.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 1)) for line in lines if line.strip() and not line.startswith("#")]


def reason_for(known, name):
    return next((reason for pattern, reason in known if fnmatch.fnmatchcase(name, pattern)), None)


def session(model):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    onnxruntime.set_default_logger_severity(4)
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def load_tensor(path):
    return numpy_helper.to_array(onnx.load_tensor(str(path)))


def difference(got, expected, tolerance=None):
    """Empty if the arrays agree: integers exactly, floats by their type."""
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape:
        return f"shape {got.shape} instead of {expected.shape}"
    if expected.dtype.kind in "OSU":
        same = got.astype(str) == expected.astype(str)
        return "" if np.all(same) else "other strings"
    narrow = expected.dtype == np.float16 or expected.dtype.kind not in "fiub"
    tolerance = tolerance or (2e-2 if narrow else 1e-6 if expected.dtype == np.float64 else 2e-4)
    a, b = got.astype(np.float64), expected.astype(np.float64)
    if expected.dtype.kind in "iub":
        return "" if np.array_equal(a, b) else f"{np.sum(a != b)} elements differ"
    if not np.array_equal(np.isnan(a), np.isnan(b)):
        return "NaN at other places"
    finite = np.isfinite(b)
    if not np.array_equal(a[~finite & ~np.isnan(b)], b[~finite & ~np.isnan(b)]):
        return "other infinities"
    if not finite.any():
        return ""
    worst = float(np.max(np.abs(a[finite] - b[finite]))) / max(1e-6, float(np.max(np.abs(b[finite]))))
    return "" if worst <= tolerance else f"differs by {worst:.2g}"


class Report:
    def __init__(self, verbose):
        self.verbose, self.counts = verbose, {"passed": 0, "failed": 0, "skipped": 0}
        self.only_checked = 0  # by onnx.checker alone: ONNX Runtime lacks a kernel, or computes otherwise

    def passed(self, name):
        self.counts["passed"] += 1
        if self.verbose:
            print("PASS", name)

    def failed(self, name, reason):
        self.counts["failed"] += 1
        print(f"FAIL {name}: {' '.join(str(reason).split())[:300]}")

    def checked(self, name, reason):
        self.only_checked += 1
        if self.verbose:
            print(f"CHECKED {name}: {reason}")

    def skipped(self, name, reason):
        self.counts["skipped"] += 1
        print(f"SKIP {name}: {reason}")

    def end(self):
        c = self.counts
        print(f"NOTE {self.only_checked} cases by onnx.checker alone: ONNX Runtime lacks a kernel, or see {EXPECTED.name}")
        print(f"{c['passed']} passed, {c['failed']} failed, {c['skipped']} skipped")
        return 1 if c["failed"] or not c["passed"] else 0


def outcome(folder, model):
    """Empty if ONNX Runtime computes the expected outputs, else what it says or how they differ."""
    data = folder / "test_data_set_0"
    names = [f"input_{i}.pb" for i in range(len(model.graph.input))]
    names += [f"output_{i}.pb" for i in range(len(model.graph.output))]
    if any(not (data / n).exists() for n in names):
        return "sequence"  # no tensors: only checked
    if any(not v.type.HasField("tensor_type") for v in [*model.graph.input, *model.graph.output]):
        return "sequence"
    try:
        run = session(model.SerializeToString())
        inputs = {v.name: load_tensor(data / f"input_{i}.pb") for i, v in enumerate(model.graph.input)}
        got = run.run(None, inputs)
    except Exception as error:  # noqa: BLE001: whatever ONNX Runtime throws is the outcome
        return "no kernel" if NO_KERNEL.search(str(error)) else f"refused: {str(error)[:200]}"
    for i, array in enumerate(got):
        text = difference(array, load_tensor(data / f"output_{i}.pb"))
        if text:
            return f"output {i} {text}"
    return ""


def judge(folder, known):
    """("passed" | "checked" | "failed", reason)"""
    name, expected = folder.name, reason_for(known, folder.name)
    model = onnx.load(folder / "model.onnx")
    try:
        onnx.checker.check_model(model)
        onnx.shape_inference.infer_shapes(model, check_type=True)
    except Exception as error:  # noqa: BLE001
        if "com.microsoft" not in str(error):
            return ("checked", expected) if expected else ("failed", f"onnx.checker: {error}")
    text = outcome(folder, model)
    if text == "no kernel":
        return "checked", "ONNX Runtime has no kernel for it"
    if not text or text == "sequence":
        return "passed", ""
    return ("checked", expected) if expected else ("failed", text)


def check_cases(folders, report):
    """In a process of their own: ONNX Runtime must not take the others with it when it ends at one."""
    known, at = expectations(), 0
    while at < len(folders):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                with os.fdopen(writer, "w", encoding="utf-8") as out:
                    for folder in folders[at:]:
                        kind, text = judge(folder, known)
                        print(kind, " ".join(str(text).split())[:300], sep="\t", file=out, flush=True)
            finally:
                os._exit(0)  # whatever happens, the child never goes on as its parent
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as results:
            for line in results:
                kind, text = line.rstrip("\n").split("\t", 1)
                name = folders[at].name
                report.passed(name) if kind == "passed" else getattr(report, kind)(name, text)
                at += 1
        os.waitpid(child, 0)
        if at < len(folders):
            name = folders[at].name
            expected = reason_for(known, name)
            report.checked(name, expected) if expected else report.failed(name, "ONNX Runtime ended the process")
            at += 1


def op_cases(options, report):
    program = ROOT / "build/bin/tests/export_test"
    if not program.exists():
        return report.skipped("op_cases", "build/bin/tests/export_test is not built")
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, SINTER_EXPORT_CASES=folder)
        subprocess.run([program, "--gtest_filter=OnnxExport.EveryOpCaseComesBack"], env=env, cwd=ROOT,
                       stdout=subprocess.DEVNULL, check=False)
        check_cases(sorted(p for p in pathlib.Path(folder).iterdir() if options.only in p.name), report)


# Extents of dynamic dims by words in their names: those of a past and of what is new sum up to the total.
EXTENTS = (("batch", 2), ("past", 3), ("seq_len", 3), ("total", 8), ("sequence", 5))


def extent(dim):
    if isinstance(dim, int) and dim > 0:
        return dim
    return next((size for word, size in EXTENTS if word in str(dim).lower()), 8)


# Where made-up inputs do not do.
SILERO = {"input": np.zeros((1, 512), np.float32), "state": np.zeros((2, 1, 128), np.float32), "sr": np.array(16000)}


def random_inputs(run, seed=0):
    rng, out = np.random.default_rng(seed), {}
    if {v.name for v in run.get_inputs()} == set(SILERO):
        return {**SILERO, "input": rng.standard_normal((1, 512)).astype(np.float32)}
    for v in run.get_inputs():
        shape = [extent(d) for d in v.shape]
        if "float" in v.type:
            out[v.name] = rng.standard_normal(shape).astype(np.float16 if "float16" in v.type else np.float32)
        elif "bool" in v.type:
            out[v.name] = np.ones(shape, np.bool_)
        else:
            out[v.name] = rng.integers(0, 2, shape).astype(np.int32 if "int32" in v.type else np.int64)
    return out


def check_model(path, folder, report):
    """The model and what we write of it, both in ONNX Runtime."""
    name = f"model {path.name}"
    out = pathlib.Path(folder) / "out.onnx"
    done = subprocess.run([ROOT / "build/bin/sinter", "convert", path, "-o", out, "--quiet"], stderr=subprocess.PIPE,
                          text=True, errors="replace", check=False)
    if done.returncode != 0:
        return report.failed(name, done.stderr.strip())
    try:
        onnx.checker.check_model(str(out))
        before, after = session(str(path)), session(str(out))
    except Exception as error:  # noqa: BLE001
        return report.failed(name, error)
    if [(v.name, v.type) for v in before.get_inputs()] != [(v.name, v.type) for v in after.get_inputs()] or \
            [v.name for v in before.get_outputs()] != [v.name for v in after.get_outputs()]:
        return report.failed(name, "other inputs or outputs")
    if [isinstance(d, int) for v in before.get_inputs() for d in v.shape] != \
            [isinstance(d, int) for v in after.get_inputs() for d in v.shape]:
        return report.failed(name, "dynamic dims of inputs became fixed, or the other way round")
    inputs = random_inputs(before)
    try:
        wanted = before.run(None, inputs)
    except Exception:  # noqa: BLE001
        return report.skipped(name, "ONNX Runtime refuses the made-up inputs")
    rounded = 0.1 if "int8" in path.name else None  # integer arithmetic there, dequantized here
    for v, a, b in zip(before.get_outputs(), after.run(None, inputs), wanted):
        text = difference(a, b, rounded)
        if text:
            return report.failed(name, f"output {v.name} {text}")
    return report.passed(name)


def node_cases(options, report):
    """ONNX's own node cases (tests/corpus/onnx_backend.py writes them): read, written again, run."""
    cases = sorted(p for p in (ROOT / "build/onnx_backend/node").glob("*") if options.only in p.name)
    if not cases:
        return report.skipped("node cases", "build/onnx_backend/node is not there; run tests/corpus/onnx_backend.py")
    with tempfile.TemporaryDirectory() as folder:
        written = []
        for case in cases:
            out = pathlib.Path(folder) / case.name
            out.mkdir()
            (out / "test_data_set_0").symlink_to(case / "test_data_set_0")
            try:
                sinter("convert", case / "model.onnx", "-o", out / "model.onnx", "--quiet")
                written.append(out)
            except RuntimeError as error:
                report.failed(case.name, error)
        check_cases(written, report)


# Models of other formats in ../shared/models: a name, the words that say which.
FORMATS = (
    ("LeNet (Caffe)", ("--prototxt", "mnist/lenet.prototxt", "--caffemodel", "mnist/lenet_iter_10000.caffemodel")),
    ("RFB-320 (Caffe)", ("--prototxt", "detect/RFB-320.prototxt", "--caffemodel", "detect/RFB-320.caffemodel")),
    ("LeNet-5 (UFF)", ("uff/lenet5.uff",)),
    ("LeNet-5 (TensorFlow)", ("uff/lenet5.pb",)),
    ("fc-layers (TensorFlow)", ("tf/fc-layers.pb",)),
    ("DS_CNN_S (TensorFlow)", ("tf/DS_CNN_S.pb", "--inputs", "Mfcc:1x49x10")),
    ("LSTM_S (TensorFlow)", ("tf/LSTM_S.pb", "--inputs", "Mfcc:1x25x10")),
)


def sinter(*words):
    done = subprocess.run([ROOT / "build/bin/sinter", *map(str, words)], capture_output=True, text=True,
                          errors="replace", check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())


def check_format(name, words, folder, report):
    """ONNX Runtime on what we write, beside our reference on the model itself."""
    shared = ROOT.parent / "shared/models"
    words = [shared / w if (shared / w).is_file() else w for w in words]
    if not any(isinstance(w, pathlib.Path) for w in words):
        return report.skipped(name, "../shared/models is not there")
    folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
    try:
        sinter("convert", *words, "-o", folder / "out.onnx", "--quiet")
        onnx.checker.check_model(str(folder / "out.onnx"))
        run = session(str(folder / "out.onnx"))
        inputs, given = random_inputs(run), []
        for i, (key, array) in enumerate(inputs.items()):
            np.save(folder / f"in{i}.npy", array)
            given += ["-i", f"{key}={folder / f'in{i}.npy'}"]
        got = run.run(None, inputs)
        sinter("run", *words, *given, "-o", folder / "out", "--backend", "reference", "--quiet")
        for v, array in zip(run.get_outputs(), got):
            text = difference(array, np.load(folder / "out" / f"{v.name.replace('/', '_')}.npy"))
            if text:
                return report.failed(name, f"output {v.name} {text}")
    except Exception as error:  # noqa: BLE001
        return report.failed(name, error)
    return report.passed(name)


def models(options, report):
    if not (ROOT / "build/bin/sinter").exists():
        return report.skipped("models", "build/bin/sinter is not built")
    with tempfile.TemporaryDirectory() as folder:
        shared = ROOT.parent / "shared/models"
        paths = sorted((ROOT / "tests/data").rglob("*.onnx")) + sorted(shared.rglob("*.onnx"))
        if not shared.exists():
            report.skipped("shared models", "../shared/models is not there")
        for path in paths:
            if options.only in path.name:
                check_model(path, folder, report)
        for name, words in FORMATS:
            if options.only in name:
                check_format(name, words, folder, report)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cases and models whose names hold this")
    parser.add_argument("--cases", help="a folder that tests/export wrote, instead of a new one")
    parser.add_argument("--node-cases", action="store_true", help="ONNX's own node cases instead (minutes)")
    parser.add_argument("--verbose", action="store_true", help="also what passed and was skipped")
    options = parser.parse_args()
    report = Report(options.verbose)
    if options.node_cases:
        node_cases(options, report)
    elif options.cases:
        check_cases(sorted(p for p in pathlib.Path(options.cases).iterdir() if options.only in p.name), report)
    else:
        op_cases(options, report)
        models(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())

# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Models of one node, made here, against ONNX Runtime through `sinter verify`: what contrib_quant.py,
contrib_transformer.py and ml_models.py share. What ONNX Runtime gives for seeded inputs is the expectation; what it
does not run on the CPU is skipped. One call of `sinter verify` judges all cases of a backend that have one tolerance.
"""

import argparse
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = (1e-4, 1e-4)  # rtol, atol
ONE_STEP = (0, 1)  # of quantized results, compared as floats

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    import expect
except ImportError as error:
    print(f"{pathlib.Path(sys.argv[0]).stem}: skipped, {error.name} is not installed")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

MS = "com.microsoft"


class Case:
    """One node. `inputs` is {name: array} or {name: None} for an omitted one; names in `constants` become
    initializers. `steps`: the results are quantized and may differ by one step. `twin`: nodes of ONNX's own operators
    that give the same, for ONNX Runtime where it does not run this one."""

    opsets = {"": 18, MS: 1}

    def __init__(self, name, op, inputs, constants=(), outputs=1, steps=False, domain=MS, types=None, opsets=None,
                 tolerance=None, twin=None, **attributes):
        self.name, self.op, self.inputs, self.constants = name, op, inputs, constants
        self.outputs, self.steps, self.domain, self.attributes = outputs, steps, domain, attributes
        self.types, self.twin = types or {}, twin
        self.opsets = opsets or self.opsets
        self.tolerance = tolerance or (ONE_STEP if steps else TOLERANCE)

    def value_type(self, name, array):
        if array.dtype.kind in "OU":
            return TensorProto.STRING
        return self.types.get(name) or helper.np_dtype_to_tensor_dtype(array.dtype)

    def initializer(self, name, array):
        if name in self.types:  # packed types: `array` holds one code per element
            return helper.make_tensor(name, self.types[name], array.shape, array.flatten().tolist())
        return numpy_helper.from_array(array, name)

    def dims(self, name, array):
        return array.shape

    def output_names(self):
        return [f"y{i}" for i in range(self.outputs)]

    def nodes(self):
        names = [n if a is not None else "" for n, a in self.inputs.items()]
        outputs = self.output_names()
        made = [f"q{i}" for i in range(len(outputs))] if self.steps else outputs
        nodes = [helper.make_node(self.op, names, made, domain=self.domain, **self.attributes)]
        # Integers are compared exactly; as floats they may differ by a step.
        if self.steps:
            nodes += [helper.make_node("Cast", [q_name], [y], to=TensorProto.FLOAT) for q_name, y in zip(made, outputs)]
        return nodes

    def model(self, nodes=None):
        given = {n: a for n, a in self.inputs.items() if a is not None}
        graph = helper.make_graph(
            nodes or self.nodes(), "case",
            [helper.make_tensor_value_info(n, self.value_type(n, a), self.dims(n, a)) for n, a in given.items()
             if n not in self.constants],
            [onnx.ValueInfoProto(name=o) for o in self.output_names() if o],
            [self.initializer(n, a) for n, a in given.items() if n in self.constants])
        imports = [helper.make_opsetid(domain, version) for domain, version in self.opsets.items()]
        return helper.make_model(graph, opset_imports=imports, ir_version=10)

    def feeds(self):
        return {n: a for n, a in self.inputs.items() if a is not None and n not in self.constants}

    def expected(self, outputs):
        """What ONNX Runtime gave, as arrays."""
        return {name: np.asarray(value) for name, value in outputs.items()}


def node(op, inputs, outputs, domain="", **attributes):
    """A node of a twin; names are separated by spaces."""
    return helper.make_node(op, inputs.split(), outputs.split(), domain=domain, **attributes)


def write(root, case):
    """The case's folder below `root`, by tolerance; None if ONNX Runtime does not run it."""
    group = root / "_".join(map(str, case.tolerance))
    group.mkdir(parents=True, exist_ok=True)
    path = root / f"{case.name}.onnx"
    onnx.save(case.model(), str(path))
    oracle = path
    if case.twin:
        oracle = root / f"{case.name}.twin.onnx"
        onnx.save(case.model(case.twin), str(oracle))
    try:
        outputs = case.expected(expect.Oracle(oracle).run(case.feeds()))
    except Exception as error:  # what this version of ONNX Runtime does not run, it cannot confirm
        print(f"skip {case.name}: ONNX Runtime: {str(error).splitlines()[0][:160]}")
        return None
    expect.write_case(str(group / case.name), str(path), [(case.feeds(), outputs)])
    return group


def verify(sinter, backend, folder, tolerance, verbose):
    """How many cases of the folder pass and fail."""
    done = subprocess.run([str(sinter), "verify", "--backend", backend, "--tactics", "heuristic", "--timing-cache",
                           "none", "--rtol", str(tolerance[0]), "--atol", str(tolerance[1]), str(folder)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    passed = failed = 0
    for line in done.stdout.splitlines():
        good, bad = line.startswith("pass "), line.startswith("FAIL ")
        passed, failed = passed + good, failed + bad
        if bad or (good and verbose):
            print(f"{backend}: {re.sub(re.escape(str(folder)) + '/', '', line)}")
    return passed, failed, done


def parse(doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=("reference", "cpu", "fake"))
    parser.add_argument("--only", action="append", default=[], metavar="TEXT")
    parser.add_argument("--sinter", type=pathlib.Path, default=ROOT / "build/bin/sinter", metavar="PATH")
    parser.add_argument("--keep", metavar="DIR", help="leave the cases here")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def main(cases, doc):
    options = parse(doc)
    root = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="cases-"))
    groups, skipped = collections.defaultdict(int), 0
    for case in cases():
        if options.only and not any(text in case.name for text in options.only):
            continue
        group = write(root, case)
        skipped += group is None
        if group:
            groups[group, case.tolerance] += 1
    passed = failed = 0
    for (group, tolerance), count in groups.items():
        for backend in options.backend or ("reference", "cpu", "fake"):
            good, bad, done = verify(options.sinter, backend, group, tolerance, options.verbose)
            passed, failed = passed + good, failed + bad
            if silent := count - good - bad:
                print(f"{backend}: {silent} cases gave no result; the command's exit status was {done.returncode}: "
                      f"{done.stderr.strip()[-300:]}")
                failed += silent
    if not options.keep:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0

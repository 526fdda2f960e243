#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Frozen TensorFlow graphs (tests/data/tensorflow) against TensorFlow's own results, as .pb and as UFF.

    tensorflow_cases.py [--format pb|uff]... [--backend B]... [--only TEXT]... [--jobs N] [--sinter PATH] [--verbose]

Every case is built, written by one process, read by another and run on the reference, the CPU and the fake device;
those whose operators UFF knows once more through `sinter convert-to-uff`. Floats within RTOL, everything else exactly.
No float step of a CPU plan may be on the reference backend. Cases not expected to pass are listed with a reason in
tensorflow_expected.tsv (`format:case<TAB>backends<TAB>reason`); a failure that is not listed fails, a listed case that
passes is noted. Ends with `N passed, N failed, N skipped` (skipped: listed). Exit status: 0 or 1; 2 wrong usage.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time

import numpy as np

import tensorflow_data
from onnx_backend import read_expected
from sinter import Failed, Sinter

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BACKENDS = ("reference", "cpu", "fake")
FORMATS = ("pb", "uff")
EXPECTED = HERE / "tensorflow_expected.tsv"
# |got - want| <= RTOL * |want| + OF_LARGEST * max |want| + ATOL: sums lose what their largest terms round away.
RTOL = {"float64": 1e-4, "float32": 1e-4, "float16": 4e-3}
OF_LARGEST = {"float64": 1e-5, "float32": 1e-5, "float16": 2e-3}
ATOL = 1e-6
QUICK_BUILD = ("--tactics", "heuristic", "--timing-cache", "none", "--threads", "1")


def difference(name, want, got, atol):
    """A text that says what is wrong, or an empty one."""
    if got.dtype != want.dtype or got.shape != want.shape:
        return f"{name} is {got.dtype}{list(got.shape)}, expected {want.dtype}{list(want.shape)}"
    if want.size == 0:
        return ""
    if want.dtype.name not in RTOL:
        # Exactly, unless the case allows for a codec's rounding.
        bad = (np.abs(got.astype(np.int64) - want.astype(np.int64)) > atol) if atol else got != want
    else:
        with np.errstate(invalid="ignore", over="ignore"):
            y, x = want.astype(np.float64), got.astype(np.float64)
            finite = np.isfinite(y)
            largest = np.abs(y[finite]).max() if finite.any() else 0.0
            allowed = RTOL[want.dtype.name] * np.abs(y) + OF_LARGEST[want.dtype.name] * largest + ATOL + atol
            same = (x == y) | (np.isnan(x) & np.isnan(y))
            bad = ~(same | (finite & np.isfinite(x) & (np.abs(x - y) <= allowed)))
    if not bad.any():
        return ""
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    return (f"{name}: {int(bad.sum())} of {want.size} elements are off, first at {list(at)}: {got[at]}, "
            f"expected {want[at]}")


def file_bytes(value):
    """The content of a file, which is one string for TensorFlow, as the vector of bytes that we take."""
    return np.frombuffer(value.item(), np.uint8) if value.dtype == object and value.size == 1 else value


class Runner:
    """Runs cases, each in a folder of its own below `folder`."""

    def __init__(self, sinter, folder):
        self.sinter, self.folder = sinter, folder

    def model(self, case, form, place):
        """The file of the case, in the format asked for."""
        path = place / "model.pb"
        path.write_bytes(case.graph)
        if form == "pb":
            return path
        outputs = [word for name in case.sets[0][1] for word in ("-O", name)]
        self.sinter.call("convert-to-uff", path, "-o", place / "model.uff", *outputs)
        return place / "model.uff"

    def check_steps(self, plan):
        floats = [s["name"] for s in self.sinter.steps(plan) if s["backend"] == "reference" and
                  any(re.match(r"f\d|bf", o["dtype"]) for o in s["outputs"])]
        if floats:
            raise Failed(f"float steps are on the reference backend: {', '.join(floats[:4])}")

    def check(self, case, model, backend, place):
        plan = place / f"{backend}.plan"
        self.sinter.build(model, plan, backend, None, *QUICK_BUILD)
        if backend == "cpu":
            self.check_steps(plan)
        for k, (inputs, expected) in enumerate(case.sets):
            got = self.sinter.run(plan, {n: file_bytes(v) for n, v in inputs.items()}, list(expected))
            wrong = [difference(n, want, got[n], case.atol) for n, want in expected.items()]
            wrong = [w for w in wrong if w]
            if wrong:
                raise Failed(f"set {k}: {wrong[0]}")

    def case(self, case, form, backends):
        """{backend: message, "" for a pass}"""
        place = pathlib.Path(tempfile.mkdtemp(prefix="tf-", dir=self.folder))
        try:
            try:
                model = self.model(case, form, place)
            except Failed as error:
                return {b: str(error) for b in backends}
            results = {}
            for backend in backends:
                try:
                    self.check(case, model, backend, place)
                    results[backend] = ""
                except Failed as error:
                    results[backend] = str(error).replace(str(place) + "/", "")
            return results
        finally:
            shutil.rmtree(place, ignore_errors=True)


def jobs_of(options, cases):
    return [(form, c) for form in options.format for c in cases if form == "pb" or c.in_uff]


def run_all(options, sinter, cases):
    """{(format:case, backend): message}"""
    # Plans are small and many, and every one is synced.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="sinter-tf-", dir=memory) as folder:
        runner = Runner(sinter, folder)
        jobs = jobs_of(options, cases)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            done = pool.map(lambda j: runner.case(j[1], j[0], options.backend), jobs)
            return {(f"{form}:{case.name}", backend): message
                    for (form, case), results in zip(jobs, done) for backend, message in results.items()}


def table(options, results):
    rows = collections.defaultdict(lambda: [0, 0])
    for (case, backend), message in results.items():
        row = rows[case.split("/")[0], backend]
        row[0] += message == ""
        row[1] += 1
    print(f"{'family':22}" + "".join(f"{b:>14}" for b in options.backend))
    for family in dict.fromkeys(family for family, _ in rows):
        print(f"{family:22}" + "".join("{:>7} of {:<4}".format(*rows[family, b]) for b in options.backend))


def judge(options, results, expected):
    count = collections.Counter(passed=0, failed=0, skipped=0)
    failures = []
    for (case, backend), message in sorted(results.items()):
        listed = expected.get((case, backend))
        if not message:
            count["passed"] += 1
            if listed:
                print(f"NOTE {case} passes on {backend} but is listed: {listed}")
        elif listed:
            count["skipped"] += 1
            print(f"SKIP {case} on {backend}: {listed}" + (f" ({message})" if options.verbose else ""))
        else:
            count["failed"] += 1
            failures.append(f"{case} on {backend}: {message}")
            print(f"FAIL {failures[-1]}")
    if options.failures:
        options.failures.write_text("".join(f + "\n" for f in failures), encoding="utf-8")
    print(", ".join(f"{n} {kind}" for kind, n in count.items()))
    return 1 if count["failed"] else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", action="append", choices=FORMATS)
    parser.add_argument("--backend", action="append", choices=BACKENDS)
    parser.add_argument("--only", action="append", metavar="TEXT", help="only cases whose name holds TEXT")
    parser.add_argument("--sinter", type=pathlib.Path, default=ROOT / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout", type=int, default=120, help="seconds for one call of sinter")
    parser.add_argument("--failures", type=pathlib.Path, metavar="FILE", help="also write what failed there")
    parser.add_argument("--verbose", action="store_true", help="messages of listed cases too")
    options = parser.parse_args()
    options.format = options.format or list(FORMATS)
    options.backend = options.backend or list(BACKENDS)
    if not options.sinter.exists():
        parser.error(f"{options.sinter} is not there; `make build` makes it")
    return options


def main():
    options = parse()
    start = time.perf_counter()
    cases = [c for c in tensorflow_data.all_cases() if not options.only or any(t in c.name for t in options.only)]
    results = run_all(options, Sinter(options.sinter.resolve(), options.timeout), cases)
    table(options, results)
    print(f"{len(results)} runs in {time.perf_counter() - start:.0f} s")
    return judge(options, results, read_expected(EXPECTED))


if __name__ == "__main__":
    sys.exit(main())

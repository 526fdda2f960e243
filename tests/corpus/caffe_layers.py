#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Every Caffe layer with its options, in small models, against a NumPy implementation (caffe_numpy.py).

    caffe_layers.py [--backend B]... [--only TEXT]... [--jobs N] [--sinter PATH] [--list]

Each case is written as .prototxt and .caffemodel, built by one process, and run by others from the written plan on the
reference, the CPU and the fake device. No float step of a CPU plan may be on the reference backend. Ends with
`N passed, N failed`. Exit status: 0 or 1.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import sys
import tempfile

import numpy as np

import caffe_cases
import caffe_model
from sinter import Failed, Sinter

ROOT = pathlib.Path(__file__).resolve().parents[2]
BACKENDS = ("reference", "cpu", "fake")
QUICK_BUILD = ("--tactics", "heuristic", "--timing-cache", "none", "--threads", "1")


def difference(name, want, got):
    """A text that says what is wrong, or an empty one."""
    if got.shape != want.shape or got.dtype != np.float32:
        return f"{name} is {got.dtype}{list(got.shape)}, expected float32{list(want.shape)}"
    if want.size == 0:
        return ""
    allowed = 2e-5 * np.abs(want) + 2e-6 * max(1.0, float(np.abs(want).max()))
    bad = ~((np.abs(got - want) <= allowed) | (np.isnan(got) & np.isnan(want)) | (got == want))
    if not bad.any():
        return ""
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    return f"{name}: {int(bad.sum())} of {want.size} are off, first at {list(at)}: {got[at]}, expected {want[at]}"


def check_steps(sinter, plan):
    floats = [s["name"] for s in sinter.steps(plan) if s["backend"] == "reference" and
              any(o["dtype"].startswith("f") for o in s["outputs"])]
    if floats:
        raise Failed(f"float steps are on the reference backend: {', '.join(floats[:4])}")


def run_case(sinter, case, backends, folder):
    place = pathlib.Path(tempfile.mkdtemp(prefix="caffe-", dir=folder))
    results = {}
    try:
        (place / "net.prototxt").write_text(case.text)
        words = ["--prototxt", place / "net.prototxt"]
        if case.blobs:
            (place / "net.caffemodel").write_bytes(caffe_model.caffemodel(case.blobs, case.form, case.version))
            words += ["--caffemodel", place / "net.caffemodel"]
        expected = {name: np.asarray(v, np.float64) for name, v in case.expect().items()}
        for backend in backends:
            try:
                plan = place / f"{backend}.plan"
                sinter.call("build", *words, "-o", plan, "--backend", backend, "--quiet", *QUICK_BUILD, *case.flags)
                if backend == "cpu":
                    check_steps(sinter, plan)
                got = sinter.run(plan, {n: a.astype(np.float32) for n, a in case.inputs.items()}, list(expected))
                wrong = [w for w in (difference(n, want, got[n]) for n, want in expected.items()) if w]
                results[backend] = wrong[0] if wrong else ""
            except Failed as error:
                results[backend] = str(error).replace(str(place) + "/", "")
        return results
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sinter", default=os.environ.get("SINTER", ROOT / "build" / "bin" / "sinter"))
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    cases = [c for c in caffe_cases.all_cases() if not options.only or any(t in c.name for t in options.only)]
    if options.list:
        print("\n".join(c.name for c in cases))
        return 0
    tested = {t for c in caffe_cases.all_cases() for t in re.findall(r'type: "(\w+)"', c.text)}
    listed = re.findall(r"^SINTER_CAFFE\((\w+),", (ROOT / "src/import/caffe/layer_list.def").read_text(), re.M)
    failed = passed = 0
    for name in sorted(set(listed) - tested):
        print(f"FAIL no case has a layer of type {name}")
        failed += 1
    sinter = Sinter(options.sinter, 300)
    folder = tempfile.mkdtemp(prefix="sinter-caffe-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            backends = options.backend or BACKENDS
            for case, results in zip(cases, pool.map(lambda c: run_case(sinter, c, backends, folder), cases)):
                for backend, message in results.items():
                    passed, failed = passed + (not message), failed + bool(message)
                    if message:
                        print(f"FAIL {case.name} on {backend}: {message}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(cases)} cases on {len(options.backend or BACKENDS)} backends")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

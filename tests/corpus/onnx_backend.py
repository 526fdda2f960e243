#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""ONNX's backend tests through `sinter verify`: build, write, read, run, compare, on every backend.

    onnx_backend.py [--update] [--backend B]... [--only TEXT]... [--jobs N] [--sinter PATH] [--verbose]

Cases not expected to pass are listed in onnx_expected.tsv: `case<TAB>backends<TAB>reason`. A case that fails and is not
listed is a failure; a listed case that passes is noted. `--update` writes that list anew from what failed; a crash or a
hang is never listed. Ends with `N passed, N failed, N skipped` (skipped: listed). Exit status: 0 or 1; 2 wrong usage.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

import onnx_cases
import random_outputs

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BACKENDS = ("reference", "cpu", "fake")
EXPECTED = HERE / "onnx_expected.tsv"
BATCH = 64
HANG_S = 300  # seconds for a batch, after which the case under way counts as hanging
CRASH = "CRASH"

# The first that is found in a message is the reason of the list.
REASONS = [
    (r"data that only the run itself knows|not known at build time|not constant|known from constants",
     "shape operand as an input of the model"),
    (r"elements are off|elements differ|, expected ", "WRONG RESULT"),
]
PLACES = r'(?:file|node|node producing|data set|step) "?\S+?"?(?: \([^)]*\))?: |^\d+ [a-z() ]*:?\\x0a *'


def reason_of(message):
    """A few words without paths, numbers of elements and names, so that the list changes only when the cause does."""
    if "there is no importer" in message:
        operators = re.findall(r"\((?:\w+(?=, domain)|[\w.]+::\w+)", message)
        operators += re.findall(r"\(([\w.]+::\w+), opset", message)
        return "operator " + ", ".join(sorted({o.strip("(") for o in operators})) + " not imported"
    for pattern, text in REASONS:
        if re.search(pattern, message):
            return text
    return re.sub(r"\s+", " ", re.sub(PLACES, "", message).replace("\\x0a", " ")).strip()[:120]


def read_expected(path):
    """{(case, backend): reason}"""
    out = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                case, backends, reason = line.split("\t")
                for b in BACKENDS if backends == "all" else backends.split(","):
                    out[case, b] = reason
    return out


def write_expected(path, failures):
    """`failures`: {(case, backend): reason}"""
    lines = collections.defaultdict(list)
    for (case, backend), reason in failures.items():
        lines[case, reason].append(backend)
    with open(path, "w", encoding="utf-8") as f:
        f.write("# Backend tests of ONNX that do not pass yet; written by onnx_backend.py --update.\n")
        for (case, reason), backends in sorted(lines.items()):
            names = "all" if len(backends) == len(BACKENDS) else ",".join(b for b in BACKENDS if b in backends)
            f.write(f"{case}\t{names}\t{reason}\n")


class Runner:
    def __init__(self, options):
        self.sinter = str(options.sinter)
        # Plans of cases are small and many, and every one is synced: memory is the place for them. Not for the large
        # models' plans.
        self.env = dict(os.environ)
        if os.access("/dev/shm", os.W_OK):
            self.env["TMPDIR"] = "/dev/shm"

    def command(self, backend, batch):
        first = batch[0]
        # One thread a process: cases are tiny, and processes run side by side.
        return [self.sinter, "verify", "--backend", backend, "--tactics", "heuristic", "--timing-cache", "none",
                "--threads", "1", "--rtol", str(first.rtol), "--atol", str(first.atol),
                *(str(c.folder) for c in batch)]

    def call(self, backend, batch):
        """Runs as many cases as it goes well for; ({case: message, "" for a pass}, why it ended early or "")."""
        by_folder = {str(c.folder): c.name for c in batch}
        try:
            env = None if batch[0].name.startswith("light/") else self.env
            done = subprocess.run(self.command(backend, batch), env=env, timeout=HANG_S, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            text, errors, status = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired as error:
            text, errors, status = error.stdout or b"", error.stderr or b"", None
        results = {}
        for line in text.decode(errors="replace").splitlines():
            found = re.match(r"(pass|FAIL) (.*?): (.*)", line)
            if found and found[2] in by_folder:
                results[by_folder[found[2]]] = "" if found[1] == "pass" else re.sub(r" \([0-9.]+ s\)$", "", found[3])
        if len(results) == len(batch):
            return results, ""
        last = errors.decode(errors="replace").strip().splitlines()[-1:]
        why = f"no end within {HANG_S} s" if status is None else f"ended with status {status}"
        return results, ": ".join([why, *last])

    def batch(self, backend, batch):
        """All results of a batch. A case that ends the process gets the message CRASH and the rest goes on after it."""
        if random_outputs.is_random(batch[0]):
            return {batch[0].name: random_outputs.check(self.sinter, backend, batch[0])}
        results = {}
        while batch:
            got, early = self.call(backend, batch)
            results.update(got)
            batch = [c for c in batch if c.name not in got]
            if batch and early:
                results[batch[0].name] = f"{CRASH}: {early}"
                batch = batch[1:]
        return results


def run_all(options, cases):
    """{(case, backend): message}"""
    runner = Runner(options)
    jobs = []
    for backend in options.backend:
        for group in onnx_cases.by_tolerance(cases).values():
            alone = [c for c in group if c.name.startswith("light/") or random_outputs.is_random(c)]
            small = [c for c in group if c not in alone]
            jobs += [(backend, [c]) for c in alone]
            jobs += [(backend, small[i:i + BATCH]) for i in range(0, len(small), BATCH)]
    jobs.sort(key=lambda j: (len(j[1]) > 1, "vgg" not in j[1][0].name))  # the long ones, which come alone, first
    results = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (backend, _), got in zip(jobs, pool.map(lambda j: runner.batch(*j), jobs)):
            results.update({(case, backend): message for case, message in got.items()})
    return results


def summary(options, cases, results):
    for backend in options.backend:
        for name in onnx_cases.SETS:
            of = [c.name for c in cases if c.name.startswith(name + "/")]
            if of:
                passed = sum(results[c, backend] == "" for c in of)
                print(f"{name:18} {backend:10} {passed:5} passed of {len(of)}")


def judge(options, results, expected):
    count = collections.Counter(passed=0, failed=0, skipped=0)
    for (case, backend), message in sorted(results.items()):
        listed = expected.get((case, backend))
        if not message:
            count["passed"] += 1
            if listed:
                print(f"NOTE {case} passes on {backend} but is listed: {listed}")
        elif listed and not message.startswith(CRASH):
            count["skipped"] += 1
        else:
            count["failed"] += 1
            print(f"FAIL {case} on {backend}: {message}")
    print(", ".join(f"{n} {kind}" for kind, n in count.items()))
    return 1 if count["failed"] else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write onnx_expected.tsv anew")
    parser.add_argument("--backend", action="append", choices=BACKENDS)
    parser.add_argument("--only", action="append", metavar="TEXT", help="only cases whose name holds TEXT")
    parser.add_argument("--sinter", type=pathlib.Path, default=ROOT / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "onnx_backend", metavar="DIR")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--verbose", action="store_true", help="every failure's message, listed or not")
    options = parser.parse_args()
    options.backend = options.backend or list(BACKENDS)
    if options.update and (options.only or len(options.backend) != len(BACKENDS)):
        parser.error("--update needs all cases and all backends")
    if not options.sinter.exists():
        parser.error(f"{options.sinter} is not there; `make build` makes it")
    options.sinter, options.work = options.sinter.resolve(), options.work.resolve()
    return options


def main():
    options = parse()
    start = time.perf_counter()
    cases = [c for c in onnx_cases.backend_cases(options.work)
             if not options.only or any(text in c.name for text in options.only)]
    results = run_all(options, cases)
    if options.verbose:
        for (case, backend), message in sorted(results.items()):
            if message:
                print(f"  {case} on {backend}: {message}")
    if options.update:
        write_expected(EXPECTED, {key: reason_of(m) for key, m in results.items() if m and not m.startswith(CRASH)})
    summary(options, cases, results)
    print(f"{len(results)} runs in {time.perf_counter() - start:.0f} s")
    return judge(options, results, read_expected(EXPECTED))


if __name__ == "__main__":
    sys.exit(main())

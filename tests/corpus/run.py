#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""The corpus test: real and generated models from file to result through the `sinter` command, on every backend.

    run.py [--quick] [--backend B]... [--only TEXT]... [--models DIR] [--sinter PATH] [--samples N]

For every model and backend: `sinter build`, then `sinter run` in new processes on the written plan, compared with ONNX
Runtime and with what is known of the model; `sinter inspect` must show that no step of a CPU plan is on the reference
backend. Then `sinter verify` on folders made by expect.py, and byte-identical builds. Prints a table and ends with
`N passed, N failed, N skipped`. Exit status: 0 all passed, 1 something failed, 2 wrong usage.
"""

import argparse
import concurrent.futures
import dataclasses
import pathlib
import re
import shutil
import sys
import time

import cases
import expect
import identical
import real_cases
from sinter import Failed, Sinter

WORKERS = 2  # processes at a time for models that are run once per sample


@dataclasses.dataclass
class Row:
    name: str
    backend: str
    status: str  # passed, failed, skipped
    detail: str
    build_s: float = 0.0
    run_s: float = 0.0


class Table:
    def __init__(self):
        self.count = {"passed": 0, "failed": 0, "skipped": 0}
        print(f"{'model':36} {'backend':9} {'':7} {'build s':>8} {'run s':>8}  result")

    def add(self, row):
        self.count[row.status] += 1
        print(f"{row.name:36} {row.backend:9} {row.status:7} {row.build_s:8.2f} {row.run_s:8.2f}  {row.detail}",
              flush=True)

    def close(self):
        print(", ".join(f"{n} {kind}" for kind, n in self.count.items()))
        return 1 if self.count["failed"] else 0


def file_name(text):
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text)


def with_expected(case):
    """The case's sets, each with the outputs it must give."""
    sets = case.sets()
    oracle = None
    for s in sets:
        if s.expected is None:
            oracle = oracle or expect.Oracle(case.model)
            s.expected = oracle.run(s.inputs)
    return sets


def check_steps(sinter, plan, backend):
    steps = sinter.step_backends(plan)
    if backend not in steps:
        raise cases.Mismatch(f"no step is on the {backend} backend")
    if backend == "cpu" and "reference" in steps:
        raise cases.Mismatch(f"{steps.count('reference')} of {len(steps)} steps are on the reference backend")
    return len(steps)


def run_case(sinter, case, backend, sets, work):
    """Build, run every set, judge; returns a Row."""
    plan = work / "plans" / f"{file_name(case.name)}.{backend}.plan"
    plan.parent.mkdir(parents=True, exist_ok=True)
    row = Row(case.name, backend, "passed", "")
    try:
        start = time.perf_counter()
        sinter.build(case.model, plan, backend, case.shapes, *case.flags)
        row.build_s = time.perf_counter() - start
        count = check_steps(sinter, plan, backend)
        start = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(WORKERS if len(sets) > 8 else 1) as pool:
            outputs = list(pool.map(lambda s: sinter.run(plan, s.inputs, list(s.expected)), sets))
        row.run_s = time.perf_counter() - start
        worst = max(cases.compare(s.expected, out, case.tolerance) for s, out in zip(sets, outputs))
        row.detail = f"{count} steps, off by {worst:.1e}, {len(sets)} runs"
        if case.judge:
            row.detail += ", " + case.judge(list(zip(sets, outputs)))
    except (Failed, cases.Mismatch) as error:
        row.status, row.detail = "failed", str(error)
    return row


def verify_case(sinter, case, backend, folder):
    row = Row(f"verify {case.name}", backend, "passed", "")
    try:
        start = time.perf_counter()
        row.detail = sinter.verify(folder, backend)
        row.run_s = time.perf_counter() - start
    except Failed as error:
        row.status, row.detail = "failed", str(error)
    return row


def run_model(sinter, case, options, table, work):
    backends = [b for b in case.backends if b in options.backend]
    if case.prepare:
        try:
            case.prepare(sinter)
        except Failed as error:
            table.add(Row(case.name, "", "failed", str(error)))
            return
    if not case.model.exists():
        table.add(Row(case.name, "", "skipped", f"{case.model.name} is not here (--models says where to look)"))
        return
    sets = with_expected(case)
    for backend in backends:
        chosen = sets[:case.slow_sets] if backend in cases.SLOW_BACKENDS else sets
        table.add(run_case(sinter, case, backend, chosen, work))
    if case.verify:
        folder = work / "cases" / file_name(case.name)
        expect.write_case(folder, case.model, [(s.inputs, s.expected) for s in sets])
        for backend in backends:
            table.add(verify_case(sinter, case, backend, folder))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = cases.ROOT
    parser.add_argument("--quick", action="store_true", help="small models and few samples, for every change")
    parser.add_argument("--backend", action="append", choices=cases.ALL_BACKENDS)
    parser.add_argument("--only", action="append", metavar="TEXT", help="only cases whose name holds TEXT")
    parser.add_argument("--models", type=pathlib.Path, default=root.parent / "shared" / "models", metavar="DIR",
                        help="folder of the real models that are not part of the repository")
    parser.add_argument("--sinter", type=pathlib.Path, default=root / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--samples", type=int, default=1000, help="at most this many samples of each MNIST model")
    parser.add_argument("--timeout", type=int, default=900, help="seconds for one call of sinter")
    parser.add_argument("--work", type=pathlib.Path, default=root / "build" / "corpus", metavar="DIR")
    options = parser.parse_args()
    options.backend = options.backend or list(cases.ALL_BACKENDS)
    if not options.sinter.exists():
        parser.error(f"{options.sinter} is not there; `make build` makes it")
    options.sinter = options.sinter.resolve()
    options.work = options.work.resolve()
    return options


def wanted(options, name):
    return not options.only or any(text in name for text in options.only)


def main():
    options = parse()
    sinter = Sinter(options.sinter, options.timeout)
    shutil.rmtree(options.work / "plans", ignore_errors=True)
    setup = cases.Options(options.models, options.work, options.samples, options.quick)
    table = Table()
    for case in real_cases.all_cases(setup):
        if wanted(options, case.name):
            run_model(sinter, case, options, table, options.work)
    for name, test in identical.tests(setup):
        if wanted(options, name) and "cpu" in options.backend:
            try:
                table.add(Row(name, "cpu", "passed", test(sinter, options.work / "identical")))
            except (Failed, cases.Mismatch) as error:
                table.add(Row(name, "cpu", "failed", str(error)))
    return table.close()


if __name__ == "__main__":
    sys.exit(main())

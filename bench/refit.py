#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Time a refit beside a fresh build: ResNet-50, every weight changed; a table (markdown), as in docs/performance.md.

    refit.py [--quick] [--rounds N] [--threads N] [--out FILE]

In memory (build/bin/bench/refit_bench, one process, in turns): from the new network, already read, to the bytes of a
plan, or to an engine that runs. The commands (a process each, in turns): from files to a file that is flushed to the
disk, everything included. "Cold" builds measure every tactic, "warm" ones take all times from the cache. Milliseconds
are medians over the rounds, by the clock and of processor time (all threads, system included), which says more on a
machine that does other work. Memory is touched before each measurement (refit_bench.cpp says why). It also checks that
the plans are equal byte for byte. Needs build/bin/sinter and build/bin/bench/refit_bench (`cmake --build build --target
sinter_cli benches`) and build/venv.
"""

import argparse
import datetime
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

import numpy as np
import onnx
from onnx import numpy_helper

import run

HEAD = ("what", "clock ms", "processor ms", "of the cold build, clock", "of the cold build, processor",
        "of the warm build, clock")


def write_changed(old, new):
    """The model with every float of more than one element in other weights; signs stay (variances must)."""
    model = onnx.load(str(old))
    for k, tensor in enumerate(model.graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < 2:
            continue
        factors = 1 + 0.01 * ((np.arange(values.size).reshape(values.shape) * 7 + k) % 13 + 1)
        tensor.CopyFrom(numpy_helper.from_array((values * factors).astype(np.float32), tensor.name))
    onnx.save(model, str(new))


def in_memory(options, old, new, size):
    """{name: (clock ms, processor ms)}, medians."""
    done = run.output_of([options.bench, old, new, "input", f"1x3x{size}x{size}", options.rounds, options.threads])
    return {name: (statistics.median(t["clock"]), statistics.median(t["processor"])) for name, t in done["ms"].items()}


def timed_command(words):
    """(clock ms, processor ms) of a process."""
    np.ones(768 << 17)  # as touch_memory in refit_bench.cpp
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(w) for w in words], stdout=subprocess.DEVNULL, check=True)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * clock, 1e3 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def commands(options, old, new, size):
    folder = options.work
    cache = folder / "refit.times"
    cache.unlink(missing_ok=True)
    plans = {name: folder / f"refit-{name}.plan" for name in ("old", "cold", "warm", "refitted")}

    def build(model, plan, timing_cache):
        return [options.sinter, "build", model, "-o", plan, "--shapes", f"input:1x3x{size}x{size}", "--portable",
                "--threads", options.threads, "--timing-cache", timing_cache, "--quiet"]

    timed_command(build(old, plans["old"], cache))
    steps = {"build_cold": build(new, plans["cold"], "none"), "build_warm": build(new, plans["warm"], cache),
             "refit": [options.sinter, "refit", plans["old"], new, "-o", plans["refitted"], "--threads",
                       options.threads, "--quiet"]}
    times = {name: [] for name in steps}
    for _ in range(options.rounds):
        for name, words in steps.items():
            times[name].append(timed_command(words))
            time.sleep(run.PAUSE_S)
    same = plans["refitted"].read_bytes() == plans["warm"].read_bytes()
    for path in (*plans.values(), cache, cache.with_name(cache.name + ".lock")):
        path.unlink(missing_ok=True)
    if not same:
        raise RuntimeError("the refitted plan differs from the built one")
    return {name: tuple(statistics.median(t[i] for t in list_) for i in (0, 1)) for name, list_ in times.items()}


def rows(memory, command):
    """[(what, its times, the cold build's, the warm build's)]"""
    plus = lambda a, b: (a[0] + b[0], a[1] + b[1])  # noqa: E731
    cold, warm, load = memory["build_cold"], memory["build_warm"], memory["load"]
    return [("build to a plan, cold", cold, None, None), ("build to a plan, warm", warm, None, None),
            ("**refit to a plan**", memory["refit_plan"], cold, warm),
            ("build and load, cold", plus(cold, load), None, None),
            ("build and load, warm", plus(warm, load), None, None),
            ("**refit of an engine**, the first", memory["refit_engine"], plus(cold, load), plus(warm, load)),
            ("**refit of an engine**, the third", memory["refit_engine_again"], plus(cold, load), plus(warm, load)),
            ("`sinter build`, cold", command["build_cold"], None, None),
            ("`sinter build`, warm", command["build_warm"], None, None),
            ("**`sinter refit`**", command["refit"], command["build_cold"], command["build_warm"])]


def line(what, own, cold, warm):
    part = lambda whole, i: f"{100 * own[i] / whole[i]:.1f} %" if whole else ""  # noqa: E731
    cells = (what, f"{own[0]:.0f}", f"{own[1]:.0f}", part(cold, 0), part(cold, 1), part(warm, 0))
    return "| " + " | ".join(cells) + " |"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tiny variant of the model")
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of builds and refits")
    parser.add_argument("--sinter", type=pathlib.Path, default=run.ROOT / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--bench", type=pathlib.Path, default=run.ROOT / "build" / "bin" / "bench" / "refit_bench",
                        metavar="PATH", help="the program for the measurements in memory")
    parser.add_argument("--work", type=pathlib.Path, default=run.ROOT / "build" / "bench", metavar="DIR")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    for program in (options.sinter, options.bench):
        if not program.exists():
            parser.error(f"{program} is not there; cmake --build build --target sinter_cli benches")
    return options


def main():
    options = parse()
    options.work.mkdir(parents=True, exist_ok=True)
    old = pathlib.Path(run.bench_models().write("resnet50", options.work, small=options.quick))
    new = old.with_name(old.stem + "_changed.onnx")
    write_changed(old, new)
    size = 32 if options.quick else 224
    table = rows(in_memory(options, old, new, size), commands(options, old, new, size))
    command = " ".join(["bench/refit.py", *sys.argv[1:]])
    lines = [f"{datetime.date.today().isoformat()}, {run.machine()}. `{command}`: {old.stem}, 1x3x{size}x{size}, "
             f"{options.threads} threads, medians of {options.rounds} rounds; equal byte for byte.", "",
             "| " + " | ".join(HEAD) + " |", "|---|" + "--:|" * (len(HEAD) - 1)]
    lines += [line(*r) for r in table]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

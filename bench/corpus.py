#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Build, load, memory and latency of the corpus models beside ONNX Runtime, as a table (markdown).

    corpus.py [--quick] [--only TEXT]... [--seconds S] [--limit S] [--models DIR] [--out FILE]

The models and inputs are those of tests/corpus: what is not at hand is listed below the table. Each model is built for
exactly the shapes of its first set of inputs, with measured tactics and no timing cache. Memory is that of activations
and workspaces: what the plan predicts, and the high-water mark of the allocators after the runs. `--limit` ends the
table after so many seconds and names what it left out. Needs build/bin/sinter (`make build`) and build/venv.
"""

import argparse
import datetime
import os
import pathlib
import re
import sys
import time

import numpy as np

import run

sys.path.insert(0, str(run.ROOT / "tests" / "corpus"))
import cases  # noqa: E402
import real_cases  # noqa: E402

HEAD = ("model", "input", "build s", "plan MiB", "load ms", "predicted MiB", "measured MiB", "SinterRT ms",
        "ONNX Runtime ms", "ratio", "peak RSS MiB", "ORT peak RSS MiB")


def onnxruntime_process(model, inputs, threads, seconds):
    """The other side, in a process of its own: prints what run.py's does."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    with np.load(inputs) as stored:
        feeds = {v.name: stored[f"i{i}"] for i, v in enumerate(session.get_inputs()) if f"i{i}" in stored}
    run.time_session(session, feeds, seconds)


def store_inputs(folder, model, inputs):
    """Files for both sides: (words for sinter, the path of an .npz numbered as the model lists its inputs)."""
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    listed = [v.name for v in onnx.load(str(model), load_external_data=False).graph.input]
    words = []
    for i, (name, array) in enumerate(inputs.items()):
        np.save(folder / f"in{i}.npy", array)
        words += ["-i", f"{name}={folder / f'in{i}.npy'}"]
    names = [n for n in listed if n in inputs]
    # ONNX Runtime leaves out initializers among the inputs, and so do the cases.
    np.savez(folder / "inputs.npz", **{f"i{k}": inputs[n] for k, n in enumerate(names)})
    return words, folder / "inputs.npz"


def shapes_words(case, inputs):
    if not case.shapes:
        return []
    return ["--shapes", run.shapes_option({n: a.shape for n, a in inputs.items() if n in case.shapes})]


def row(options, case):
    inputs = case.sets()[0].inputs
    folder = options.work / re.sub(r"[^\w.]+", "_", case.name)
    words, stored = store_inputs(folder, case.model, inputs)
    plan = folder / "model.plan"
    built = run.output_of([options.sinter, "build", case.model, "-o", plan, *shapes_words(case, inputs), "--threads",
                           options.threads, "--timing-cache", "none", "--quiet", "--json"])
    ours = run.output_of([options.sinter, "bench", plan, *words, "--threads", options.threads, "--duration",
                          options.seconds, "--json"])
    theirs = run.output_of([sys.executable, __file__, "--onnxruntime", case.model, stored, options.threads,
                            options.seconds])
    median, other = ours["latency_ms"]["median"], theirs["median_ms"]
    memory = ours["memory_bytes"]
    return (case.name, run.shape_text(next(iter(inputs.values())).shape), f"{built['seconds']:.2f}",
            run.mib(built["plan_bytes"]), f"{ours['load_ms']:.1f}", run.mib(built["arena_bytes"]),
            run.mib(memory["high_water"]), f"{median:.3f}", f"{other:.3f}", f"{other / median:.2f}",
            run.mib(memory["peak_rss"]), run.mib(theirs["peak_rss"]))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the models of the quick selection alone")
    parser.add_argument("--only", action="append", metavar="TEXT", help="only models whose name holds TEXT")
    parser.add_argument("--seconds", type=float, default=0.4, help="of timed runs in a process, at least")
    parser.add_argument("--limit", type=float, default=220, help="seconds after which no further model begins")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of both engines")
    parser.add_argument("--models", type=pathlib.Path, default=run.ROOT.parent / "shared" / "models", metavar="DIR")
    parser.add_argument("--sinter", type=pathlib.Path, default=run.ROOT / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--work", type=pathlib.Path, default=run.ROOT / "build" / "bench_corpus", metavar="DIR")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if not options.sinter.exists():
        parser.error(f"{options.sinter} is not there; `make build` makes it")
    options.work.mkdir(parents=True, exist_ok=True)
    return options


def chosen_cases(options):
    setup = cases.Options(options.models, options.work, 1, options.quick)
    return [c for c in real_cases.all_cases(setup)
            if not options.only or any(text in c.name for text in options.only)]


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--onnxruntime":
        model, inputs, threads, seconds = sys.argv[2:]
        onnxruntime_process(model, inputs, int(threads), float(seconds))
        return 0
    options = parse()
    begin = time.monotonic()
    command = "bench/corpus.py " + " ".join(sys.argv[1:])
    lines = [f"{datetime.date.today().isoformat()}, {run.machine()}, {options.threads} threads. "
             f"{run.versions(options.sinter)}. `{command.strip()}`.", "",
             "| " + " | ".join(HEAD) + " |", "|" + "---|" * 2 + "--:|" * (len(HEAD) - 2)]
    print("\n".join(lines), flush=True)
    missing, late, status = [], [], 0
    for case in chosen_cases(options):
        if not case.model.exists():
            missing.append(case.name)
            continue
        if time.monotonic() - begin > options.limit:
            late.append(case.name)
            continue
        try:
            line = "| " + " | ".join(row(options, case)) + " |"
        except Exception as error:  # one model must not cost the table
            status = 1
            line = f"| {case.name} | {type(error).__name__}: {error} |"
        lines.append(line)
        print(line, flush=True)
    for what, names in (("Not at hand", missing), (f"Left out after {options.limit:g} s", late)):
        if names:
            lines += ["", f"{what}: {', '.join(names)}."]
            print("\n".join(lines[-2:]), flush=True)
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())

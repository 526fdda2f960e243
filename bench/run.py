#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Time SinterRT and ONNX Runtime on the same models and print a table (markdown), as in docs/performance.md.

    run.py [--quick] [--only TEXT]... [--rounds N] [--seconds S] [--threads N]... [--out FILE]

Each measurement is a process of its own: `sinter bench` on a plan built once, and this script again with
`--onnxruntime`. They alternate, so that a machine that slows down or heats up does so for both. In a process, untimed
runs come first; a row quotes the median over rounds of each process's median. 30 ms pause between processes.
Needs build/bin/sinter (`make build`) and build/venv (`make deps`); `make bench` runs it.
"""

import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAUSE_S = 0.03
WARMUP_S = 0.2
FEWEST_RUNS = 3


def bench_models():
    spec = importlib.util.spec_from_file_location("bench_models", ROOT / "bench" / "models.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def workloads(folder, quick):
    """[(name, model, {input: shape})]"""
    models = bench_models()
    found = [("digits", ROOT / "examples" / "digits" / "digits.onnx", {"image": (n, 1, 8, 8)}) for n in (1, 64)]
    for name in ("mobilenet_v2", "resnet50"):
        path = pathlib.Path(models.write(name, folder, small=quick))
        size = 32 if quick else 224
        found += [(name, path, {"input": (n, 3, size, size)}) for n in ((1,) if quick else (1, 4))]
    path = pathlib.Path(models.write("bert-small", folder, small=quick))
    names = ("input_ids", "attention_mask", "token_type_ids")
    found += [("bert-small", path, {n: shape for n in names}) for shape in ((1, 32), (4, 64))]
    return found


def shape_text(shape):
    return "x".join(map(str, shape))


def shapes_option(shapes):
    return ",".join(f"{name}:{shape_text(shape)}" for name, shape in shapes.items())


def output_of(command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise RuntimeError(f"{pathlib.Path(str(command[0])).name} ended with status {done.returncode}: {last}")
    time.sleep(PAUSE_S)
    return json.loads(done.stdout)


def build(sinter, model, shapes, threads, folder):
    """Builds the plan for exactly these shapes; returns (plan, what `sinter build --json` says)."""
    name = f"{model.stem}-{'-'.join(shape_text(s) for s in shapes.values())}-{threads}.plan"
    plan = folder / name
    report = output_of([sinter, "build", model, "-o", plan, "--shapes", shapes_option(shapes), "--threads", threads,
                        "--quiet", "--json"])
    return plan, report


def measure_sinter(sinter, plan, threads, seconds):
    return output_of([sinter, "bench", plan, "--threads", threads, "--warmup", int(1000 * WARMUP_S), "--duration",
                      seconds, "--json"])


def measure_onnxruntime(model, shapes, threads, seconds):
    return output_of([sys.executable, __file__, "--onnxruntime", model, json.dumps(shapes), threads, seconds])


def onnxruntime_process(model, shapes, threads, seconds):
    """The other side, in a process of its own: prints {"median_ms", "load_ms", "peak_rss"}."""
    import numpy as np
    import onnxruntime

    types = {"tensor(float)": np.float32, "tensor(int64)": np.int64}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    start = time.perf_counter()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    load_ms = 1e3 * (time.perf_counter() - start)
    rng = np.random.default_rng(0)
    feeds = {}
    for value in session.get_inputs():
        dtype, shape = types[value.type], shapes[value.name]
        feeds[value.name] = (rng.uniform(-1, 1, shape) if dtype == np.float32 else np.zeros(shape)).astype(dtype)
    time_session(session, feeds, seconds, load_ms=load_ms)


def time_session(session, feeds, seconds, **more):
    """Times a session of ONNX Runtime and prints {"median_ms", "peak_rss", **more}."""
    begin = time.perf_counter()
    while True:  # at least once
        session.run(None, feeds)
        if time.perf_counter() - begin > WARMUP_S:
            break
    times, begin = [], time.perf_counter()
    while len(times) < FEWEST_RUNS or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        session.run(None, feeds)
        times.append(1e3 * (time.perf_counter() - start))
    print(json.dumps({"median_ms": statistics.median(times), "peak_rss": peak_rss(), **more}))


def peak_rss():
    """Of this program alone: getrusage would count what the parent held before the exec."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    return 0


def alternate(options, model, plan, shapes, threads):
    """Both engines in turn; (sinter's last report with its median over rounds, ONNX Runtime's)."""
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(measure_sinter(options.sinter, plan, threads, options.seconds))
        theirs.append(measure_onnxruntime(model, shapes, threads, options.seconds))
    return (statistics.median(r["latency_ms"]["median"] for r in ours), ours[-1],
            statistics.median(r["median_ms"] for r in theirs), theirs[-1])


def mib(count):
    return f"{count / 2**20:.1f}"


HEAD = ("model", "input", "threads", "SinterRT ms", "ONNX Runtime ms", "ratio", "build s", "plan MiB", "load ms",
        "predicted MiB", "measured MiB", "peak RSS MiB", "ORT peak RSS MiB")


def row(options, name, model, shapes, threads, folder):
    plan, built = build(options.sinter, model, shapes, threads, folder)
    ours, report, theirs, other = alternate(options, model, plan, shapes, threads)
    memory = report["memory_bytes"]
    return (name, shape_text(next(iter(shapes.values()))), str(report["threads"]), f"{ours:.3f}", f"{theirs:.3f}",
            f"{theirs / ours:.2f}", f"{built['seconds']:.2f}", mib(built["plan_bytes"]), f"{report['load_ms']:.2f}",
            mib(built["arena_bytes"]), mib(memory["high_water"]), mib(memory["peak_rss"]), mib(other["peak_rss"]))


def machine():
    """What lscpu says, in one line."""
    fields = {}
    try:
        listing = subprocess.run(["lscpu"], stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
        fields = dict(line.split(":", 1) for line in listing.splitlines() if ":" in line)
    except OSError:
        pass
    model = fields.get("Model name", platform.processor() or "unknown processor").strip()
    flags = fields.get("Flags", "").split()
    isa = [f for f in ("avx2", "avx512f", "avx512_vnni", "amx_tile") if f in flags]
    return f"{model}, {len(os.sched_getaffinity(0))} cores usable, {' '.join(isa) or 'no AVX2'}, {platform.system()}"


def versions(sinter):
    import onnxruntime

    ours = subprocess.run([str(sinter), "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{ours}; ONNX Runtime {onnxruntime.__version__} on its CPU provider"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="tiny variants of the models")
    parser.add_argument("--only", action="append", metavar="TEXT", help="only models whose name holds TEXT")
    parser.add_argument("--rounds", type=int, default=5, help="processes of each engine per row")
    parser.add_argument("--seconds", type=float, default=1.0, help="of timed runs in a process, at least")
    parser.add_argument("--threads", type=int, action="append", help="of both engines (default: 1 and all cores)")
    parser.add_argument("--sinter", type=pathlib.Path, default=ROOT / "build" / "bin" / "sinter", metavar="PATH")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "bench", metavar="DIR")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if not options.sinter.exists():
        parser.error(f"{options.sinter} is not there; `make build` makes it")
    cores = len(os.sched_getaffinity(0))
    options.threads = options.threads or sorted({1, cores})
    return options


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--onnxruntime":
        model, shapes, threads, seconds = sys.argv[2:]
        onnxruntime_process(model, json.loads(shapes), int(threads), float(seconds))
        return 0
    options = parse()
    options.work.mkdir(parents=True, exist_ok=True)
    command = "bench/run.py " + " ".join(sys.argv[1:])
    lines = [f"{datetime.date.today().isoformat()}, {machine()}. {versions(options.sinter)}. `{command.strip()}`.", "",
             f"Milliseconds: median of {options.rounds} process medians; ratio: ONNX Runtime's time over SinterRT's.",
             "",
             "| " + " | ".join(HEAD) + " |", "|" + "---|" * 2 + "--:|" * (len(HEAD) - 2)]
    print("\n".join(lines), flush=True)
    status = 0
    for name, model, shapes in workloads(options.work, options.quick):
        if options.only and not any(text in name for text in options.only):
            continue
        for threads in options.threads:
            try:
                line = "| " + " | ".join(row(options, name, model, shapes, threads, options.work)) + " |"
            except RuntimeError as error:
                status = 1
                line = f"| {name} | {shape_text(next(iter(shapes.values())))} | {threads} | {error} |"
            lines.append(line)
            print(line, flush=True)
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())

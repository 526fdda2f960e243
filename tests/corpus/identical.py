# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Two builds of one model give the same bytes: in different folders, working directories, processes and environments,
and with different numbers of threads.

With `--tactics heuristic` nothing is measured, and the two builds share nothing at all. With measured tactics they
share a timing cache: the first build fills it, the second must choose the same from it.
"""

import hashlib
import os
import shutil

import cases

SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C", "LANG": "C", "USER": "one"},
    {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "USER": "two", "SINTER_TEST_PADDING": "x" * 4096},
)
THREADS = ("1", "2")


def build(sinter, case, home, cache, surroundings, *more):
    """Build a copy of the model in `home` from a working directory of its own; returns the plan's path."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "at").mkdir(parents=True)
    cache.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(case.model, home / "model.onnx")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SINTER_")}
    env = kept | surroundings | {"HOME": str(home), "XDG_CACHE_HOME": str(cache), "TMPDIR": str(home)}
    sinter.build(os.path.join("..", "model.onnx"), "model.plan", "cpu", case.shapes, *more, cwd=home / "at", env=env)
    return home / "at" / "model.plan"


def same(first, second):
    a, b = first.read_bytes(), second.read_bytes()
    if a == b:
        return f"{len(a)} bytes, sha256 {hashlib.sha256(a).hexdigest()[:16]}"
    if len(a) != len(b):
        raise cases.Mismatch(f"the plans have {len(a)} and {len(b)} bytes")
    at = next(i for i, (x, y) in enumerate(zip(a, b)) if x != y)
    count = sum(x != y for x, y in zip(a, b))
    raise cases.Mismatch(f"{count} of {len(a)} bytes differ, the first at offset {at}")


def heuristic(case):
    def test(sinter, work):
        plans = [build(sinter, case, work / folder, work / folder / "cache", around, "--tactics", "heuristic",
                       "--threads", threads)
                 for folder, around, threads in zip(("heuristic_a", "deeper/heuristic_b"), SURROUNDINGS, THREADS)]
        return same(*plans)

    return test


def measured(case):
    def test(sinter, work):
        cache = work / "shared_cache"
        shutil.rmtree(cache, ignore_errors=True)
        plans = [build(sinter, case, work / folder, cache, around, "--threads", threads)
                 for folder, around, threads in zip(("measured_a", "deeper/measured_b"), SURROUNDINGS, THREADS)]
        return same(*plans)

    return test


def tests(options):
    """[(name, test(sinter, work) -> text)]; a test raises Mismatch or Failed."""
    chosen = cases.digits(options) + cases.generated(small_only(options)) + cases.bert(options)[:1]
    found = []
    for case in chosen:
        found.append((f"identical {case.name}", heuristic(case)))
        found.append((f"identical measured {case.name}", measured(case)))
    return found


def small_only(options):
    """The same options with only the small generated models."""
    return cases.Options(options.models, options.work, options.samples, True)

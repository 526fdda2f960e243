#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Make the frozen TensorFlow graphs of this folder, with inputs and TensorFlow's own results, one .npz a family.

    make_graphs.py [--out DIR] [--only FAMILY]...

Needs TensorFlow; no test does. The files here came from Python 3.11.7, tensorflow-cpu 2.15.1 (the last with Keras 2),
numpy 1.26.4: `pip install tensorflow-cpu==2.15.1 'numpy<2'` in an environment outside of the project.
"""

import argparse
import importlib
import os
import pathlib
import sys
import traceback

FAMILIES = ("unary", "binary", "casts", "reductions", "movement", "slices", "shapes", "convolutions", "pooling",
            "products", "images", "detection", "speech", "control_flow", "recurrent", "networks")


def make_family(name, out):
    """Returns how many cases failed."""
    import casekit

    pack, failed = casekit.Pack(), 0
    for case in importlib.import_module(f"family_{name}").cases():
        try:
            finish = casekit.finish_frozen if isinstance(case, casekit.Frozen) else casekit.finish_case
            pack.add(case, *finish(case))
        except Exception as error:  # all of them are wanted, not the first
            failed += 1
            print(f"FAIL {name}/{case.name}: {type(error).__name__}: {str(error)[:400]}")
            if os.environ.get("TRACE"):
                traceback.print_exc()
    names = [c["name"] for c in pack.index]
    assert len(set(names)) == len(names), f"twice: {sorted({n for n in names if names.count(n) > 1})}"
    pack.write(out / f"{name}.npz")
    print(f"{name:14} {len(names):4} cases {os.path.getsize(out / f'{name}.npz'):8} bytes")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--out", type=pathlib.Path, default=here, metavar="DIR")
    parser.add_argument("--only", action="append", choices=FAMILIES)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(here))
    failed = sum(make_family(name, options.out) for name in options.only or FAMILIES)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

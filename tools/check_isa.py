#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Checks that no object of a *_avx2.cpp or *_avx512.cpp file defines a weak symbol: usage check_isa.py BUILD_DIR.

A weak symbol is an inline function or template of a header. The linker keeps one copy for the whole program, and if it
keeps the one compiled for AVX-512, the program dies with an illegal instruction on every machine without it, far from
the kernel. See cmake/sinter_folder.cmake for what such a file may include.
"""
import os
import subprocess
import sys


def isa_objects(build):
    for folder, subfolders, names in os.walk(build):
        subfolders[:] = [s for s in subfolders if s not in ("asan", "tsan", "fuzz", "venv")]
        for name in sorted(names):
            if name.endswith(("_avx2.cpp.o", "_avx512.cpp.o")):
                yield os.path.join(folder, name)


def weak_symbols(path):
    lines = subprocess.run(["nm", "-C", "--defined-only", path], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        _, kind, symbol = line.split(" ", 2)
        if kind in "WwVu":
            yield symbol


def main():
    count = bad = 0
    for path in isa_objects(sys.argv[1]):
        count += 1
        for symbol in weak_symbols(path):
            bad += 1
            print(f"{path}: weak symbol {symbol}")
    print(f"check_isa: {count} objects, {bad} weak symbols")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

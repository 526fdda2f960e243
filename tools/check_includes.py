#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Checks the one-way rules between folders from the #include lines alone, and prints each violation with its rule.

A wrong include often fails to link as well (the CMake targets are linked privately), but not when it takes only inline
code or types; this finds those too.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Folder -> the folders of src/ whose headers it may include, besides its own and include/sinter.
RULES = {
    "src/base": [],
    "src/ir": ["base"],
    "src/ops": ["ir", "base"],
    "src/import": ["ops", "ir", "base"],
    "src/import/protobuf": ["base"],
    "src/export": ["import/protobuf", "ops", "ir", "base"],
    "src/passes": ["ops", "ir", "base"],
    "src/backend": ["ir", "base"],
    "src/plan": ["base"],
    "src/runtime": ["plan", "backend", "base"],
    "src/compile": ["passes", "backend", "plan", "ops", "ir", "base"],
    "src/backends/reference": ["backend", "ops", "ir", "base"],
    "src/backends/cpu": ["backends/reference", "backend", "ops", "ir", "base"],  # strings run by definition
    "src/backends/fake": ["backend", "ops", "ir", "base"],
    "src/backends/cuda": ["backend", "ops", "ir", "base"],
    "src/backends": ["backends", "backend", "ir", "base"],
    "src/api": ["import", "export", "passes", "compile", "runtime", "plan", "backends", "backend", "ops", "ir", "base"],
    # Users of the public API, like any other program:
    "src/nvinfer": [],
    "tools": [],
    "examples": [],
    "include/sinter": [],
}
# Third-party headers that stay behind one wall each: header prefix -> folders that may include it.
WALLS = {
    "flatbuffers/": ["src/plan"],
    "xbyak/": ["src/backends/cpu"],
    "CLI/": ["tools"],
    "nlohmann/": ["src", "tools"],
    "fmt/": ["src", "tools"],
    "xxhash.h": ["src/base"],
    "stb/": ["src/base", "examples"],
    "jpeglib.h": ["src/base"],
    "webp/": ["src/base"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = (".h", ".hpp", ".cpp", ".cc", ".inc", ".def")


def sources():
    for top in ("src", "include/sinter", "tools", "examples", "tests", "bench"):
        for folder, _, names in sorted(os.walk(os.path.join(ROOT, top))):
            for name in sorted(names):
                if name.endswith(SOURCES):
                    yield os.path.relpath(os.path.join(folder, name), ROOT)


def rule_of(path):
    """The longest folder of RULES that holds the file."""
    matches = [folder for folder in RULES if path.startswith(folder + "/")]
    return max(matches, key=len) if matches else None


def folder_of_include(path, header):
    """The folder of src/ (as RULES spells it, without src/) that a quoted include names, or None."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), header))
    if os.path.exists(os.path.join(ROOT, beside)):
        target = beside
    elif os.path.exists(os.path.join(ROOT, "src", header)):
        target = "src/" + header
    else:
        return None
    rule = rule_of(target)
    return rule.removeprefix("src/") if rule and rule.startswith("src/") else None


def allowed(rule, folder):
    own = rule.removeprefix("src/")
    return any(folder == name or folder.startswith(name + "/") for name in RULES[rule] + [own])


def check(path):
    rule = rule_of(path)
    with open(os.path.join(ROOT, path), errors="replace") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, header = match.groups()
            for prefix, folders in WALLS.items():
                if header.startswith(prefix) and not any(path.startswith(f + "/") for f in folders + ["tests", "bench"]):
                    yield f"{path}:{number}: <{header}> may be included in {', '.join(folders)} only"
            folder = folder_of_include(path, header) if rule and quote == '"' else None
            if folder and not allowed(rule, folder):
                names = ", ".join(RULES[rule]) or "no folder of src/"
                yield f'{path}:{number}: "{header}" is of {folder}; {rule} may include: {names}, include/sinter'


def main():
    count = 0
    violations = []
    for path in sources():
        count += 1
        violations += check(path)
    print("\n".join(violations), end="\n" if violations else "")
    print(f"check_includes: {count} files, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the list of messages in docs/errors.md from the source.

Every `fail(ErrorCode::kX, message, remedy)` and `Error(ErrorCode::kX, ...)` in src/ and tools/sinter/ becomes a row
under its code, grouped by what was being done (the folder). Parts that are known only at run time are shown as `...`.
Everything above the marker line is written by hand and kept.

  tools/make_errors.py          write
  tools/make_errors.py --check  exit status 1 if the list is not up to date
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "errors.md"
MARKER = "<!-- tools/make_errors.py writes what follows -->"
CODES = {  # enumerator -> spelling, in the order of include/sinter/error.h
    "kInvalidModel": "invalid-model", "kUnsupported": "unsupported", "kShapeMismatch": "shape-mismatch",
    "kInvalidArgument": "invalid-argument", "kLimit": "limit", "kIncompatiblePlan": "incompatible-plan",
    "kCorruptFile": "corrupt-file", "kIo": "io", "kOutOfMemory": "out-of-memory", "kDevice": "device",
    "kCancelled": "cancelled", "kInternal": "internal",
}
# What is being done where; the longest prefix counts.
CAUSES = [
    ("src/import/onnx/operators", "Importing an operator"), ("src/import", "Reading a model file"),
    ("src/export", "Writing a model file"),
    ("src/ir", "Types and shapes of the network"), ("src/ops", "An op's attributes and inputs"),
    ("src/passes", "Optimising"), ("src/compile", "Building"), ("src/plan", "Reading and writing plans"),
    ("src/runtime", "Loading and running"), ("src/backends", "Kernels and devices"),
    ("src/backend", "Kernels and devices"), ("src/base", "Files, memory and text"), ("src/api", "Calls of the API"),
    ("tools/sinter", "The command"), ("src", "Elsewhere"),
]


def split_arguments(text, start):
    """The arguments of a call whose '(' is at `start`."""
    depth, at, begin, out = 0, start, start + 1, []
    while at < len(text):
        c = text[at]
        if c in "\"'":
            end = at + 1
            while text[end] != c:
                end += 2 if text[end] == "\\" else 1
            at = end
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                out.append(text[begin:at])
                return out
        elif c == "," and depth == 1:
            out.append(text[begin:at])
            begin = at + 1
        at += 1
    return out


def pieces(expression):
    """Top-level string literals of an expression as text, everything else as '...'."""
    out, at, pending, choice = [], 0, False, False
    while at < len(expression):
        c = expression[at]
        if c == '"':
            end = at + 1
            while expression[end] != '"':
                end += 2 if expression[end] == "\\" else 1
            if pending:
                out.append("...")
            pending = False
            out.append(expression[at + 1:end].replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\"))
            at = end + 1
            continue
        if c in "([{":  # a call: its inside is no text of the message, but for std::string("...") and fmt::format
            depth, end = 0, at
            while end < len(expression):
                if expression[end] == '"':
                    end += 1
                    while expression[end] != '"':
                        end += 2 if expression[end] == "\\" else 1
                elif expression[end] in "([{":
                    depth += 1
                elif expression[end] in ")]}":
                    depth -= 1
                    if depth == 0:
                        break
                end += 1
            inside = expression[at + 1:end]
            head = expression[:at].rstrip()
            if head.endswith("std::string") and inside.lstrip().startswith('"'):
                out.extend(pieces(inside))
                pending = False
            elif head.endswith("format") and '"' in inside:
                text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', split_arguments("(" + inside + ")", 0)[0]))
                out.append(re.sub(r"\{[^}]*\}", "...", text))
                pending = False
            else:
                pending = True
            at = end + 1
            continue
        if expression.startswith("::", at):
            at += 2
            continue
        if c == "?":  # a choice: both ways, without the condition
            pending, choice = False, True
        elif c == ":" and choice:
            out.extend(["..."] if pending else [])
            out.append(" / ")
            pending, choice = False, False
        elif c.isalnum() or c in "_]":
            pending = True
        at += 1
    if pending:
        out.append("...")
    return out


def template(expression):
    text = re.sub(r"\s+", " ", "".join(pieces(expression))).strip()
    text = re.sub(r"(\.\.\.\s*)+\.\.\.", "...", text)
    return text


def rows():
    found = {}
    pattern = re.compile(r"\b(?:fail|Error(?: \w+)?)\s*\(\s*ErrorCode::(k\w+)")
    for folder in ("src", "tools/sinter", "include"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            text = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))
            name = path.relative_to(ROOT).as_posix()
            cause = next(c for p, c in sorted(CAUSES, key=lambda x: -len(x[0])) if name.startswith(p + "/")) \
                if not name.startswith("include") else "Calls of the API"
            for m in pattern.finditer(text):
                arguments = split_arguments(text, text.index("(", m.start()))
                if len(arguments) < 2:
                    continue
                message = template(arguments[1])
                remedy = template(arguments[2]) if len(arguments) > 2 else ""
                if re.sub(r"[.\s]", "", message):
                    found.setdefault(m.group(1), {}).setdefault(cause, {}).setdefault(message, remedy)
    return found


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def generated():
    found = rows()
    out = [MARKER, "", "## All messages", "",
           "`...` stands for what is known only when it happens: names, shapes, numbers, the system's reason.", ""]
    order = [c for _, c in CAUSES]
    for enumerator, code in CODES.items():
        out += [f"### `{code}`: messages", ""]
        causes = found.get(enumerator, {})
        if not causes:
            out += ["None of its own: it is passed on.", ""]
        for cause in sorted(causes, key=order.index):
            out += [f"**{cause}**", "", "| message | remedy |", "|---|---|"]
            out += [f"| {cell(m)} | {cell(causes[cause][m])} |" for m in sorted(causes[cause], key=str.lower)]
            out += [""]
    return "\n".join(out).rstrip() + "\n"


def main():
    text = DOC.read_text(encoding="utf-8")
    made = text.split(MARKER)[0].rstrip() + "\n\n" + generated()
    if "--check" in sys.argv[1:]:
        if made != text:
            print("docs/errors.md does not list the messages of the source: run tools/make_errors.py")
            return 1
        return 0
    DOC.write_text(made, encoding="utf-8")
    print(f"docs/errors.md: {sum(len(m) for c in rows().values() for m in c.values())} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Counts test results for tools/run_tests.sh, in the files `counts`, `skipped` and `failed` of its results folder.

    count_tests.py gtest NAME STATUS REPORT.xml LOG RESULTS   one gtest program
    count_tests.py text NAME STATUS LOG RESULTS               one runner that ends with `N passed, N failed[, N skipped]`
    count_tests.py sum RESULTS MIN_PASSED                     the totals; exit 1 on a failure or below the minimum
"""
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

TOTAL = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$", re.MULTILINE)
LOG_LINES = 60


def append(results, name, lines):
    with open(os.path.join(results, name), "a") as file:
        file.writelines(line + "\n" for line in lines)


def record(results, name, passed, failed, skipped, why=""):
    append(results, "counts", [f"{name}\t{passed}\t{failed}\t{skipped}"])
    print(f"  {name}: {passed} passed, {failed} failed, {skipped} skipped{why}")


def tail(log):
    with open(log, errors="replace") as file:
        return "".join(file.readlines()[-LOG_LINES:])


def no_count(results, name, status, log):
    """A run that ended without saying what passed: one failure, with the end of its output."""
    kind = "ran out of time" if status == 124 else f"ended with status {status} and no count"
    append(results, "failed", [f"{name}: {kind}"])
    print(tail(log))
    record(results, name, 0, 1, 0, f" ({kind})")


def read_report(path):
    """(test, state, reason) for each test of a gtest XML report."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        test = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None:
            yield test, "failed", ""
        elif skipped is not None:
            lines = [line for line in (skipped.get("message") or "").splitlines() if line.strip()]
            yield test, "skipped", lines[-1].strip() if lines else "no reason given"
        elif case.get("status") == "run":
            yield test, "passed", ""


def count_gtest(name, status, report, log, results):
    status = int(status)
    try:
        tests = list(read_report(report))
    except (OSError, ElementTree.ParseError):
        return no_count(results, name, status, log)
    states = {state: [t for t in tests if t[1] == state] for state in ("passed", "failed", "skipped")}
    failed = len(states["failed"])
    append(results, "failed", [f"{name}: {test}" for test, _, _ in states["failed"]])
    append(results, "skipped", [f"{name}: {test}: {reason}" for test, _, reason in states["skipped"]])
    if status != 0 and failed == 0:  # died after its last test: a leak report, a crash at exit
        failed = 1
        append(results, "failed", [f"{name}: status {status} although no test failed"])
    if failed:
        print(tail(log))
    return record(results, name, len(states["passed"]), failed, len(states["skipped"]))


def count_text(name, status, log, results):
    status = int(status)
    with open(log, errors="replace") as file:
        text = file.read()
    totals = TOTAL.findall(text)
    if not totals:
        return no_count(results, name, status, log)
    passed, failed, skipped = (int(n or 0) for n in totals[-1])
    for word, listed in (("SKIP", "skipped"), ("FAIL", "failed")):
        append(results, listed, [f"{name}: {m}" for m in re.findall(rf"^{word}:? (.*)$", text, re.MULTILINE)])
    if status != 0 and failed == 0:
        failed = 1
        append(results, "failed", [f"{name}: status {status} although no test failed"])
    if failed:
        print(tail(log))
    return record(results, name, passed, failed, skipped)


def sum_up(results, min_passed):
    passed = failed = skipped = 0
    with open(os.path.join(results, "counts")) as file:
        for line in file:
            _, p, f, s = line.rstrip("\n").split("\t")
            passed, failed, skipped = passed + int(p), failed + int(f), skipped + int(s)
    for title in ("skipped", "failed"):
        with open(os.path.join(results, title)) as file:
            lines = file.read().splitlines()
        if lines:
            print(f"{title}:")
            print("\n".join(f"  {line}" for line in lines))
    short = passed < int(min_passed)
    if short:
        print(f"only {passed} tests passed; tools/run_tests.sh expects at least {min_passed} (MIN_PASSED)")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or short else 0


if __name__ == "__main__":
    COMMANDS = {"gtest": count_gtest, "text": count_text, "sum": sum_up}
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]) or 0)

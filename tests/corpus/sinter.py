# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""The `sinter` command as the corpus tests use it: every call is a process of its own, so every plan is a file that
was written by one process and mapped by another."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np


class Failed(Exception):
    """The command ended with another status than 0; the text is its last words."""


def shape_options(shapes):
    """`--min-shapes a:1x3,b:1x3 --opt-shapes ... --max-shapes ...` from {input: (min, opt, max)}."""
    if not shapes:
        return []
    options = []
    for i, kind in enumerate(("min", "opt", "max")):
        text = ",".join(f"{name}:{'x'.join(map(str, three[i]))}" for name, three in shapes.items())
        options += [f"--{kind}-shapes", text]
    return options


class Sinter:
    def __init__(self, binary, timeout):
        self.binary, self.timeout = str(binary), timeout

    def call(self, *words, cwd=None, env=None):
        """Run `sinter WORDS...`; returns stdout."""
        command = [self.binary, *map(str, words)]
        try:
            done = subprocess.run(command, cwd=cwd, env=env, timeout=self.timeout, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            raise Failed(f"`sinter {words[0]}` ran longer than {self.timeout} s") from None
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-3:]
            raise Failed(f"`sinter {words[0]}` ended with status {done.returncode}: {' / '.join(last)}")
        return done.stdout

    def build(self, model, plan, backend, shapes, *more, **where):
        return self.call("build", model, "-o", plan, "--backend", backend, *shape_options(shapes), "--quiet", *more,
                         **where)

    def run(self, plan, inputs, outputs):
        """One inference; returns {output name: array} for the names in `outputs`."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=os.path.dirname(plan)))
        try:
            words = []
            for i, (name, array) in enumerate(inputs.items()):
                np.save(folder / f"in{i}.npy", array)
                words += ["-i", f"{name}={folder / f'in{i}.npy'}"]
            out = folder / "out"
            self.call("run", plan, *words, "-o", out, "--quiet")
            listing = (out / "outputs.json").read_text(encoding="utf-8")
            json.loads(listing)
            missing = [n for n in outputs if n not in listing]
            if missing:
                raise Failed(f"outputs.json does not name {missing[0]}")
            return {n: np.load(out / f"{n.replace('/', '_')}.npy", allow_pickle=False) for n in outputs}
        except (OSError, ValueError) as error:
            raise Failed(f"`sinter run` left no readable result ({error})") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def steps(self, plan):
        """The steps of a plan as `inspect` describes them, in order."""
        try:
            return json.loads(self.call("inspect", plan, "--json"))["steps"]
        except (ValueError, KeyError, TypeError) as error:
            raise Failed(f"`sinter inspect --json` has no steps ({error!r})") from error

    def step_backends(self, plan):
        """The backend of every step of a plan, in order."""
        try:
            return [step["backend"] for step in self.steps(plan)]
        except (ValueError, KeyError, TypeError) as error:
            raise Failed(f"`sinter inspect --json` has no steps[].backend ({error!r})") from error

    def verify(self, directory, backend):
        """Returns the last line; `N passed, N failed` of the test folder."""
        lines = self.call("verify", directory, "--backend", backend, "--quiet").strip().splitlines()
        if not lines or " passed, 0 failed" not in lines[-1] or lines[-1].startswith("0 passed"):
            raise Failed(f"`sinter verify` says: {lines[-1] if lines else 'nothing'}")
        return lines[-1]

#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# The proof that programs compiled against NVIDIA's TensorRT run on SinterRT: NVIDIA's own Python module, a compiled
# client, is put on our libnvinfer.so.10 and takes a digit classifier from ONNX to predictions on the CPU.
# That module is NVIDIA's under NVIDIA's licence: a tool for this trial, installed into a throw-away environment, never
# a dependency and never shipped. It comes without TensorRT's libraries; ours are the only ones here.
#
#   tests/compat/run.sh [ARGS OF mnist_trt.py]      (= `make compat`; needs a built tree)
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly MODULE=tensorrt_cu13_bindings==10.16.1.11
readonly BUILD=${SINTER_BUILD_DIR:-build}
readonly VENV=build/compat-venv
readonly LIBS=$PWD/$BUILD/lib/trt10

for name in nvinfer nvonnxparser nvinfer_plugin; do
  if [ ! -e "$LIBS/lib$name.so.10" ]; then
    echo "tests/compat/run.sh: $BUILD/lib/trt10/lib$name.so.10 is missing: run \`make build\` first" >&2
    exit 1
  fi
done
if [ ! -e "$VENV/$MODULE" ]; then
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check numpy "$MODULE"
  touch "$VENV/$MODULE"
fi
exec env LD_LIBRARY_PATH="$LIBS" "$VENV/bin/python" tests/compat/mnist_trt.py "$@"

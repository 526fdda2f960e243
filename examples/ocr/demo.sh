#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# The second half of `make demo`: reads the text in this folder's pictures with the models of the package rapidocr,
# which it fetches once. Without a network it says so and succeeds. Fails if a text is not what expected.txt says.
#   examples/ocr/demo.sh [PICTURE...]    other pictures are read without that check
set -euo pipefail
cd "$(dirname "$0")/../.."
here=examples/ocr
program=build/bin/examples/ocr
out=build/demo/ocr
[ -x "$program" ] || { echo "demo: $program is not there; run make build" >&2; exit 1; }

status=0
tools/model_packages.sh rapidocr || status=$?
if [ "$status" = 3 ]; then
  echo "demo: the OCR example is skipped: its models come from the Python registry, which cannot be reached"
  exit 0
fi
[ "$status" = 0 ] || exit "$status"
mkdir -p "$out"
models=build/model_packages/rapidocr/rapidocr/models
if [ "$#" != 0 ]; then
  exec "$program" "$models" "$@" -o "$out"
fi

echo "== $here: three networks of dynamic shapes read the text in pictures"
"$program" "$models" "$here"/pictures/*.png -o "$out" | tee "$out/log"
# Lines of text start with two spaces and their score.
if ! diff <(sed -n 's/^  [01]\.[0-9]*  //p' "$out/log") "$here/expected.txt"; then
  echo "demo: the texts differ from $here/expected.txt" >&2
  exit 1
fi

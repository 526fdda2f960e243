#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# `make demo`: a plan from digits.onnx, the digits it reads, what was fused and how fast it is. Needs what `make build`
# makes. Writes to build/demo.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=examples/digits
sinter=build/bin/sinter
digits=build/bin/examples/digits
out=build/demo
for program in "$sinter" "$digits"; do
  [ -x "$program" ] || { echo "demo: $program is not there; run make build" >&2; exit 1; }
done
mkdir -p "$out"

echo "== sinter build: the model becomes a plan, with what was fused"
"$sinter" build "$here/digits.onnx" -o "$out/digits.plan" \
  --min-shapes image:1x1x8x8 --opt-shapes image:16x1x8x8 --max-shapes image:360x1x8x8

echo
echo "== $here/demo.cpp: what the plan reads, with its probability (the last picture is one it gets wrong)"
"$digits" "$out/digits.plan" "$here/images.npy" "$here/labels.npy"

echo
echo "== sinter bench: how fast"
printf '%8s  %10s  %10s  %12s\n' images 'median ms' 'p99 ms' 'images/s'
for n in 1 16 360; do
  "$sinter" bench "$out/digits.plan" --shapes "image:${n}x1x8x8" --duration 1 --json >"$out/bench.json"
  python3 - "$n" "$out/bench.json" <<'PYTHON'
import json, sys
count, b = int(sys.argv[1]), json.load(open(sys.argv[2]))
ms = b["latency_ms"]
print(f"{count:8}  {ms['median']:10.4f}  {ms['p99']:10.4f}  {count * b['throughput_qps']:12,.0f}")
PYTHON
done

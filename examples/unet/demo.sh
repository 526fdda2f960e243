#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Part of `make demo`: finds cells in pictures with a U-Net. Fails if the intersection over union on the held-back
# pictures is below 0.9. Masks and pictures with the cells tinted go to build/demo/unet.
#   examples/unet/demo.sh [PICTURE...]    other pictures (of one size, a multiple of 8) are read instead
set -euo pipefail
cd "$(dirname "$0")/../.."
here=examples/unet
program=${UNET_PROGRAM:-build/bin/examples/unet}
out=build/demo/unet
[ -x "$program" ] || { echo "demo: $program is not there; run make build" >&2; exit 1; }
if [ "$#" != 0 ]; then
  exec "$program" "$here/cells.onnx" "$@" -o "$out"
fi

echo "== $here: a U-Net finds cells, four pictures a batch, the last batch padded"
"$program" "$here/cells.onnx" "$here"/pictures/cells_??.png -o "$out"
echo "masks and tinted pictures are in $out"

#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Part of `make demo`: finds shapes in pictures with a Darknet network. Fails if the mean average precision on the
# held-back pictures is below 0.9. Pictures with the boxes drawn go to build/demo/yolov3.
#   examples/yolov3/demo.sh [PICTURE...]    other pictures are read without that check
set -euo pipefail
cd "$(dirname "$0")/../.."
here=examples/yolov3
program=${YOLOV3_PROGRAM:-build/bin/examples/yolov3}
out=build/demo/yolov3
[ -x "$program" ] || { echo "demo: $program is not there; run make build" >&2; exit 1; }
if [ "$#" != 0 ]; then
  exec "$program" "$here/shapes.cfg" "$here/shapes.weights" "$@" -o "$out"
fi

echo "== $here: a Darknet network of YOLOv3's make finds shapes, four pictures a batch, the last batch padded"
"$program" "$here/shapes.cfg" "$here/shapes.weights" "$here"/pictures/*.png -o "$out" \
  --labels "$here/pictures/labels.txt"
echo "boxes are drawn in $out: circles white, squares yellow, triangles cyan, stars magenta"
